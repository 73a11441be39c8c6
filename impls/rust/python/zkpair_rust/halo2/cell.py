"""The handle for a case's cell, and what explains the numbers."""

from __future__ import annotations

from zkpair_rust import _native
from zkpair_rust._native import Halo2Cell
from zkpair_rust.adapter import crate, described
from zkpair_rust.case import Case, shared_blob

WIRE_FORMAT = "halo2"
LIBRARY = crate("halo2_proofs", "pasta_curves", "rayon")
LIBRARY_WITH_OURS = crate("halo2_proofs", "pasta_curves", "ark-ec", "ark-ff", "rayon")


def attributes(algorithm: str) -> dict[str, str]:
    """What explains the numbers where sums of points are our own."""
    return described(LIBRARY_WITH_OURS, algorithm, _native.msm_simd())


def attributes_of_halo2(algorithm: str) -> dict[str, str]:
    """The same of halo2_proofs alone: it and pasta_curves have no SIMD."""
    return described(LIBRARY, algorithm)


def halo2_cell(case: Case, rows: int) -> Halo2Cell:
    """The cell of a case whose statement has the size `rows`; raises UnsupportedCellError or UnsupportedSizeError."""
    return Halo2Cell(case.params.get("circuit", ""), case.params.get("version", ""), rows)


def with_key(case: Case, rows: int, *, proving: bool, by_halo2: bool = False) -> Halo2Cell:
    """The cell with its keys made, after the case's key was found to be the cell's."""
    cell = halo2_cell(case, rows)
    cell.hold_key(shared_blob(case, "key"), proving, by_halo2=by_halo2)
    return cell
