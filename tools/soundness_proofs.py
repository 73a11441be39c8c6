"""Alterations asked of verifiers, and the table of the answers: what the soundness tables of STARK and Halo share."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

ACCEPTED = b"\1"
CHUNK = 256
Sections = Mapping[str, tuple[int, int]]
"""Name -> first byte, byte after the last."""


@dataclass(frozen=True)
class Row:
    proof: str
    section: str
    implementation: str
    asked: int
    accepted: int


@dataclass(frozen=True)
class Asked:
    """An implementation, and how many bytes of each section are altered (None: every one)."""

    implementation: str
    bytes_of_section: int | None


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


def accepted_of(name: str, false: Any) -> tuple[int, int]:
    """Instances of a false case, and how many of them were not refused or answered with no."""
    if false.expected == "answer":
        said = answers(name, false.case)
        return len(said), sum(answer != false.output for answer in said)
    accepted = 0
    for instance in false.case.instances:
        try:
            answers(name, replace(false.case, instances=[instance]))
        except ValueError:  # every implementation's named refusal is one
            continue
        accepted += 1
    return len(false.case.instances), accepted


def accepted_places(name: str, case: Any, blob: str, chosen: list[int]) -> int:
    """How many of these bytes may have one bit altered (bit i mod 8 of byte i) unnoticed; a few hundred at a time."""
    from zkpair.tasks.alterations import flipped

    first = case.instances[0]
    accepted = 0
    for start in range(0, len(chosen), CHUNK):
        few = chosen[start : start + CHUNK]
        instances = [{**first, blob: flipped(first[blob], place, 1 << place % 8)} for place in few]
        accepted += sum(answer == ACCEPTED for answer in answers(name, replace(case, instances=instances)))
    return accepted


def examine(label: str, case: Any, verify: Any, blobs: Mapping[str, Sections], asked: list[Asked]) -> list[Row]:
    """`case` is the verify task's case of honest proofs; `blobs` says which of its blobs are altered, and where."""
    from zkpair.tasks.alterations import sample

    rows = []
    for verifier in asked:
        name = verifier.implementation
        if set(answers(name, case)) != {ACCEPTED}:
            raise SystemExit(f"{label}: {name} rejects an honest proof")
        for blob, sections in blobs.items():
            for section, (start, end) in sections.items():
                count = verifier.bytes_of_section or end - start
                chosen = sample(case.instances[0][blob], section, start, end, count)
                rows.append(Row(label, section, name, len(chosen), accepted_places(name, case, blob, chosen)))
        false_cases = verify.false_cases(case)
        rows += [Row(label, f"false case: {false.label}", name, *accepted_of(name, false)) for false in false_cases]
    return rows


def page(head: list[str], rows: list[Row]) -> str:
    """For each section and implementation: alterations asked, alterations accepted."""
    lines = [*head, ""]
    names = list(dict.fromkeys(row.implementation for row in rows))
    for proof in dict.fromkeys(row.proof for row in rows):
        lines += [f"## `{proof}`", "", f"| section | {' | '.join(names)} |", "|---" * (len(names) + 1) + "|"]
        mine = [row for row in rows if row.proof == proof]
        for section in dict.fromkeys(row.section for row in mine):
            counts = {row.implementation: f"{row.asked}, {row.accepted}" for row in mine if row.section == section}
            lines.append(f"| {section} | {' | '.join(counts[name] for name in names)} |")
        lines.append("")
    asked = {name: sum(row.asked for row in rows if row.implementation == name) for name in names}
    accepted = sum(row.accepted for row in rows)
    total = ", ".join(f"{name} {count}" for name, count in asked.items())
    lines += [f"Asked in all: {total}; accepted: {accepted}.", ""]
    return "\n".join(lines)


def write(table: Path, head: list[str], rows: list[Row]) -> int:
    """The table; 1 where anything false was accepted."""
    table.write_text(page(head, rows))
    wrong = [row for row in rows if row.accepted]
    for row in wrong:
        print(
            f"{row.proof}, {row.section}: {row.implementation} accepted {row.accepted} of {row.asked}", file=sys.stderr
        )
    return 1 if wrong else 0
