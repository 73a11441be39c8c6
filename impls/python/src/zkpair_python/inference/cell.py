"""Cases of `inference/predict` with a network: the graph of one precision, and the inputs of each instance."""

from array import array
from dataclasses import dataclass
from math import isfinite, prod
from typing import Any

from zkpair_python.case import Case, require_blob, require_size
from zkpair_python.errors import NotFiniteError, UnsupportedCellError, UnsupportedParameterError, WrongLengthError
from zkpair_python.inference.graph.errors import WrongKindError
from zkpair_python.inference.graph.model import FLOAT, INT8, ITEM_BYTES, Graph, Shape, concrete, decode
from zkpair_python.inference.graph.wire import read

LINEAR = "linear_regression"
BLOBS = {FLOAT: ("graph", "x"), INT8: ("graph_int8", "x_int8")}
"""Kind of graph -> its blob, and that of its inputs."""


@dataclass(frozen=True)
class Given:
    """One input of the graph for the whole batch: its numbers in C order."""

    name: str
    type: str
    shape: Shape
    numbers: "array[Any]"


def is_linear(case: Case) -> bool:
    return case.params.get("model") == LINEAR


def read_graph(case: Case, kind: str) -> Graph:
    """The case's graph of that kind. Raises UnsupportedCellError where there is none, GraphError for other bytes."""
    blob, _ = BLOBS[kind]
    if is_linear(case):
        raise UnsupportedCellError(f"model={LINEAR} is not done here: it is no graph")
    if kind == INT8 and blob not in case.shared:
        raise UnsupportedCellError(f"the model has no integer form: no blob {blob!r}")
    graph = read(require_blob(case.shared, blob, "shared"))
    if graph.kind != kind:
        raise WrongKindError(f"{blob}: a graph of kind {graph.kind}, expected {kind}")
    batch = require_size(case)
    if batch > 1 and not any(port.shape[:1] == (0,) for port in graph.inputs):
        raise UnsupportedParameterError(f"{blob} takes one sample of a fixed shape, and size is {batch}")
    return graph


def read_inputs(case: Case, graph: Graph) -> list[list[Given]]:
    """For each instance the inputs in the graph's order. Raises WrongLengthError, NotFiniteError."""
    _, name = BLOBS[graph.kind]
    return [
        _split(graph, require_blob(blobs, name, f"instance {i}"), case.size, f"instance {i}: {name}")
        for i, blobs in enumerate(case.instances)
    ]


def _split(graph: Graph, blob: bytes, batch: int, where: str) -> list[Given]:
    shapes = [concrete(port.shape, batch) for port in graph.inputs]
    sizes = [prod(shape) * ITEM_BYTES[port.type] for port, shape in zip(graph.inputs, shapes, strict=True)]
    if len(blob) != sum(sizes):
        raise WrongLengthError(f"{where}: {len(blob)} bytes, but a batch of {batch} takes {sum(sizes)}")
    given, offset = [], 0
    for port, shape, size in zip(graph.inputs, shapes, sizes, strict=True):
        numbers = decode(port.type, memoryview(blob)[offset : offset + size])
        offset += size
        if port.type == "f32" and not all(map(isfinite, numbers)):
            index = next(i for i, number in enumerate(numbers) if not isfinite(number))
            raise NotFiniteError(f"{where}: number {index} of {port.name} is {numbers[index]}; it has to be finite")
        given.append(Given(port.name, port.type, shape, numbers))
    return given
