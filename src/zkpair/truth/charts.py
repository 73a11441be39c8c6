"""The experiments as pictures: how often the intervals hold the truth, and how far off the estimates are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter, ScalarFormatter

from zkpair.analysis.interval import order_statistic_coverage
from zkpair.analysis.statistic import DEFAULT_STATISTIC
from zkpair.record import write_atomically
from zkpair.truth.experiment import Experiment
from zkpair.truth.scenario import PROCESSES
from zkpair.truth.score import CLOCKS, Score

GROUPS = (
    ("runs of equal length", "#2166ac", "o"),
    ("turns of unequal length, batched", "#e08214", "s"),
    ("100 times as long, not batched", "#b2182b", "x"),
)
CLOCK_TITLES = {"cpu": "process CPU time", "wall": "wall time"}


def draw_all(experiment: Experiment, folder: Path) -> list[Path]:
    """Write the three charts of an experiment as SVG; returns their paths."""
    six = [s for s in experiment.scores if s.rule == "six_min_max"]
    rules = [s for s in experiment.scores if s.statistic == DEFAULT_STATISTIC]
    title = f"{experiment.kind}, {experiment.repeats:,} repeats of each scenario under each condition"
    figures = {
        "coverage": _dots(six, lambda s: s.statistic, lambda s: 100 * s.coverage, "intervals that hold the truth, %"),
        "error": _dots(
            six, lambda s: s.statistic, lambda s: 100 * s.p90_error, "90th percentile of the error, %", True
        ),
        "rules": _dots(rules, lambda s: s.rule, lambda s: 100 * s.coverage, "intervals that hold the truth, %"),
    }
    paths = []
    for name, figure in figures.items():
        figure.suptitle(title, fontsize=10)
        path = folder / f"{experiment.kind}_{name}.svg"
        write_atomically(path, _svg(figure))
        paths.append(path)
    return paths


def _dots(
    scores: Sequence[Score],
    row_of: Callable[[Score], str],
    value_of: Callable[[Score], float],
    label: str,
    logarithmic: bool = False,
) -> Figure:
    """A row for each statistic or rule, a dot for each scenario under each condition; one panel for each clock."""
    rows = list(dict.fromkeys(row_of(s) for s in scores))
    figure = Figure(figsize=(9, 0.9 + 0.42 * len(rows)), layout="constrained")
    panels = figure.subplots(1, len(CLOCKS), sharey=True, sharex=True)
    for axes, clock in zip(panels, CLOCKS, strict=True):
        for group, (name, colour, marker) in enumerate(GROUPS):
            chosen = [s for s in scores if s.clock == clock and _group(s) == group]
            heights = [len(rows) - 1 - rows.index(row_of(s)) + 0.22 * (1 - group) for s in chosen]
            values = [value_of(s) for s in chosen]
            axes.scatter(values, heights, s=18, c=colour, marker=marker, alpha=0.75, label=name, zorder=3)
        if logarithmic:
            axes.set_xscale("log")
            axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
            axes.xaxis.set_major_formatter(ScalarFormatter())
            axes.xaxis.set_minor_formatter(NullFormatter())
        else:
            nominal = 100 * order_statistic_coverage(PROCESSES, 1)
            axes.axvline(nominal, color="#555555", linewidth=1, linestyle="--", label=f"nominal {nominal:.1f} %")
        _dress(axes, rows, f"{label}\n({CLOCK_TITLES[clock]})")
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=4, fontsize=8, frameon=False)
    return figure


def _dress(axes: Axes, rows: Sequence[str], label: str) -> None:
    axes.set_yticks(range(len(rows)), [row.replace("_", " ") for row in reversed(rows)])
    axes.set_xlabel(label, fontsize=9)
    axes.grid(axis="x", color="#dddddd", linewidth=0.8)
    axes.tick_params(labelsize=9)
    axes.tick_params(axis="y", length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)


def _group(row: Score) -> int:
    return {"hundred_capped": 1, "hundred_quick": 1, "hundred_unequal": 2}.get(row.scenario, 0)


def _svg(figure: Figure) -> bytes:
    """The same figure gives the same bytes: no date, no random ids."""
    buffer = BytesIO()
    with mpl.rc_context({"svg.hashsalt": "zkpair", "svg.fonttype": "none"}):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": "zkpair truth"})
    return buffer.getvalue()
