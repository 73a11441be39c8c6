"""What may be measured: each cell's conformance, once a run, and which implementations are fast enough for it."""

from __future__ import annotations

from collections.abc import Callable

from zkpair import registry
from zkpair.artefacts import ArtefactError, Store
from zkpair.cases import CaseError
from zkpair.conformance.conform import conform, smallest
from zkpair.conformance.proven import CONFORMANT, SELF_VERIFIED, UNSUPPORTED, Proven
from zkpair.measure.budget import Clock
from zkpair.measure.modes import Mode
from zkpair.measure.selection import Selection, is_headline
from zkpair.record import key
from zkpair.schema import Conformance, Failure
from zkpair.tasks.task import CaseData, Cell
from zkpair.worker.client import WorkerError

SLOWEST_ASKED_FOR_S = 30.0
"""Expected seconds a run (by the declared exponent from the smallest size, where fixed costs weigh most: an upper
bound) up to which an arm is measured at a size that the user asked for."""


class Prover:
    """Proves cells and says what became of them through `append`: a `Conformance` each, a `Failure` for what cannot be
    measured."""

    def __init__(
        self,
        store: Store,
        mode: Mode,
        chosen: Selection,
        seed: int,
        user_case: CaseData | None,
        clock: Clock,
        append: Callable[[Conformance | Failure], None],
        tell: Callable[[str], None],
    ):
        self._store, self._mode, self._chosen, self._seed, self._user_case = store, mode, chosen, seed, user_case
        self._clock, self._append, self._tell = clock, append, tell
        self._proven: dict[tuple[Cell, tuple[str, ...]], Proven | None] = {}

    def implementations(self, task_id: str) -> list[str]:
        if not self._chosen.arms:
            return registry.implementations(task_id, self._mode.variants)
        there = registry.implementations(task_id)
        wanted = {arm.implementation for arm in self._chosen.arms}
        return [name for name in there if name in wanted]

    def prove(self, cell: Cell) -> Proven | None:
        """Conformance of the cell, once a run; None (and a record that says why) when there is no case or nobody
        conforms.

        Arms that would take too long at this size are proven at the smallest size and left out here.
        """
        everyone = tuple(self.implementations(cell.task))
        here = self._fast_enough(cell, everyone)
        if (cell, here) in self._proven:
            return self._proven[cell, here]
        self._proven[cell, here] = None
        case = self._user_case if self._user_case is not None and cell == self._user_case.cell else None
        try:
            with self._clock.proving():
                proven = conform(cell, here, self._store, self._seed, case, everyone, on_check=self._tell)
        except (ArtefactError, CaseError, WorkerError) as error:
            self._fail(cell, None, "error", str(error), "case")
            return None
        except Exception as error:  # a task is a stranger's code: its fault costs its own cells, not the run
            self._fail(cell, None, "error", f"task {cell.task}: {type(error).__name__}: {error}", "case")
            return None
        self._append(proven.record)
        for name, status in proven.record.status.items():
            if status not in (CONFORMANT, SELF_VERIFIED, UNSUPPORTED):
                kind = "unavailable" if status == "unavailable" else "not_conformant"
                self._fail(cell, name, kind, proven.record.reasons[name], "conformance")
        self._proven[cell, here] = proven if any(map(proven.good, here)) else None
        return self._proven[cell, here]

    def say_who_is_too_slow(self, cell: Cell, proven: Proven) -> None:
        """Whoever was not even tried at this size: the report shows an extrapolation, and this says why."""
        for name in self.implementations(cell.task):
            if name not in proven.record.status:
                bound = f"a run would take longer than {self._slowest_s():g} s at this size"
                self._fail(cell, name, "left_out", f"{bound}; ask for it by name: --arms {name}", "conformance")

    def _fast_enough(self, cell: Cell, names: tuple[str, ...]) -> tuple[str, ...]:
        """Implementations that finish a run in time at this size, judged by the smallest size and the declared
        exponent.

        Those that were asked for by name all count as fast enough.
        """
        task = registry.task(cell.task)
        yardstick = smallest(task, cell)
        if yardstick is None or yardstick == cell or is_headline(cell) or self._chosen.arms:
            return names
        proven = self.prove(yardstick)
        if proven is None:
            return names
        growth = (cell.size / yardstick.size) ** task.exponent
        expected = {name: proven.run_s[name] * growth for name in names if name in proven.run_s}
        bound = max(self._slowest_s(), min(expected.values(), default=0.0))
        return tuple(name for name in names if expected.get(name, 0.0) <= bound)

    def _slowest_s(self) -> float:
        """The mode's bound on a run; more generous where the size is the user's own wish."""
        asked = self._user_case is not None or bool(self._chosen.sizes)
        return max(self._mode.slowest_s, SLOWEST_ASKED_FOR_S) if asked else self._mode.slowest_s

    def _fail(self, cell: Cell, name: str | None, status: str, message: str, stage: str) -> None:
        self._append(Failure(key(cell), name, status, message, stage))
