"""What `stark/prove` and `stark/verify` share: the cell of a case."""

from __future__ import annotations

from zkpair_rust.case import Case
from zkpair_rust.plonky3.adapter import demand
from zkpair_rust.plonky3.library import AIRS, FIELDS, HASHES, SETTINGS, Cell

ALGORITHM = (
    "plonky3 uni-stark (LogUp batch-stark for the permutation), FRI folding 4, final polynomial of 32 coefficients"
)


def stark_cell(case: Case) -> Cell:
    """The cell of a case; raises UnsupportedCellError."""
    params = case.params
    return Cell(
        demand(params, "air", AIRS),
        demand(params, "field", FIELDS),
        demand(params, "hash", HASHES),
        demand(params, "setting", SETTINGS, SETTINGS[0]),
        case.size,
    )


def operation(task: str, cell: Cell) -> str:
    """`prove goldilocks blake3`: what decides which level is the fastest."""
    return f"{task} {cell.field} {cell.hash}"


def operations(task: str) -> tuple[str, ...]:
    """All of them."""
    pairs = (("goldilocks", "sha3_256"), ("goldilocks", "blake3"), ("koalabear", "blake3"), ("koalabear", "poseidon2"))
    return tuple(f"{task} {field} {hash_name}" for field, hash_name in pairs)
