"""What these engines see of a case of `inference/predict`: a float graph, and batches of inputs (docs/contract.md)."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Protocol

import numpy as np

from zkpair_graph.blobs import joined, split_inputs
from zkpair_graph.errors import GraphError, MalformedModel
from zkpair_graph.graph import FLOAT, Array, Graph
from zkpair_graph.wire import read

LINEAR = "linear_regression"
NETWORKS_ONLY: Mapping[str, Sequence[str]] = {"model": [LINEAR]}
"""An engine's `not_for`: the one model that is no graph."""


class UnsupportedCellError(GraphError):
    """A cell that an engine does not do, though it does others of the task."""


class Case(Protocol):
    """The harness' case, structurally: nothing here imports the harness."""

    @property
    def params(self) -> Mapping[str, str]: ...
    @property
    def size(self) -> int: ...
    @property
    def shared(self) -> Mapping[str, bytes]: ...
    @property
    def instances(self) -> Sequence[Mapping[str, bytes]]: ...


def float_graph(case: Case) -> Graph:
    """The graph of the case. UnsupportedCellError for the linear model, a GraphError for what is no float graph."""
    if case.params.get("model") == LINEAR:
        raise UnsupportedCellError(f"model={LINEAR} has no graph; use a network")
    graph = read(_blob(case.shared, "graph", "shared"))
    if graph.kind != FLOAT:
        raise MalformedModel(f"a graph of kind {graph.kind}, expected {FLOAT}")
    return graph


def batches(case: Case, graph: Graph) -> list[list[Array]]:
    """The inputs of each instance, in the graph's order, checked."""
    found = enumerate(case.instances)
    return [split_inputs(graph, _blob(blobs, "x", f"instance {i}"), case.size) for i, blobs in found]


def encoded(outputs: Sequence[Array]) -> bytes:
    """The outputs one after another, float32."""
    return joined(outputs, np.dtype(np.float32))


def _blob(blobs: Mapping[str, bytes], name: str, where: str) -> bytes:
    if name not in blobs:
        raise MalformedModel(f"{where}: the blob {name!r} is missing; there are {sorted(blobs)}")
    return blobs[name]


def missing(package: str) -> str | None:
    """None where the package is installed, else what to do. Nothing is imported."""
    if importlib.util.find_spec(package) is None:
        return f"{package} is not installed: pip install 'zkpair-graph[{package}]'"
    return None


def installed(package: str) -> str:
    """Name and version, for an implementation's attributes."""
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return f"{package} (not installed)"
