"""How near the integer graph comes to the float graph: layer by layer on calibration data, and as a whole.

Of each value: range, error of q·2^−e against the float value (largest, root of the mean square), cosine of both, the
share of q that saturates. Of the whole: how often both choose the same class, and how often each is right.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from zkpair_graph import evaluate, integer
from zkpair_graph.calibration import Progress, chunks, silent
from zkpair_graph.errors import ShapeMismatch
from zkpair_graph.graph import Array, Graph
from zkpair_graph.quantise import Quantised
from zkpair_graph.shapes import infer


@dataclass
class LayerReport:
    """One value of the integer graph, over all samples."""

    value: str
    source: str
    op: str
    exponent: int
    lowest: float = math.inf
    highest: float = -math.inf
    largest_error: float = 0.0
    squared_error: float = 0.0
    products: Array = field(default_factory=lambda: np.zeros(3))
    saturated: int = 0
    elements: int = 0

    @property
    def rms_error(self) -> float:
        return math.sqrt(self.squared_error / max(self.elements, 1))

    @property
    def cosine(self) -> float:
        """Σxy / √(Σx²·Σy²); 1 where both are zero everywhere."""
        both, left, right = self.products.tolist()
        if left == 0.0 or right == 0.0:
            return float(left == right)
        return float(both / math.sqrt(left * right))

    def add(self, real: Array, q: Array) -> None:
        approximate = integer.real_values(q, self.exponent)
        difference = approximate - real
        self.lowest, self.highest = min(self.lowest, float(real.min())), max(self.highest, float(real.max()))
        self.largest_error = max(self.largest_error, float(np.abs(difference).max()))
        self.squared_error += float((difference**2).sum())
        self.products += [(real * approximate).sum(), (real**2).sum(), (approximate**2).sum()]
        self.saturated += int(((q == integer.LOWEST) | (q == integer.HIGHEST)).sum())
        self.elements += q.size

    def as_dict(self) -> dict[str, Any]:
        return {
            "value": self.value,
            "source": self.source,
            "op": self.op,
            "exponent": self.exponent,
            "range": [self.lowest, self.highest],
            "largest_error": self.largest_error,
            "rms_error": self.rms_error,
            "cosine": self.cosine,
            "saturated_share": self.saturated / max(self.elements, 1),
        }


@dataclass
class Report:
    """`agreement` and accuracies are shares; accuracies are None without labels, all three without classes."""

    layers: list[LayerReport]
    samples: int
    agreement: float | None
    float_accuracy: float | None
    int8_accuracy: float | None

    def as_dict(self) -> dict[str, Any]:
        return {
            "samples": self.samples,
            "top1_agreement": self.agreement,
            "float_accuracy": self.float_accuracy,
            "int8_accuracy": self.int8_accuracy,
            "layers": [layer.as_dict() for layer in self.layers],
        }


def quantised_inputs(graph: Graph, inputs: Sequence[Array]) -> list[Array]:
    """Float inputs as the integer graph takes them; indices stay."""
    ports = zip(graph.inputs, inputs, strict=True)
    return [
        integer.quantise_values(array, graph.exponents[port.name]) if port.type == "i8" else array
        for port, array in ports
    ]


def compare(
    graph: Graph,
    quantised: Quantised,
    inputs: Sequence[Array],
    labels: Array | None = None,
    progress: Progress = silent,
) -> Report:
    """The report of an integer graph against its float graph. Classes lie along the first output's last axis."""
    made = quantised.graph
    ops = {port.name: "Input" for port in made.inputs} | {node.output: node.op for node in made.nodes}
    layers = {
        ours: LayerReport(ours, theirs, ops[ours], made.exponents[ours])
        for ours, theirs in quantised.stands_for.items()
        if ours in made.exponents
    }
    choices: list[tuple[Array, Array]] = []
    parts = list(chunks(graph, inputs))
    for place, part in enumerate(parts):
        progress("comparing", place, len(parts))
        real = dict(evaluate.each_value(graph, part))
        for name, q in integer.each_value(made, quantised_inputs(made, part)):
            if name in layers:
                layers[name].add(real[layers[name].source], q)
            if name == made.outputs[0]:
                choices.append((choice(real[graph.outputs[0]]), choice(q)))
    shown = [layers[name] for name in ops if name in layers]
    if infer(graph)[graph.outputs[0]][1:][-1:] in ((), (1,)):  # numbers, not classes
        return Report(shown, len(inputs[0]), None, None, None)
    chosen, chosen_q = (np.concatenate([pair[side] for pair in choices]) for side in (0, 1))
    if labels is not None and labels.shape != chosen.shape:
        raise ShapeMismatch("labels", f"shape {list(labels.shape)}, expected {list(chosen.shape)}")
    right = [None if labels is None else float((classes == labels).mean()) for classes in (chosen, chosen_q)]
    return Report(shown, len(inputs[0]), float((chosen == chosen_q).mean()), right[0], right[1])


def choice(output: Array) -> Array:
    """The place of the largest along the last axis, the first where several are equal."""
    return np.asarray(output.argmax(axis=-1))
