"""The door to conformance: what is proven for a cell and its implementations, from the cache where nothing changed."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Sequence

from zkpair import registry
from zkpair.artefacts import Store
from zkpair.cases import case_digest, read_case
from zkpair.conformance import cache, checks
from zkpair.conformance.checks import Seen
from zkpair.conformance.proven import ABSENT, CONFORMANT, FAILED, SELF_VERIFIED, Proven
from zkpair.record import key
from zkpair.schema import Check, Conformance
from zkpair.tasks.task import CaseData, Cell, FalseCase, Task
from zkpair.worker.client import WorkerError


def conform(
    cell: Cell,
    implementations: Sequence[str],
    store: Store,
    seed: int,
    case: CaseData | None = None,
    peers: Sequence[str] = (),
    fresh: bool = False,
    on_check: Callable[[str], None] = lambda text: None,
) -> Proven:
    """Prove that `implementations` do the same work on the case of `cell` (or on `case`, a user's own).

    At the cell's own size: every instance run, judged and compared. At the smallest size of its combination, together
    with `peers` (implementations too slow for this size): false cases, edge cases, cross-verification with alterations.
    Cached by sources, case and judge; `fresh` ignores the cache.
    """
    started = time.monotonic()
    task = registry.task(cell.task)
    everyone = sorted({*implementations, *peers})
    folder = store.write(case) if case is not None else store.case(cell, seed)
    case = read_case(folder)
    entry = cache.entry(store, task, f"{case_digest(case)} {','.join(implementations)}", everyone)
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
            status[name] = error.status if error.status in ABSENT else FAILED
            reasons[name] = str(error)
            continue
        results += checks.judged(task, case, name, seen[name].outputs)
    if seen:
        honest = next(iter(seen.values())).outputs[0]
        results += checks.false_outputs_rejected(task, case, honest)
    # Who was judged wrong is out already; a difference from them is no fault of the others.
    right = {name: s for name, s in seen.items() if _failed_check(name, seen, results) is None}
    results += checks.agree(task, case, right)
    small = _smaller(task, cell)
    if small is None:
        results += _thorough(task, cell, case, seen, store, fresh, on_check)
        company = {name: _company(name, seen) for name in seen}
    else:
        proven = conform(small, everyone, store, seed, fresh=fresh, on_check=on_check)
        results += _carried(small, proven)
        # A judge may know no more than the form of a proof: whether it convinces, verifiers say, at every size.
        results += _every_verifier(task, cell, case, seen, store, on_check, altered=_is_users_own(task, cell))
        company = {name: proven.record.status.get(name) == CONFORMANT for name in seen}
    for name in seen:
        failed = _failed_check(name, seen, results)
        status[name] = FAILED if failed else CONFORMANT if company[name] else SELF_VERIFIED
        if status[name] != CONFORMANT:
            reasons[name] = failed or "alone in its wire format"
    seconds = round(time.monotonic() - started, 3)
    proven = Proven(
        Conformance(key(cell), status, reasons, results, False, case_digest(case), seconds),
        {name: s.run_s for name, s in seen.items()},
        {name: s.prepare_s for name, s in seen.items()},
        {name: s.start_s for name, s in seen.items()},
        {name: s.parallel for name, s in seen.items()},
        {name: [cache.digest(output) for output in s.outputs] for name, s in seen.items()},
    )
    cache.save(entry, proven)
    return proven


def smallest(task: Task, cell: Cell) -> Cell | None:
    """The smallest listed cell of the combination; for one made of a user's files, of the task's first combination."""
    combination = task.combination(cell)
    if combination is None or not combination.sizes:
        combination = next((c for c in task.combinations if c.sizes), None)
    return Cell.of(task.id, combination.params, min(combination.sizes)) if combination else None


def _smaller(task: Task, cell: Cell) -> Cell | None:
    """Where the thorough checks are made; None when that is here."""
    small = smallest(task, cell)
    return None if small is None or small == cell else small


def _is_users_own(task: Task, cell: Cell) -> bool:
    combination = task.combination(cell)
    return combination is None or not combination.sizes


def _carried(small: Cell, proven: Proven) -> list[Check]:
    """What the smallest size proved: its failures, or one line that counts its checks."""
    failed = [Check(f"at size {small.size}: {c.name}", False, c.detail) for c in proven.record.checks if not c.passed]
    return failed or [Check(f"all {len(proven.record.checks)} checks at size {small.size}", True)]


def _thorough(
    task: Task,
    cell: Cell,
    case: CaseData,
    seen: dict[str, Seen],
    store: Store,
    fresh: bool,
    on_check: Callable[[str], None],
) -> list[Check]:
    """False cases, edge cases and cross-verification with alterations."""
    results: list[Check] = []
    # Made when the first is asked, and once: making them can cost more than asking.
    questions = functools.cache(lambda: (task.false_cases(case), task.edge_cases(cell)))
    for name in sorted(seen):
        kept = cache.examination(store, task, case_digest(case), name)
        known = None if fresh else cache.load_examination(kept)
        if known is None:
            on_check(f"{cell}: {name}, false and edge cases")
            known = _examined(task, *questions(), name, store)
            cache.save_examination(kept, known)
        results += known
    return results + _every_verifier(task, cell, case, seen, store, on_check)


def _examined(
    task: Task, false_cases: Sequence[FalseCase], edge_cases: Sequence[CaseData], name: str, store: Store
) -> list[Check]:
    """What one implementation makes of them."""
    with checks.Examinee(task, name, store) as examinee:
        results = [examinee.false_case(false) for false in false_cases]
        for edge in edge_cases:
            results += examinee.edge_case(edge)
    return results


def _every_verifier(
    task: Task,
    cell: Cell,
    case: CaseData,
    seen: dict[str, Seen],
    store: Store,
    on_check: Callable[[str], None],
    altered: bool = True,
) -> list[Check]:
    if task.verified_by is None:
        return []
    on_check(f"{cell}: every verifier")
    return checks.cross_verified(task, case, store, dict(sorted(seen.items())), altered)


def _failed_check(name: str, seen: dict[str, Seen], results: Sequence[Check]) -> str | None:
    """The first failed check that counts against `name`: one that names it, or one that names nobody."""
    for check in results:
        if check.passed:
            continue
        named = [other for other in seen if _names(check.name, other)]
        if name in named or not named:
            return f"{check.name}: {check.detail}" if check.detail else check.name
    return None


def _company(name: str, seen: dict[str, Seen]) -> bool:
    """Is anyone else in the wire format of `name`? Variants of one implementation are no company to each other."""
    own = registry.stem(name)
    return any(registry.stem(o) != own and s.wire_format == seen[name].wire_format for o, s in seen.items())


def _names(text: str, implementation: str) -> bool:
    words = text.replace(":", " ").replace(",", " ").replace("'s", " ").split()
    return implementation in words
