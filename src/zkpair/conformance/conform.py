"""The door to conformance: what is proven for a cell and its implementations, from the cache where nothing changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from zkpair import registry
from zkpair.artefacts import Store
from zkpair.cases import case_digest, read_case
from zkpair.conformance import cache, checks
from zkpair.conformance.checks import Seen
from zkpair.record import key
from zkpair.schema import Check, Conformance
from zkpair.tasks.task import CaseData, Cell, Task
from zkpair.worker.client import WorkerError

CONFORMANT, SELF_VERIFIED, FAILED, UNAVAILABLE = "conformant", "self-verified", "failed", "unavailable"


@dataclass(frozen=True)
class Proven:
    """The record, and what the planner learned on the way: seconds a run, to prepare, to start, by implementation; digests
    of the honest outputs by implementation and instance, against which later outputs are held."""

    record: Conformance
    run_s: dict[str, float]
    prepare_s: dict[str, float]
    start_s: dict[str, float]
    output_digests: dict[str, list[str]]

    def good(self, implementation: str) -> bool:
        return self.record.status.get(implementation) in (CONFORMANT, SELF_VERIFIED)


def conform(
    cell: Cell,
    implementations: Sequence[str],
    store: Store,
    seed: int,
    case: CaseData | None = None,
    fresh: bool = False,
    on_check: Callable[[str], None] = lambda text: None,
) -> Proven:
    """Prove that `implementations` do the same work on the case of `cell` (or on `case`, a user's own).

    At the cell's own size: every instance run, judged and compared. At the smallest size of its combination: false
    cases, edge cases, cross-verification with alterations. Cached by sources, case and judge; `fresh` ignores the cache.
    """
    started = time.monotonic()
    task = registry.task(cell.task)
    folder = store.write(case) if case is not None else store.case(cell, seed)
    case = read_case(folder)
    entry = cache.entry(store, task, case_digest(case), implementations)
    if not fresh and (found := cache.load(entry)) is not None:
        return found
    seen: dict[str, Seen] = {}
    status: dict[str, str] = {}
    reasons: dict[str, str] = {}
    results: list[Check] = []
    for name in implementations:
        on_check(f"{cell}: {name}")
        try:
            seen[name] = checks.observe(task, name, folder)
        except WorkerError as error:
            status[name] = UNAVAILABLE if error.status == "unavailable" else FAILED
            reasons[name] = str(error)
            continue
        results += checks.judged(task, case, name, seen[name].outputs)
    if seen:
        honest = next(iter(seen.values())).outputs[0]
        results += checks.false_outputs_rejected(task, case, honest)
    # Who was judged wrong is out already; a difference from them is no fault of the others.
    right = {name: s for name, s in seen.items() if _status(name, seen, results)[0] != FAILED}
    results += checks.agree(task, right)
    results += _thorough(task, cell, case, seen, store, seed, fresh, on_check)
    for name in seen:
        status[name], reason = _status(name, seen, results)
        if reason:
            reasons[name] = reason
    record = Conformance(
        key(cell), status, reasons, results, False, case_digest(case), round(time.monotonic() - started, 3)
    )
    proven = Proven(
        record,
        {name: s.run_s for name, s in seen.items()},
        {name: s.prepare_s for name, s in seen.items()},
        {name: s.start_s for name, s in seen.items()},
        {name: [cache.digest(output) for output in s.outputs] for name, s in seen.items()},
    )
    cache.save(entry, proven)
    return proven


def _thorough(
    task: Task,
    cell: Cell,
    case: CaseData,
    seen: dict[str, Seen],
    store: Store,
    seed: int,
    fresh: bool,
    on_check: Callable[[str], None],
) -> list[Check]:
    """False cases, edge cases and cross-verification, at the smallest size of the combination; proven once for all sizes."""
    combination = task.combination(cell)
    smallest = min(combination.sizes) if combination and combination.sizes else cell.size
    if smallest < cell.size:
        small = Cell(cell.task, cell.params, smallest)
        proven = conform(small, sorted(seen), store, seed, fresh=fresh, on_check=on_check)
        failed = [c for c in proven.record.checks if not c.passed]
        named = [Check(f"at {small.size}: {c.name}", False, c.detail) for c in failed]
        return named or [Check(f"all {len(proven.record.checks)} checks at size {small.size}", True)]
    results: list[Check] = []
    false_cases = task.false_cases(case)
    edge_cases = task.edge_cases(cell)
    for name in sorted(seen):
        on_check(f"{cell}: {name}, false and edge cases")
        results += [checks.false_case_answered(task, name, store, false) for false in false_cases]
        for edge in edge_cases:
            results += checks.edge_case_right(task, name, store, edge)
    if task.verified_by is not None:
        on_check(f"{cell}: every verifier")
        proofs = {name: s.outputs for name, s in sorted(seen.items())}
        results += checks.cross_verified(task, case, store, proofs, {n: s.wire_format for n, s in seen.items()})
    return results


def _status(name: str, seen: dict[str, Seen], results: Sequence[Check]) -> tuple[str, str]:
    """A failed check counts against everyone it names; one that names nobody counts against all."""
    for check in results:
        named = [other for other in seen if _names(check.name, other)]
        if not check.passed and (name in named or not named):
            return FAILED, f"{check.name}: {check.detail}" if check.detail else check.name
    others = [n for n, s in seen.items() if n != name and s.wire_format == seen[name].wire_format]
    return (CONFORMANT, "") if others else (SELF_VERIFIED, "alone in its wire format")


def _names(text: str, implementation: str) -> bool:
    words = text.replace(":", " ").replace(",", " ").replace("'s", " ").split()
    return implementation in words
