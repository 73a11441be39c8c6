"""One benchmark class for each headline combination of the registered tasks, made when asv looks for benchmarks.

The pairs are measured once for each task (`setup_cache`), by zkpair's own method and into an ordinary run folder; every
`track_*` reads its figure of that. A commit without the task, with another contract, or whose implementation cannot
run here gives n/a; a stale extension or an import error fails. Parameters: size, then implementation.

Sizes are the headline's quick size, with every implementation, and that of the floor (floors.toml), where the slow
baseline has no figure (n/a). Ratios are those of the headline; `track_floor` is the share of its floor that the tuned
baseline uses.
"""

from __future__ import annotations

import os
import statistics
import sys
import types
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks import commit
from benchmarks.floors import Floor, floors, wanted
from zkpair import registry
from zkpair.analysis.tracks import OF_A_PAIR, TRACKS, units
from zkpair.artefacts import Store
from zkpair.measure import snapshot
from zkpair.measure.snapshot import Wanted
from zkpair.registry import RegistryError
from zkpair.tasks.task import Cell, Task

CELL_S = float(os.environ.get("ZKPAIR_ASV_CELL_S", "2"))
"""Seconds for the blocks of a cell; the cheapest effort takes longer where an arm is slow."""
GATED = frozenset({"relative_time", "cpu"})
"""asv weighs a commit by 1/interval before it looks for a step, and the interval grows with the figure: the slower the
commit, the less it would count. The gated figures go without one, so all commits weigh the same."""
SETUP_TIMEOUT_S = 900.0
VERSION = "3"
"""Change it when figures are no longer comparable with older ones: asv then starts a new history."""

Figures = dict[str, dict[str, list[float]]]
"""implementation -> figure -> samples"""
Found = dict[str, dict[int, Figures | str]]
"""class name -> size -> figures, or the reason why there are none"""


def class_name(cell: Cell) -> str:
    """`algebra/msm[curve=bn254_g1]` -> `algebra_msm_bn254_g1`: asv's name of the benchmark."""
    words = [cell.task.replace("/", "_"), *(value for _, value in cell.params)]
    return "_".join(words).replace("-", "_").replace(".", "_")


def measure_task(task_id: str) -> Found:
    """The figures of each cell of a task, or the reason why there are none."""
    cells = wanted(registry.task(task_id))
    found: Found = {class_name(one.cell): {} for one in cells}
    foreign = commit.why_not_comparable()
    if foreign is not None:
        for one in cells:
            found[class_name(one.cell)][one.cell.size] = foreign
        return found
    folder = snapshot.start(commit.results_folder(), ["asv", task_id], cells, commit.source())
    for measured in snapshot.measure(folder, Store(commit.cache_folder()), cells, CELL_S):
        timing, memory = measured.timing, measured.memory
        of_class = found[class_name(measured.cell)]
        if timing is None:
            of_class[measured.cell.size] = measured.reason or "not measured"
            continue
        of_class[measured.cell.size] = {
            arm.rpartition("@")[0]: {name: track(timing, memory, arm) for name, track in TRACKS.items()}
            for arm in timing.arms
        }
    return found


def setup_cache_of(task_id: str) -> Callable[[Any], Found]:
    """A `setup_cache` with a key of its own: asv keys it by module and line, so each task gets a module's name."""

    def setup_cache(self: Any) -> Found:
        return measure_task(task_id)

    name = f"{__name__}.{task_id.replace('/', '_')}"
    sys.modules[name] = types.ModuleType(name, f"The cache of {task_id}.")
    setup_cache.__module__ = name
    setup_cache.timeout = SETUP_TIMEOUT_S  # type: ignore[attr-defined]
    return setup_cache


def setup_of(figure: str, cell: Cell) -> Callable[[Found, int, str], None]:
    """A `setup` that gives n/a, with the reason, where there is no such figure."""

    def setup(found: Found, size: int, implementation: str) -> None:
        figures = found.get(class_name(cell), {}).get(size, "the cell was not measured")
        if isinstance(figures, str):
            raise NotImplementedError(figures)
        if not figures.get(implementation, {}).get(figure):
            raise NotImplementedError(f"{combination_label(cell)}@{size} has no {figure} for {implementation}")

    return setup


def samples_of(found: Found, cell: Cell, size: int, implementation: str, figure: str) -> list[float]:
    figures = found[class_name(cell)][size]
    assert not isinstance(figures, str)  # setup has raised
    return figures[implementation][figure]


def reader(figure: str, cell: Cell) -> Callable[..., dict[str, Any] | float]:
    """A `track_*` that reads one figure."""

    def track(self: Any, found: Found, size: int, implementation: str) -> dict[str, Any] | float:
        samples = samples_of(found, cell, size, implementation, figure)
        return statistics.median(samples) if figure in GATED else {"samples": samples, "number": 1}

    track.setup = setup_of(figure, cell)  # type: ignore[attr-defined]
    return track


def floor_reader(cell: Cell, known: Sequence[Floor]) -> Callable[..., float]:
    """The share of its floor that the baseline uses: above 100 it is broken."""

    def track(self: Any, found: Found, size: int, implementation: str) -> float:
        (floor,) = (one for one in known if one.cell.size == size and one.implementations[0] == implementation)
        return floor.used_percent(samples_of(found, cell, size, implementation, "cpu"))

    track.setup = setup_of("cpu", cell)  # type: ignore[attr-defined]
    track.params = [  # type: ignore[attr-defined]
        sorted({floor.cell.size for floor in known}),
        sorted({floor.implementations[0] for floor in known}),
    ]
    return track


def named(track: Any, figure: str, cell: Cell, unit: str, source: str) -> Any:
    """What asv shows of it, and keeps its history by."""
    track.__name__ = f"track_{figure}"
    track.unit = unit
    track.version = VERSION
    track.pretty_name = f"{combination_label(cell)} {figure.replace('_', ' ')}"
    track.pretty_source = source
    return track


def combination_label(cell: Cell) -> str:
    return str(cell).rpartition("@")[0]


def class_of(task: Task, cells: Sequence[Wanted]) -> type:
    """The benchmark class of a combination, with its figures as methods."""
    cell, implementations = cells[0].cell, list(cells[0].implementations)
    headline_sizes = [one.cell.size for one in cells if one.headline]
    known = [floor for floor in floors() if floor.cell in {one.cell for one in cells}]
    members: dict[str, Any] = {
        "__module__": __name__,
        "__doc__": f"{task.summary} ({combination_label(cell)})",
        "params": [sorted(one.cell.size for one in cells), implementations],
        "param_names": ["size", "implementation"],
        "setup_cache": setup_cache_of(task.id),
        "timeout": 60.0,
    }
    unit = units(task.unit_of(cell))
    for figure in TRACKS:
        track: Any = reader(figure, cell)
        if figure in OF_A_PAIR:
            if not headline_sizes:
                continue  # a floor alone: its baseline is not the one that ratios are over
            track.params = [headline_sizes, implementations[1:]]
        source = f"zkpair.analysis.tracks.TRACKS[{figure!r}] of {combination_label(cell)}"
        members[f"track_{figure}"] = named(track, figure, cell, unit[figure], source)
    if known:
        track = floor_reader(cell, known)
        source = "\n".join(f"{floor.cell}: {floor.implementations[0]} in {floor.cpu_s} CPU s" for floor in known)
        members["track_floor"] = named(track, "floor", cell, "% of the floor", source)
    return type(class_name(cell), (), members)


def make_classes() -> dict[str, type]:
    """All of them. A task without an implementation here is left out: at this commit it does not exist."""
    commit.prepare_process()
    classes: dict[str, type] = {}
    for task_id in registry.task_ids():
        if not registry.implementations(task_id):
            continue  # nothing at this commit
        try:
            task = registry.task(task_id)
        except RegistryError as error:
            raise ImportError(str(error)) from error
        by_class: dict[str, list[Wanted]] = {}
        for one in wanted(task):
            by_class.setdefault(class_name(one.cell), []).append(one)
        classes |= {name: class_of(task, cells) for name, cells in by_class.items()}
    return classes


globals().update(make_classes())
