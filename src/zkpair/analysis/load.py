"""A run's records by kind: the last word on each cell, whatever was interrupted, resumed or repeated between."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from zkpair import bounded_json
from zkpair.record import RecordError, RunFolder, cell_of, parse_record
from zkpair.schema import (
    CellKey,
    Conformance,
    Control,
    Environment,
    Failure,
    Finished,
    Memory,
    Overhead,
    Peaks,
    Plan,
    Record,
    Step,
    Throughput,
    Timing,
)
from zkpair.tasks.task import Cell

MAKE_A_RUN = "`zkpair run --quick` makes one"
SHORTEST_COMMIT = 4


class UnknownRun(LookupError):
    """No run, or more than one, answers to that name; says which there are."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass
class Run:
    """One run, read. A cell measured twice (after a resumption) keeps its last record of each kind."""

    path: Path
    plan: Plan
    environments: list[Environment] = field(default_factory=list)
    conformance: dict[Cell, Conformance] = field(default_factory=dict)
    timings: dict[Cell, Timing] = field(default_factory=dict)
    memory: dict[Cell, Memory] = field(default_factory=dict)
    throughput: dict[Cell, Throughput] = field(default_factory=dict)
    controls: list[Control] = field(default_factory=list)
    peaks: Peaks | None = None
    steps: list[Step] = field(default_factory=list)
    overheads: list[Overhead] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    finished: Finished | None = None

    @property
    def run_id(self) -> str:
        return self.path.name

    @property
    def interrupted(self) -> bool:
        return self.finished is None

    @property
    def environment(self) -> Environment | None:
        """Where the run began. A resumption adds another, which must be the same machine."""
        return self.environments[0] if self.environments else None

    def languages(self, cell: Cell) -> dict[str, str | None]:
        """Language of each implementation of a cell's task, as it says itself, in small letters."""
        return {name: said.lower() if said else None for name, said in self.attribute(cell, "language").items()}

    def attribute(self, cell: Cell, wanted: str) -> dict[str, str | None]:
        """What each implementation of a cell's task says of itself under that name."""
        found: dict[str, str | None] = {}
        for environment in self.environments:
            for name, hello in environment.implementations.items():
                task, _, implementation = name.partition(":")
                if task == cell.task:
                    attributes = hello.get("attributes")
                    said = attributes.get(wanted) if isinstance(attributes, dict) else None
                    found[implementation] = str(said) if said else None
        return found

    @property
    def commit(self) -> str | None:
        commit = self.environment.source.get("commit") if self.environment else None
        return str(commit) if commit else None


def load_run(folder: RunFolder, kinds: Collection[str] | None = None) -> Run:
    """Read a run, or only the records of some kinds, which is quicker.

    Raises RecordError, naming file and line and what to do, where a record is not readable.
    """
    if not folder.path.is_dir():
        raise RecordError(f"{folder.path}: no such run; {MAKE_A_RUN}")
    run = Run(folder.path, folder.read_plan())
    controls: dict[str, Control] = {}
    try:
        for record in folder.read() if kinds is None else _read_some(folder, kinds):
            match record:
                case Environment():
                    run.environments.append(record)
                    run.finished = None
                case Conformance():
                    run.conformance[cell_of(record.cell)] = record
                case Timing():
                    run.timings[cell_of(record.cell)] = record
                    _supersede(run.failures, record.cell, record.arms, "timing")
                case Memory():
                    run.memory[cell_of(record.cell)] = record
                    _supersede(run.failures, record.cell, list(record.arms), "memory")
                case Throughput():
                    run.throughput[cell_of(record.cell)] = record
                    _supersede(run.failures, record.cell, list(record.arms), "throughput")
                case Control():
                    controls[record.name] = record
                case Peaks():
                    run.peaks = record
                case Step():
                    run.steps.append(record)
                case Overhead():
                    run.overheads.append(record)
                case Failure():
                    run.failures.append(record)
                case Finished():
                    run.finished = record
    except RecordError as error:
        raise RecordError(f"{error}; mend or delete that line, or measure again: {MAKE_A_RUN}") from error
    run.controls = list(controls.values())
    return run


def _read_some(folder: RunFolder, kinds: Collection[str]) -> Iterator[Record]:
    """Records of some kinds; the others are not even looked at."""
    starts = tuple(f'{{"kind":"{kind}"'.encode() for kind in kinds)
    try:
        lines = folder.records_path.read_bytes().split(b"\n")[:-1]
    except FileNotFoundError:
        return
    for number, line in enumerate(lines, start=1):
        if not line.startswith(b'{"kind":"'):
            raise RecordError(f"{folder.records_path}: line {number}: not a record")
        if line.startswith(starts):
            try:
                yield parse_record(bounded_json.loads(line))
            except (ValueError, TypeError, KeyError) as error:
                raise RecordError(f"{folder.records_path}: line {number}: {error}") from error


def _supersede(failures: list[Failure], cell: CellKey, arms: list[str], stage: str) -> None:
    """A figure written after a failure of the same cell and stage settles it."""
    failures[:] = [
        f for f in failures if not (f.cell == cell and f.stage == stage and (f.arm is None or f.arm in arms))
    ]


def find_run(results: Path, name: str | None = None) -> RunFolder:
    """A run by path, by id or its unambiguous beginning; the newest where no name is given. Raises UnknownRun."""
    runs = RunFolder.all(results)
    if name is None:
        if not runs:
            raise UnknownRun(f"{results}: there is no run yet; {MAKE_A_RUN}")
        return runs[-1]
    if "/" in name or name in (".", ".."):
        folder = RunFolder(Path(name))
        if not (folder.path / "plan.json").is_file():
            raise UnknownRun(f"{name}: no run there (a run is a folder with plan.json and records.jsonl)")
        return RunFolder(folder.path.resolve())
    exact = [run for run in runs if run.run_id == name]
    matching = exact or [run for run in runs if run.run_id.startswith(name)]
    if len(matching) == 1:
        return matching[0]
    if matching:
        raise UnknownRun(f"{name!r} is the beginning of {len(matching)} runs: {_names(matching)}; write more of it")
    raise UnknownRun(f"no run {name!r} in {results}; {f'there are: {_names(runs)}' if runs else MAKE_A_RUN}")


def find_commit(results: Path, commit: str) -> RunFolder | None:
    """The newest run that measured that commit (a hash or its beginning, four digits at least); None where none did."""
    wanted = commit.lower()
    if len(wanted) < SHORTEST_COMMIT or not set(wanted) <= set("0123456789abcdef"):
        return None
    for folder in reversed(RunFolder.all(results)):
        measured = first_commit(folder)
        if measured is not None and measured.startswith(wanted):
            return folder
    return None


def first_commit(folder: RunFolder) -> str | None:
    """The commit in a run's first environment record, without reading the rest; None where it has none."""
    try:
        for record in _read_some(folder, ("environment",)):
            if isinstance(record, Environment):
                commit = record.source.get("commit")
                return str(commit).lower() if commit else None
    except RecordError:
        return None
    return None


def _names(runs: list[RunFolder], most: int = 5) -> str:
    shown = ", ".join(run.run_id for run in runs[-most:])
    return shown if len(runs) <= most else f"{shown} and {len(runs) - most} older"
