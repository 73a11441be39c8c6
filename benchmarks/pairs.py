"""One benchmark class for each headline combination of the registered tasks, made when asv looks for benchmarks.

The pair is measured once for each task (`setup_cache`), by zkpair's own method and into an ordinary run folder; every
`track_*` reads its figure of that. A commit without the task, with another contract, or whose implementation cannot
run here gives n/a; a stale extension or an import error fails. Parameters: size, then implementation.
"""

from __future__ import annotations

import os
import statistics
import sys
import types
from collections.abc import Callable
from typing import Any

from benchmarks import commit
from zkpair import registry
from zkpair.analysis.tracks import OF_A_PAIR, TRACKS, units
from zkpair.artefacts import Store
from zkpair.measure import snapshot
from zkpair.registry import RegistryError
from zkpair.tasks.task import Cell, Task, size_label

CELL_S = float(os.environ.get("ZKPAIR_ASV_CELL_S", "2"))
"""Seconds for the blocks of a cell."""
GATED = "relative_time"
SETUP_TIMEOUT_S = 900.0
VERSION = "2"
"""Change it when figures are no longer comparable with older ones: asv then starts a new history."""

Figures = dict[str, dict[str, dict[str, list[float]]]]
"""size label -> implementation -> figure -> samples"""


def class_name(cell: Cell) -> str:
    """`algebra/msm[curve=bn254_g1]` -> `algebra_msm_bn254_g1`: asv's name of the benchmark."""
    words = [cell.task.replace("/", "_"), *(value for _, value in cell.params)]
    return "_".join(words).replace("-", "_").replace(".", "_")


def measure_task(task_id: str) -> dict[str, Figures | str]:
    """The figures of each headline combination by class name, or the reason why there are none."""
    cells = snapshot.headline_cells(registry.task(task_id))
    names = {cell: class_name(cell) for cell in cells}
    foreign = commit.why_not_comparable()
    if foreign is not None:
        return dict.fromkeys(names.values(), foreign)
    folder = snapshot.start(commit.results_folder(), ["asv", task_id], [task_id], commit.source())
    found: dict[str, Figures | str] = {}
    for measured in snapshot.measure(folder, Store(commit.cache_folder()), cells, CELL_S):
        timing, memory = measured.timing, measured.memory
        if timing is None:
            found[names[measured.cell]] = measured.reason or "not measured"
            continue
        arms = {arm.rpartition("@")[0]: arm for arm in timing.arms}
        figures = {
            implementation: {name: track(timing, memory, arm) for name, track in TRACKS.items()}
            for implementation, arm in arms.items()
        }
        found[names[measured.cell]] = {size_label(measured.cell.size): figures}
    return found


def setup_cache_of(task_id: str) -> Callable[[Any], dict[str, Figures | str]]:
    """A `setup_cache` with a key of its own: asv keys it by module and line, so each task gets a module's name."""

    def setup_cache(self: Any) -> dict[str, Figures | str]:
        return measure_task(task_id)

    name = f"{__name__}.{task_id.replace('/', '_')}"
    sys.modules[name] = types.ModuleType(name, f"The cache of {task_id}.")
    setup_cache.__module__ = name
    setup_cache.timeout = SETUP_TIMEOUT_S  # type: ignore[attr-defined]
    return setup_cache


def figure_of(figure: str, cell: Cell, unit: str) -> Callable[..., dict[str, Any] | float]:
    """A `track_*` that reads one figure."""

    def track(self: Any, found: dict[str, Figures | str], size: str, implementation: str) -> dict[str, Any] | float:
        figures = found[class_name(cell)]
        assert not isinstance(figures, str)  # setup has raised
        samples = figures[size][implementation][figure]
        # asv weighs a commit by 1/interval before it looks for a step, and the interval grows with the figure: the
        # slower the commit, the less it would count. The gated figure goes without, so all commits weigh the same.
        return statistics.median(samples) if figure == GATED else {"samples": samples, "number": 1}

    def setup(found: dict[str, Figures | str], size: str, implementation: str) -> None:
        figures = found.get(class_name(cell), "the task was not measured")
        if isinstance(figures, str):
            raise NotImplementedError(figures)
        if not figures.get(size, {}).get(implementation, {}).get(figure):
            raise NotImplementedError(f"{cell} has no {figure} for {implementation}")

    track.__name__ = f"track_{figure}"
    track.setup = setup  # type: ignore[attr-defined]
    track.unit = unit  # type: ignore[attr-defined]
    track.version = VERSION  # type: ignore[attr-defined]
    track.pretty_name = f"{combination_label(cell)} {figure.replace('_', ' ')}"  # type: ignore[attr-defined]
    track.pretty_source = f"zkpair.analysis.tracks.TRACKS[{figure!r}] of {cell}"  # type: ignore[attr-defined]
    return track


def combination_label(cell: Cell) -> str:
    return str(cell).rpartition("@")[0]


def class_of(task: Task, cell: Cell, implementations: list[str]) -> type:
    """The benchmark class of a combination, with its figures as methods."""
    members: dict[str, Any] = {
        "__module__": __name__,
        "__doc__": f"{task.summary} ({combination_label(cell)})",
        "params": [[size_label(cell.size)], implementations],
        "param_names": ["size", "implementation"],
        "setup_cache": setup_cache_of(task.id),
        "timeout": 60.0,
    }
    unit = units(task.unit)
    for figure in TRACKS:
        track = figure_of(figure, cell, unit[figure])
        if figure in OF_A_PAIR:
            track.params = [[size_label(cell.size)], implementations[1:]]  # type: ignore[attr-defined]
        members[track.__name__] = track
    return type(class_name(cell), (), members)


def make_classes() -> dict[str, type]:
    """All of them. A task without an implementation here is left out: at this commit it does not exist."""
    commit.prepare_process()
    classes: dict[str, type] = {}
    for task_id in registry.task_ids():
        implementations = registry.implementations(task_id)
        if not implementations:
            continue  # nothing at this commit
        try:
            task = registry.task(task_id)
        except RegistryError as error:
            raise ImportError(str(error)) from error
        for cell in snapshot.headline_cells(task):
            classes[class_name(cell)] = class_of(task, cell, implementations)
    return classes


globals().update(make_classes())
