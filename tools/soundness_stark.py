"""Alterations of STARK proofs, asked of both verifiers in the format `winterfell`; writes docs/soundness-stark.md."""

from __future__ import annotations

import sys

from bootstrap.paths import ROOT
from soundness_proofs import Asked, Row, answers, examine, write

TABLE = ROOT / "docs" / "soundness-stark.md"
TRACE_LENGTH = 64
VERIFIERS = [Asked("rust", None), Asked("python", 24)]
HEAD = [
    "# Soundness of the STARK verifiers: altered proofs",
    "",
    "Made by `make soundness` (`tools/soundness_stark.py`). Rust: every byte of the proof, one bit altered;",
    "Python: a sample of each section. False cases are those of the tasks `stark/verify` and `stark/fri_verify`:",
    "sections missing, doubled, swapped or another proof's, elements that are not canonical, other statements.",
    "In each field: alterations asked, alterations accepted.",
]


def all_rows() -> list[Row]:
    from zkpair.tasks.stark import fri_prove, fri_verify, prove, verify
    from zkpair.tasks.stark.air import air_of
    from zkpair.tasks.stark.fri_proof import read_fri_proof
    from zkpair.tasks.stark.setting import DEFAULT, setting_of
    from zkpair.tasks.stark.winter_proof import read_proof
    from zkpair.tasks.task import Cell

    rows = []
    for params in prove.PROVE_PARAMS:
        if params["field"] != "goldilocks":
            continue
        cell = Cell.of("stark/prove", params, max(TRACE_LENGTH, min(prove.sizes(params))))
        case = prove.generate(cell, 1, {})
        proofs = answers("rust", case)
        blobs = {"proof": read_proof(proofs[0], air_of(cell), cell.size, setting_of(cell)).sections}
        rows += examine(str(cell), prove.verify_case(case, proofs, "winterfell"), verify.TASK, blobs, VERIFIERS)
    for params in fri_prove.FRI_PARAMS:
        cell = Cell.of("stark/fri_prove", params, min(fri_prove.SIZES))
        case = fri_prove.generate(cell, 1, {})
        proofs = answers("rust", case)
        blobs = {"proof": read_fri_proof(proofs[0], cell.size, DEFAULT).sections}
        rows += examine(str(cell), fri_prove.verify_case(case, proofs, "winter-fri"), fri_verify.TASK, blobs, VERIFIERS)
    return rows


if __name__ == "__main__":
    sys.exit(write(TABLE, HEAD, all_rows()))
