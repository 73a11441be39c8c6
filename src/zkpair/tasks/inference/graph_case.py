"""Cases of a model: its graph in floats and in integers, and batches of inputs for both.

shared `graph`, `graph_int8` (absent where the model has no integer form); each instance `x` and `x_int8`: the inputs,
one after another, little-endian, in C order, of the types that the graph declares (docs/contract.md, "Inference").
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from zkpair.tasks.inference.diabetes import random_words
from zkpair.tasks.inference.models import images, model
from zkpair.tasks.task import Blobs, CaseData, Cell
from zkpair_graph import Graph, integer, read
from zkpair_graph.blobs import input_shapes, joined
from zkpair_graph.graph import TYPES, Array
from zkpair_graph.report import quantised_inputs

N_INSTANCES = 4
LARGE = 100.0
"""A hundred times as bright as the brightest pixel."""

parsed = lru_cache(maxsize=16)(read)
"""The graph of those bytes; the judge asks for the same ones again and again."""


def of_graphs(
    cell: Cell, seed: int, graph: bytes, graph_int8: bytes | None, batches: Sequence[Sequence[Array]]
) -> CaseData:
    """The case of a graph in one or two precisions; `batches`: for each instance the inputs in the graph's order."""
    shared = {"graph": graph} if graph_int8 is None else {"graph": graph, "graph_int8": graph_int8}
    integers = None if graph_int8 is None else parsed(graph_int8)
    return CaseData(cell, seed, shared, [_instance(parsed(graph), integers, batch) for batch in batches])


def _instance(graph: Graph, integers: Graph | None, inputs: Sequence[Array]) -> Blobs:
    arrays = [np.asarray(array, TYPES[port.type]) for port, array in zip(graph.inputs, inputs, strict=True)]
    blobs = {"x": joined(arrays)}
    if integers is not None:
        blobs["x_int8"] = joined(quantised_inputs(integers, arrays))
    return blobs


def generate(cell: Cell, seed: int) -> CaseData:
    """Four batches that go round the images in a seeded order, each beginning where the one before ended."""
    order = np.argsort(random_words(f"{cell}/images", seed, len(images())), kind="stable")
    places = [order[(i * cell.size + np.arange(cell.size)) % len(order)] for i in range(N_INSTANCES)]
    return _of_model(cell, seed, [images()[place] for place in places])


def edge_cases(cell: Cell) -> list[CaseData]:
    """Images of nothing and of light, integers at both ends of their range, and inputs far beyond any image."""
    graph = model(cell.parameters["model"]).int8_graph
    shape = images()[0].shape
    sign = np.where(np.add.reduce(np.indices(shape)) % 2, 1.0, -1.0)
    ends = integer.real_values(
        np.where(sign > 0, integer.HIGHEST, integer.LOWEST), graph.exponents[graph.inputs[0].name]
    )
    noise = random_words(f"{cell}/edge", 0, sign.size).astype(np.float64).reshape(shape) / 2.0**63 - 1.0
    corners = [np.zeros(shape), np.ones(shape), ends, LARGE * noise]
    return [_of_model(cell, 0, [np.repeat(corner[None], cell.size, axis=0) for corner in corners])]


def _of_model(cell: Cell, seed: int, batches: Sequence[Array]) -> CaseData:
    chosen = model(cell.parameters["model"])
    (shape,) = input_shapes(chosen.float_graph, cell.size)
    inputs = [[batch.reshape(shape)] for batch in batches]
    return of_graphs(cell, seed, chosen.float_bytes, chosen.int8_bytes, inputs)
