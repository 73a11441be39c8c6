"""What values a float graph takes on calibration data: ranges, and the exponent with the least squared error."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from zkpair_graph.errors import NotFinite, ShapeMismatch
from zkpair_graph.evaluate import checked_inputs, each_value
from zkpair_graph.graph import Array, Graph
from zkpair_graph.limits import elements
from zkpair_graph.scales import TRIED, largest_exponent, squared_errors
from zkpair_graph.shapes import infer

CHUNK_ELEMENTS = 2**22
"""So many elements of all values together are looked at at once."""

Progress = Callable[[str, int, int], None]


def silent(what: str, done: int, total: int) -> None:
    """Shows nothing."""


@dataclass
class Observed:
    """Of one value, over all samples."""

    lowest: float
    highest: float
    exponent: int = 0

    @property
    def largest(self) -> float:
        return max(abs(self.lowest), abs(self.highest))


def chunks(graph: Graph, inputs: Sequence[Array]) -> Iterator[list[Array]]:
    """The samples, some at a time. A graph of a fixed size has one sample."""
    arrays = checked_inputs(graph, inputs)
    if not any(port.shape[:1] == (0,) for port in graph.inputs):
        yield arrays
        return
    samples = len(arrays[0])
    if samples == 0:
        raise ShapeMismatch("calibration data", "no samples")
    per_sample = sum(elements(shape) for shape in infer(graph).values())
    step = max(1, CHUNK_ELEMENTS // per_sample)
    for first in range(0, samples, step):
        yield [array[first : first + step] for array in arrays]


def calibrate(graph: Graph, inputs: Sequence[Array], progress: Progress = silent) -> dict[str, Observed]:
    """Value -> what was observed, over all samples of the inputs. Raises NotFinite where a value is no number."""
    parts = list(chunks(graph, inputs))
    observed: dict[str, Observed] = {}
    for place, part in enumerate(parts):
        progress("ranges", place, len(parts))
        for name, value in each_value(graph, part):
            _range(observed, name, value)
    errors = {name: np.zeros(TRIED) for name in observed}
    tried = {name: largest_exponent(seen.largest) + np.arange(TRIED) for name, seen in observed.items()}
    for place, part in enumerate(parts):
        progress("scales", place, len(parts))
        for name, value in each_value(graph, part):
            errors[name] += squared_errors(value.reshape(-1).astype(np.float64), tried[name])
    for name, seen in observed.items():
        seen.exponent = int(tried[name][np.argmin(errors[name])])
    for name in graph.outputs:  # the largest output decides: it must not saturate
        observed[name].exponent = int(tried[name][0])
    return observed


def _range(observed: dict[str, Observed], name: str, value: Array) -> None:
    lowest, highest = float(value.min()), float(value.max())
    if not np.isfinite(lowest + highest):
        index = int(np.argmin(np.isfinite(value)))
        raise NotFinite(name, index, float(value.reshape(-1)[index]))
    seen = observed.setdefault(name, Observed(lowest, highest))
    seen.lowest, seen.highest = min(seen.lowest, lowest), max(seen.highest, highest)
