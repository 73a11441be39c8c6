"""Alterations of openings, accumulations and halo2 proofs, asked of both languages; writes docs/soundness-halo.md."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from bootstrap.paths import ROOT
from soundness_proofs import Asked, Row, answers, examine, write

TABLE = ROOT / "docs" / "soundness-halo.md"
COEFFICIENTS = 16
OPENINGS = 4
VERIFIERS = [Asked("rust", None), Asked("python-tuned", 2)]
HEAD = [
    "# Soundness of the Halo verifiers: altered openings, accumulations and halo2 proofs",
    "",
    "Made by `make soundness` (`tools/soundness_halo.py`). Rust: every byte, one bit altered; tuned Python, which",
    "shares all but its arithmetic with `python`: two bytes of each message. False cases are those of the tasks:",
    "points off the curve or at infinity, scalars that are not canonical, other statements, wrong parameters, one bad",
    "opening among many, other keys. In each field: alterations asked, alterations accepted.",
]


def opened() -> list[Row]:
    from zkpair.tasks.halo import ipa_open, ipa_verify
    from zkpair.tasks.halo.opening import sections
    from zkpair.tasks.task import Cell

    cell = Cell.of("halo/ipa_open", {}, COEFFICIENTS)
    case = ipa_open.generate(cell, 1, {})
    verified = ipa_open.verify_case(case, answers("rust", case), "halo2-ipa")
    statement = {name: (32 * i, 32 * (i + 1)) for i, name in enumerate(("commitment", "point", "value"))}
    blobs = {"statement": statement, "proof": sections(cell.size)}
    return examine(str(cell), verified, ipa_verify.TASK, blobs, VERIFIERS)


def accumulated() -> list[Row]:
    from zkpair.tasks.halo import accumulate, decide, ipa_open
    from zkpair.tasks.halo.accumulation import ACCUMULATION_BYTES, OPENING_BYTES, N
    from zkpair.tasks.halo.opening import STATEMENT_BYTES, sections
    from zkpair.tasks.task import Cell

    cell = Cell.of("halo/accumulate", accumulate.PARAMS, OPENINGS)
    case = accumulate.generate(cell, 1, artefacts(accumulate.needs(cell), ipa_open.generate))
    decided = accumulate.decide_case(case, answers("rust", case), "")
    messages = {
        "proof": (0, ACCUMULATION_BYTES - 32),
        "folded generator": (ACCUMULATION_BYTES - 32, ACCUMULATION_BYTES),
    }
    first = {
        "statement of the first opening": (0, STATEMENT_BYTES),
        **{f"first opening: {m}": (STATEMENT_BYTES + a, STATEMENT_BYTES + b) for m, (a, b) in sections(N).items()},
        "generator of the first opening": (OPENING_BYTES - 32, OPENING_BYTES),
        "generator of the last opening": (OPENINGS * OPENING_BYTES - 32, OPENINGS * OPENING_BYTES),
    }
    return examine(str(cell), decided, decide.TASK, {"openings": first, "accumulation": messages}, VERIFIERS)


def halo2_proofs() -> list[Row]:
    from zkpair.tasks.halo2 import keygen, prove, verify
    from zkpair.tasks.halo2.proof_layout import sections
    from zkpair.tasks.halo2.statement import COMBINATIONS, sizes
    from zkpair.tasks.task import Cell

    rows = []
    for params in COMBINATIONS:
        cell = Cell.of("halo2/prove", params, min(sizes(params["circuit"])))
        case = prove.generate(cell, 1, artefacts(prove.needs(cell), keygen.generate))
        proofs = answers("rust", case)
        messages = {name: (start, start + 32) for name, (_, start) in sections(case.shared["key"]).items()}
        verified = prove.verify_case(case, proofs, "halo2")
        rows += examine(str(cell), verified, verify.TASK, {"proof": messages, "public": {"public": (0, 32)}}, VERIFIERS)
    return rows


def artefacts(needs: Mapping[str, Any], generate: Any) -> dict[str, bytes]:
    """Rust's outputs for the cells that a case needs."""
    made: dict[Any, list[bytes]] = {}
    found = {}
    for name, need in needs.items():
        if need.cell not in made:
            made[need.cell] = answers("rust", generate(need.cell, 1, {}))
        found[name] = made[need.cell][int(name.partition("#")[2] or 0)]
    return found


if __name__ == "__main__":
    sys.exit(write(TABLE, HEAD, opened() + accumulated() + halo2_proofs()))
