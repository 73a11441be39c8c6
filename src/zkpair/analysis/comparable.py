"""Which arms of a cell are compared where nobody asks for more: baselines with candidates of their precision."""

from __future__ import annotations

from collections.abc import Mapping

from zkpair.analysis.load import Run
from zkpair.analysis.pairs import implementation_of, pairs_of
from zkpair.schema import Timing
from zkpair.tasks.task import Cell

Precisions = Mapping[str, str | None]
"""implementation -> `float32`, `int8`, or None where it says nothing."""


def usual_pairs(run: Run, cell: Cell, timing: Timing) -> list[tuple[str, str]]:
    """(baseline, candidate) of one precision, all where there is no such; pairs of two are for targets to ask for."""
    pairs, precisions = pairs_of(timing.arms, timing.baseline, run.languages(cell)), precisions_of(run, cell, timing)
    same = [(b, c) for b, c in pairs if precisions.get(implementation_of(b)) == precisions.get(implementation_of(c))]
    return same or pairs


def precisions_of(run: Run, cell: Cell, timing: Timing) -> Precisions:
    """Nothing where the cell knows of no accuracy: then all compute the same."""
    return {} if timing.accuracy is None else run.attribute(cell, "precision")
