"""Which cells a run measures: those that decide, further points of their curves, and what was never reached."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from zkpair import registry
from zkpair.conformance.proven import Proven
from zkpair.measure import selection
from zkpair.measure.modes import Mode
from zkpair.measure.selection import Selection
from zkpair.tasks.task import Cell, Combination, Task

Prove = Callable[[Cell], Proven | None]


def verdict(chosen: Selection, mode: Mode, prove: Prove) -> list[Cell]:
    """The cells that decide. A combination without a headline is probed at its smallest size for one that fits. A full
    run adds the sizes that targets name."""
    if chosen.sizes:
        return selection.cells(chosen)
    headlines: list[Cell] = []
    others: list[Cell] = []
    for task, combination in selection.combinations(chosen):
        if combination.headline is not None:
            headline = combination.headline
            size = headline.full_size if mode.name == "full" else headline.quick_size
            headlines.append(Cell.of(task.id, combination.params, size))
        elif not (mode.headlines_only and chosen.everything):
            others.append(Cell.of(task.id, combination.params, _largest_size(task, combination, mode, prove)))
        if mode.name == "full":
            others += [Cell.of(task.id, combination.params, size) for size in combination.deciding]
    # Provers first: they are what a run is for, so the last that a small budget should leave out.
    headlines.sort(key=lambda cell: registry.task(cell.task).verified_by is None)
    return list(dict.fromkeys(headlines + others))


def curve(cells: Sequence[Cell], chosen: Selection, mode: Mode, prove: Prove) -> list[Cell]:
    """Further sizes of the verdict cells' combinations, small ones first, as far as the fastest arm stays quick."""
    if mode.curve_points == 0 or chosen.sizes:
        return []
    by_combination: list[list[Cell]] = []
    for cell in cells:
        task = registry.task(cell.task)
        combination = task.combination(cell)
        proven = prove(cell)
        if combination is None or proven is None or not proven.run_s:
            continue
        fastest = min(proven.run_s.values())
        sizes = [
            s
            for s in sorted(combination.sizes)
            if s != cell.size and fastest * (s / cell.size) ** task.exponent <= mode.curve_longest_s
        ]
        by_combination.append([Cell(cell.task, cell.params, s) for s in spread(sizes, mode.curve_points)])
    longest = max((len(cells) for cells in by_combination), default=0)
    return [cells[i] for i in range(longest) for cells in by_combination if i < len(cells)]


def missed(chosen: Selection, measured: Collection[Cell]) -> list[Cell]:
    """Combinations of which no cell was measured, by their smallest: the report shows their last full record, dated."""
    if chosen.sizes:
        return []
    there = {(cell.task, cell.params) for cell in measured}
    smallest = [Cell.of(t.id, c.params, min(c.sizes)) for t, c in selection.combinations(chosen)]
    return [cell for cell in smallest if (cell.task, cell.params) not in there]


def spread(sizes: Sequence[int], points: int | None) -> list[int]:
    """At most `points` of the sizes, evenly over them, both ends included."""
    if points is None or len(sizes) <= points:
        return list(sizes)
    if points == 1:
        return [sizes[-1]]
    return [sizes[round(i * (len(sizes) - 1) / (points - 1))] for i in range(points)]


def _largest_size(task: Task, combination: Combination, mode: Mode, prove: Prove) -> int:
    """The largest size at which the slowest arm stays below the mode's bound, by the declared exponent."""
    smallest = min(combination.sizes)
    proven = prove(Cell.of(task.id, combination.params, smallest))
    if proven is None or not proven.run_s:
        return smallest
    slowest = max(proven.run_s.values())
    fitting = [s for s in combination.sizes if slowest * (s / smallest) ** task.exponent <= mode.slowest_s]
    return max(fitting, default=smallest)
