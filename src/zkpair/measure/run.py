"""A run from its first record to its last: controls, then conformance and times of the verdict cells, curve points,
memory, throughput. What is recorded stays; a resumed run skips it. What does not fit the budget is left out, by
name."""

from __future__ import annotations

import dataclasses
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from zkpair import provenance, registry
from zkpair.artefacts import Store
from zkpair.chains import Chain
from zkpair.conformance.proven import Proven
from zkpair.measure import budget, chain_steps, controls, peaks, planned, selection, throughput, timing
from zkpair.measure.modes import Mode
from zkpair.measure.proving import Prover
from zkpair.measure.selection import Selection, is_headline
from zkpair.record import RunFolder, cell_of, key, utc_now
from zkpair.registry import Arm
from zkpair.schema import Conformance, Control, Environment, Failure, Finished, Overhead, Peaks, Record, Step, Timing
from zkpair.tasks.task import MULTIPLY_ACCUMULATES, CaseData, Cell, Task
from zkpair.worker.client import Worker, WorkerError


@dataclass(frozen=True)
class Event:
    """Progress for whoever shows it: the stage, how many of its steps are done, what is being done, seconds left (or
    None)."""

    stage: str
    done: int
    total: int
    text: str
    left_s: float | None


class Runner:
    """Carries out one run into one folder."""

    def __init__(
        self,
        folder: RunFolder,
        store: Store,
        mode: Mode,
        chosen: Selection,
        seed: int,
        observe: Callable[[Event], None] = lambda event: None,
        user_case: CaseData | None = None,
        chains: Sequence[Chain] = (),
        only_chains: bool = False,
    ):
        self.folder, self.store, self.mode, self.chosen, self.seed = folder, store, mode, chosen, seed
        self.user_case = user_case
        self.chains, self.only_chains = chains, only_chains
        self._observe = observe
        self._clock = budget.Clock(mode.budget_s)
        self._done = {_identity(record) for record in folder.read()}
        self._prover = Prover(store, mode, chosen, seed, user_case, self._clock, self._append_proof, self._tell)
        self._left_out: list[Cell] = []
        self._phases_s: dict[str, float] = {}
        self._reserve_s = 0.0
        self._timed_s, self._expected_s = 0.0, 0.0
        """What the verdict cells took so far, and what was expected of them: what was learned while proving may come
        from a busier or quieter hour."""
        self._stage = ("start", 0, 1)

    def run(self) -> None:
        self._record_environment()
        self._phase("controls", self._controls)
        cells = self._phase("plan", self._verdict_cells)
        self._plan(cells)
        self._phase("peaks", lambda: self._peaks(cells))
        concurrent = [c for c in cells if self.mode.in_flight and registry.task(c.task).is_concurrent(c)]
        self._reserve_s = budget.reserve_s(self.mode.reserve_s, self.mode.budget_s) if concurrent else 0.0
        self._phase("verdict", lambda: self._each("verdict", cells, lambda cell: self._times(cell, "verdict")))
        curve = self._phase("curve plan", lambda: self._curve_cells(cells))
        self._phase("curve", lambda: self._each("curve", curve, lambda cell: self._times(cell, "curve")))
        self._phase("throughput", lambda: self._each("throughput", concurrent, self._throughput))
        self._phase("chains", self._chains)
        self._finish()

    def _verdict_cells(self) -> list[Cell]:
        if self.user_case is not None:
            return [self.user_case.cell]
        if self.only_chains:
            return []
        return planned.verdict(self.chosen, self.mode, self._prover.prove)

    def _curve_cells(self, verdict: Sequence[Cell]) -> list[Cell]:
        return [] if self.user_case is not None else planned.curve(verdict, self.chosen, self.mode, self._prover.prove)

    def _plan(self, cells: Sequence[Cell]) -> None:
        """Say what is about to be measured, so that an interrupted run shows what it did not reach."""
        plan = self.folder.read_plan()
        self.folder.write_plan(dataclasses.replace(plan, cells=[key(cell) for cell in cells]))

    def _record_environment(self) -> None:
        """Every implementation of the selected tasks says hello; who cannot says why."""
        ids = sorted({task.id for task in self._tasks()})
        names = [(task_id, name) for task_id in ids for name in self._prover.implementations(task_id)]
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            found = pool.map(_hello, names)
            hellos: dict[str, dict[str, Any]] = {}
            for (task_id, name), hello in zip(names, found, strict=True):
                self._tell(f"{task_id}:{name}")
                hellos[f"{task_id}:{name}"] = hello
        versions = {"versions": provenance.versions()}
        self.folder.append(
            Environment(
                utc_now(),
                provenance.machine() | versions,
                provenance.source(),
                hellos,
                provenance.capabilities(),
            )
        )

    def _controls(self) -> None:
        if not self.mode.controls or all(("control", name) in self._done for name, *_ in controls.CONTROLS):
            return
        self._stage = ("controls", 0, len(controls.CONTROLS))
        try:
            for record in controls.measure(self.store, self.mode.verdict, self.seed, self._tell):
                self._append(record)
        except WorkerError as error:  # a run without controls is not to be trusted, but its proofs and records stand
            self._failure(controls.CELL, str(error.arm), error.status, str(error), "controls")

    def _peaks(self, cells: Sequence[Cell]) -> None:
        """The machine's own, where a network's multiply-accumulates are held against them."""
        units = {registry.task(cell.task).unit_of(cell) for cell in cells}
        if MULTIPLY_ACCUMULATES not in units or ("peaks",) in self._done:
            return
        self._stage = ("peaks", 0, 1)
        try:
            self._append(peaks.measure(self.store, self._tell))
        except WorkerError as error:
            self._failure(peaks.CELL, str(error.arm), error.status, str(error), "peaks")

    def _times(self, cell: Cell, role: Literal["verdict", "curve"]) -> None:
        if role == "curve" and not self._clock.fits(0.0, self._reserve_s):  # proving it would cost a first run minutes
            self._left_out.append(cell)
            return
        proven = self._prover.prove(cell)
        if proven is None:
            return
        arms = self._arms(proven, one_thread_only=role == "curve")
        effort = self.mode.verdict if role == "verdict" else self.mode.curve
        while arms:
            run_s = {str(arm): proven.run_s[arm.implementation] for arm in arms}
            blocks = budget.blocks_in(self.mode.process_s, run_s, effort, self.mode.most_blocks)
            effort = dataclasses.replace(effort, blocks=blocks if role == "verdict" else effort.blocks)
            expected_s = budget.timing_s(arms, proven.run_s, proven.prepare_s, proven.start_s, effort)
            cost = self._pace() * expected_s
            if not self._clock.fits(cost, self._reserve_s):
                self._left_out.append(cell)
                if role == "verdict":
                    self._no_room(cell, cost, self._clock.left_s() - self._reserve_s, "timing")
                return
            started = time.monotonic()
            try:
                record, memory = timing.measure(
                    cell,
                    self._case_folder(cell),
                    arms,
                    _baseline(arms),
                    role,
                    effort,
                    self.seed,
                    {},
                    proven.output_digests,
                    self.store,
                    headline=is_headline(cell),
                    on_process=lambda done, total: self._tell(f"{cell}  process {min(done + 1, total)} of {total}"),
                )
            except WorkerError as error:
                self._failure(cell, str(error.arm), error.status, str(error), "timing")
                arms = [arm for arm in arms if arm != error.arm]
                continue
            if role == "verdict":
                self._timed_s += time.monotonic() - started
                self._expected_s += expected_s
                self._prover.say_who_is_too_slow(cell, proven)
            self._append(memory)
            self._append(record)
            for name, right in record.last_output_judged.items():
                if not right:
                    self._failure(cell, name, "not_conformant", "the output of its last timed run is wrong", "timing")
            return

    def _pace(self) -> float:
        """Seconds a second that was expected, over all verdict cells so far: the last alone may have been a short one,
        all starts and stops."""
        return max(0.3, self._timed_s / self._expected_s) if self._expected_s else 1.0

    def _throughput(self, cell: Cell) -> None:
        proven = self._prover.prove(cell)
        if proven is None:
            return
        cores = os.cpu_count() or 1
        names = [arm.implementation for arm in self._arms(proven, one_thread_only=True)]
        flights = {
            name: throughput.flights_in(self.mode.drain_s, proven.run_s[name], self.mode.in_flight, cores)
            for name in names
        }
        ready_s = {name: proven.start_s[name] + proven.prepare_s[name] for name in names}
        cost = throughput.expected_s(flights, proven.run_s, ready_s, self.mode.throughput_s, cores)
        if not self._clock.fits(cost):
            if cell not in self._left_out:
                self._no_room(cell, cost, self._clock.left_s(), "throughput")
            return
        digests = proven.output_digests
        try:
            self._append(
                throughput.measure(
                    cell, self._case_folder(cell), flights, self.mode.throughput_s, digests, self.mode.verdict
                )
            )
        except WorkerError as error:
            self._failure(cell, str(error.arm), error.status, str(error), "throughput")

    def _chains(self) -> None:
        """Each step is a record of its own, so that an interrupted chain goes on where it stopped."""
        for chain in self.chains:
            steps = [pair for pair in chain.pairs if ("step", chain.id, *pair) not in self._done]
            asked = chain_steps.selection_of(chain)
            prover = Prover(self.store, self.mode, asked, self.seed, None, self._clock, self._append_proof, self._tell)
            for number, pair in enumerate(steps):
                self._stage = (f"chain {chain.id}", number, len(steps))
                self._append(
                    chain_steps.step(chain, pair, prover, self.store, self.mode, self.seed, self._clock, self._tell)
                )

    def _arms(self, proven: Proven, one_thread_only: bool) -> list[Arm]:
        """The arms asked for, or each implementation on one thread and the parallel ones on two as well."""
        cores = os.cpu_count() or 1
        if self.chosen.arms:
            wanted = list(self.chosen.arms)
        else:
            wanted = [Arm(name) for name in proven.run_s]
            pays = [name for name, run_s in proven.run_s.items() if run_s >= self.mode.threads_from_s]
            wanted += [Arm(name, 2) for name in pays if proven.parallel[name] and cores >= 2]
        if one_thread_only:
            wanted = list(dict.fromkeys(Arm(arm.implementation) for arm in wanted))
        return [arm for arm in wanted if arm.implementation in proven.run_s and proven.good(arm.implementation)]

    def _tasks(self) -> list[Task]:
        if self.user_case is not None:
            return [registry.task(self.user_case.cell.task)]
        chosen = selection.tasks(self.chosen)
        if self.mode.headlines_only and self.chosen.everything:
            return [task for task in chosen if any(c.headline for c in task.combinations)]
        return chosen

    def _case_folder(self, cell: Cell) -> Path:
        if self.user_case is not None and cell == self.user_case.cell:
            return self.store.write(self.user_case)
        return self.store.case(cell, self.seed)

    def _each(self, stage: str, cells: Sequence[Cell], work: Callable[[Cell], None]) -> None:
        kind = {"verdict": "timing", "curve": "timing"}.get(stage, stage)
        for number, cell in enumerate(cells):
            self._stage = (stage, number, len(cells))
            self._tell(str(cell))
            if (kind, cell) not in self._done:
                work(cell)

    def _phase(self, name: str, work: Callable[[], Any]) -> Any:
        started = time.monotonic()
        result = work()
        self._phases_s[name] = round(time.monotonic() - started, 2)
        return result

    def _append_proof(self, record: Conformance | Failure) -> None:
        """A resumed run proves again, from the cache, but says so once."""
        if not (isinstance(record, Conformance) and _identity(record) in self._done):
            self._append(record)

    def _append(self, record: Record) -> None:
        self.folder.append(record)
        self._done.add(_identity(record))

    def _failure(self, cell: Cell, arm: str | None, status: str, message: str, stage: str) -> None:
        self._append(Failure(key(cell), arm, status, message, stage))

    def _no_room(self, cell: Cell, cost_s: float, left_s: float, stage: str) -> None:
        left = f"{max(0.0, left_s):.0f} s of the budget were left for {stage}"
        message = f"takes about {cost_s:.0f} s, and {left}; give a larger --budget"
        self._failure(cell, None, "left_out", message, stage)

    def _tell(self, text: str) -> None:
        left = self._clock.left_s()
        self._observe(Event(*self._stage, text, None if left == float("inf") else max(0.0, left)))

    def _finish(self) -> None:
        plan = self.folder.read_plan()
        measured = [record.cell for record in self.folder.read() if isinstance(record, Timing)]
        missed = (
            []
            if self.user_case is not None or self.only_chains
            else planned.missed(self.chosen, {cell_of(m) for m in measured})
        )
        left_out = list(dict.fromkeys([*self._left_out, *missed]))
        self.folder.write_plan(dataclasses.replace(plan, cells=measured, left_out=[key(cell) for cell in left_out]))
        self.folder.append(Finished(utc_now(), round(self._clock.elapsed_s(), 1), self._phases_s))


def _hello(named: tuple[str, str]) -> dict[str, Any]:
    """What an implementation says of itself, or why it is not available."""
    task_id, name = named
    try:
        with Worker(task_id, Arm(name)) as worker:
            return {k: v for k, v in worker.hello.items() if k != "ok"}
    except WorkerError as error:
        return {"available": str(error)}


def _identity(record: Record) -> tuple[object, ...]:
    """What makes a record the same piece of work: its kind and cell, or its name."""
    if isinstance(record, Control):
        return (record.kind, record.name)
    if isinstance(record, Step):
        return (record.kind, record.chain, record.before, record.after)
    if isinstance(record, Overhead):
        return (record.kind, record.name)
    if isinstance(record, Environment | Finished | Peaks):
        return (record.kind,)
    return (record.kind, cell_of(record.cell))


def _baseline(arms: Sequence[Arm]) -> str:
    """Plain Python on one thread where it runs, else the first arm."""
    return str(next((arm for arm in arms if arm == Arm("python")), arms[0]))
