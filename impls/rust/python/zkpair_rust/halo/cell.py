"""What the adapters of `halo/*` share: generators and numbers of a case, attributes."""

from __future__ import annotations

from zkpair_rust import _native
from zkpair_rust._native import HaloGenerators
from zkpair_rust.adapter import crate, described
from zkpair_rust.case import Case, located, shared_blob
from zkpair_rust.halo.errors import UnsupportedCellError

LIBRARY = crate("halo2_proofs", "pasta_curves", "ark-ec", "ark-ff", "rayon")

ACCUMULATED_N = 1024  # coefficients of the openings that are accumulated
MAX_OPENINGS = 64


def attributes(algorithm: str) -> dict[str, str]:
    """What explains the numbers."""
    return described(LIBRARY, algorithm, _native.msm_simd())


def generators(case: Case, n: int) -> HaloGenerators:
    """The case's parameters, checked. Raises UnsupportedSizeError, WrongLengthError or WrongParametersError."""
    params = shared_blob(case, "params")
    with located("shared"):
        return HaloGenerators(params, n)


def number_of_openings(case: Case) -> int:
    """m of the accumulation's tasks; raises UnsupportedCellError."""
    n = case.params.get("n", str(ACCUMULATED_N))
    if n != str(ACCUMULATED_N):
        raise UnsupportedCellError(f"n={n!r} is not done here; supported: {ACCUMULATED_N}")
    if not 1 <= case.size <= MAX_OPENINGS:
        raise UnsupportedCellError(f"size {case.size}: 1 to {MAX_OPENINGS} openings are done here")
    return case.size
