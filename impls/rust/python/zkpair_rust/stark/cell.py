"""The handles for a case's cell: parameters to winterfell's field, hash and options."""

from __future__ import annotations

from zkpair_rust import _native
from zkpair_rust._native import StarkCell, StarkFriCell
from zkpair_rust.adapter import crate, described
from zkpair_rust.case import Case
from zkpair_rust.stark.errors import UnsupportedCellError

WIRE_FORMAT = "winterfell"  # winterfell 0.13's Proof::to_bytes()

LIBRARY = crate("winter-prover", "winter-verifier", "winter-fri", "winter-math", "keccak", "blake3", "rayon")

DEFAULT_SETTING = "default"  # 121 queries, no grinding


def attributes(algorithm: str) -> dict[str, str]:
    """What explains the numbers. winterfell has no SIMD; the blake3 crate chooses its own when it runs."""
    return described(LIBRARY, algorithm) | {"hash": "keccak portable; blake3 by run-time detection"}


def prover_attributes(algorithm: str) -> dict[str, str]:
    """What explains the numbers of our prover on winterfell's parts."""
    told = f"winterfell's AIR, transcript, evaluation and proof; own transforms, trees, DEEP and FRI; {algorithm}"
    return described(LIBRARY, told, _native.narrow_simd()) | {"hash": "own, a message a lane; else keccak, blake3"}


def demand(case: Case, name: str, *supported: str) -> None:
    """Refuses a case whose parameter is none of those supported."""
    value = case.params.get(name, "")
    if value not in supported:
        raise UnsupportedCellError(f"{name}={value!r} is not done here; supported: {', '.join(supported)}")


def stark_cell(case: Case, rows: int) -> StarkCell:
    """The cell of a case for traces of `rows` rows; raises UnsupportedCellError or UnsupportedSizeError."""
    demand(case, "field", "goldilocks")
    setting = case.params.get("setting", DEFAULT_SETTING)
    return StarkCell(case.params.get("air", ""), case.params.get("hash", ""), setting, rows)


def fri_cell(case: Case) -> StarkFriCell:
    """The cell of a case; raises UnsupportedCellError or UnsupportedSizeError."""
    demand(case, "field", "goldilocks")
    return StarkFriCell(case.params.get("hash", ""), case.size)
