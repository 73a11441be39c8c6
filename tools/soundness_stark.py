"""Alterations of STARK proofs, asked of both verifiers in the format `winterfell`; writes docs/soundness-stark.md.

Rust: every byte of a proof with one bit altered (bit i mod 8 of byte i). Python: a sample of each section. Both: every
case that `stark/verify` and `stark/fri_verify` call false. Any acceptance fails the run.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from bootstrap.paths import ROOT

TABLE = ROOT / "docs" / "soundness-stark.md"
SAMPLED_BYTES = 24
CHUNK = 256
TRACE_LENGTH = 64
VERIFIERS = ("rust", "python")


@dataclass(frozen=True)
class Row:
    proof: str
    section: str
    implementation: str
    asked: int
    accepted: int


class AsSeen:
    """A case as an implementation sees it."""

    def __init__(self, case: Any):
        self.task, self.params, self.size, self.seed = case.cell.task, case.cell.parameters, case.cell.size, case.seed
        self.shared, self.instances = case.shared, case.instances


def implementation(task: str, name: str) -> Any:
    from zkpair import registry

    module, _, member = registry.implementation_entry(task, name).value.partition(":")
    return getattr(import_module(module), member)()


def answers(name: str, case: Any) -> list[bytes]:
    made = implementation(case.cell.task, name)
    return [made.encode(made.run(state)) for state in made.prepare(AsSeen(case), 1)]


def altered_places(blob: bytes, sections: Mapping[str, tuple[int, int]], every: bool) -> dict[str, list[int]]:
    from zkpair.tasks.stark.altered import sample

    return {
        section: list(range(start, end)) if every else sample(blob, section, start, end, SAMPLED_BYTES)
        for section, (start, end) in sections.items()
    }


def accepted_places(name: str, case: Any, places: list[int]) -> int:
    """How many of the first proof's bytes may be altered unnoticed; a few hundred proofs at a time."""
    from zkpair.tasks.alterations import flipped

    first = case.instances[0]
    accepted = 0
    for start in range(0, len(places), CHUNK):
        chosen = places[start : start + CHUNK]
        instances = [{**first, "proof": flipped(first["proof"], place, 1 << place % 8)} for place in chosen]
        accepted += sum(answer != b"\0" for answer in answers(name, replace(case, instances=instances)))
    return accepted


def examine(label: str, case: Any, verify: Any, sections: Mapping[str, tuple[int, int]]) -> list[Row]:
    """`case` is the verify task's case of honest proofs."""
    rows = []
    for name in VERIFIERS:
        if set(answers(name, case)) != {b"\1"}:
            raise SystemExit(f"{label}: {name} rejects an honest proof")
        for section, places in altered_places(case.instances[0]["proof"], sections, every=name == "rust").items():
            rows.append(Row(label, section, name, len(places), accepted_places(name, case, places)))
        for false in verify.false_cases(case):
            said = answers(name, false.case)
            rows.append(Row(label, f"false case: {false.label}", name, len(said), sum(a != b"\0" for a in said)))
    return rows


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
        sections = read_proof(proofs[0], air_of(cell), cell.size, setting_of(cell)).sections
        rows += examine(str(cell), prove.verify_case(case, proofs, "winterfell"), verify.TASK, sections)
    for params in fri_prove.FRI_PARAMS:
        cell = Cell.of("stark/fri_prove", params, min(fri_prove.SIZES))
        case = fri_prove.generate(cell, 1, {})
        proofs = answers("rust", case)
        sections = read_fri_proof(proofs[0], cell.size, DEFAULT).sections
        rows += examine(str(cell), fri_prove.verify_case(case, proofs, "winter-fri"), fri_verify.TASK, sections)
    return rows


def page(rows: list[Row]) -> str:
    lines = [
        "# Soundness of the STARK verifiers: altered proofs",
        "",
        "Made by `make soundness` (`tools/soundness_stark.py`). Rust: every byte of the proof, one bit altered;",
        "Python: a sample of each section. False cases are those of the tasks `stark/verify` and `stark/fri_verify`:",
        "sections missing, doubled, swapped or another proof's, elements that are not canonical, other statements.",
        "In each field: alterations asked, alterations accepted.",
        "",
    ]
    for proof in dict.fromkeys(row.proof for row in rows):
        lines += [f"## `{proof}`", "", "| section | rust | python |", "|---|---|---|"]
        mine = [row for row in rows if row.proof == proof]
        for section in dict.fromkeys(row.section for row in mine):
            counts = {row.implementation: f"{row.asked}, {row.accepted}" for row in mine if row.section == section}
            lines.append(f"| {section} | {counts['rust']} | {counts['python']} |")
        lines.append("")
    asked = {name: sum(row.asked for row in rows if row.implementation == name) for name in VERIFIERS}
    accepted = sum(row.accepted for row in rows)
    lines += [f"Asked in all: rust {asked['rust']}, python {asked['python']}; accepted: {accepted}.", ""]
    return "\n".join(lines)


def main(table: Path = TABLE) -> int:
    rows = all_rows()
    table.write_text(page(rows))
    wrong = [row for row in rows if row.accepted]
    for row in wrong:
        print(
            f"{row.proof}, {row.section}: {row.implementation} accepted {row.accepted} of {row.asked}", file=sys.stderr
        )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
