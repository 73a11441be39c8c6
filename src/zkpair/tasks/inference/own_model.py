"""A user's model and samples as a case: ONNX or a graph file, .npy or .npz.

The batch is what the samples are; two instances, the samples as they stand and shifted by one, so that no result can be
replayed. The integer form takes its scales from --calibration, else from the samples themselves.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar
from zipfile import BadZipFile

import numpy as np

from zkpair.tasks.inference import graph_case
from zkpair.tasks.task import CaseData, Cell, UserInput
from zkpair_graph import Graph, GraphError, digest, read, write
from zkpair_graph.errors import AccumulatorOverflow, UnsupportedModel
from zkpair_graph.evaluate import checked_inputs
from zkpair_graph.from_onnx.convert import from_bytes
from zkpair_graph.graph import FLOAT, TYPES, Array
from zkpair_graph.limits import DEFAULT
from zkpair_graph.quantise import quantise

T = TypeVar("T")

MODEL = "file"
DIGEST_DIGITS = 16
"""Of the graph's digest, in a cell's parameter `graph`; `case.json` has all 64."""

INPUTS = [
    UserInput("onnx", "onnx", "your model, for inference/predict", required=False),
    UserInput("graph", "zkgraph", "your model, as zkpair convert writes it", required=False),
    UserInput("inputs", "npy", "samples for it, [batch, ...]; .npz for several inputs, by name", required=True),
    UserInput(
        "calibration", "npy", "samples that set the scales of its integers; if absent, the inputs", required=False
    ),
]


def from_files(files: Mapping[str, Path], seed: int, outputs: Callable[[CaseData], Sequence[bytes]]) -> CaseData:
    """ValueError names the file and what is wrong with it."""
    if ("onnx" in files) == ("graph" in files):
        raise ValueError("give your model with either --onnx or --graph")
    path = files["onnx"] if "onnx" in files else files["graph"]
    graph, names = _named(path, lambda: _onnx(path) if "onnx" in files else _graph(path))
    samples = _samples(files["inputs"], graph, names)
    calibration = _samples(files["calibration"], graph, names) if "calibration" in files else samples
    integers = _integers(path, graph, calibration, must="calibration" in files)
    data = write(graph)
    batched = graph.inputs[0].shape[:1] == (0,)
    params = {"model": MODEL, "graph": digest(data)[:DIGEST_DIGITS]}
    cell = Cell.of("inference/predict", params, len(samples[0]) if batched else 1)
    shifted = [np.roll(array, 1, axis=0) for array in samples]
    batches = [samples, shifted] if cell.size > 1 else [samples]
    return graph_case.of_graphs(cell, seed, data, None if integers is None else write(integers), batches)


def _named(path: Path, work: Callable[[], T]) -> T:
    """What a file is refused for, with the file's name."""
    try:
        return work()
    except UnsupportedModel as error:
        free = any(problem.op == "Input" for problem in error.problems)
        hint = "\nSay them to `zkpair convert`, and give what it writes with --graph" if free else ""
        raise ValueError(f"{path}: {error}{hint}") from error
    except GraphError as error:
        raise ValueError(f"{path}: {type(error).__name__}: {error}") from error


def _bytes(path: Path) -> bytes:
    if path.stat().st_size > DEFAULT.file_bytes:
        raise ValueError(f"{path}: {path.stat().st_size:,} bytes; a model has at most {DEFAULT.file_bytes:,}")
    return path.read_bytes()


def _onnx(path: Path) -> tuple[Graph, list[str]]:
    """The float graph, and the model's own names of its inputs."""
    converted = from_bytes(_bytes(path), folder=path.parent)
    return converted.graph, [converted.sources.get(port.name, port.name) for port in converted.graph.inputs]


def _graph(path: Path) -> tuple[Graph, list[str]]:
    graph = read(_bytes(path))
    if graph.kind != FLOAT:
        raise ValueError(f"{path}: a graph of kind {graph.kind}; give the float graph, its integers are made of it")
    return graph, [port.name for port in graph.inputs]


def _samples(path: Path, graph: Graph, names: Sequence[str]) -> list[Array]:
    """One array for each input, of its type, finite."""
    arrays = _arrays(path, names)
    try:
        checked_inputs(graph, arrays)
    except GraphError as error:
        raise ValueError(f"{path}: {error}; the samples must fit the model") from error
    for array in arrays:
        if not np.isfinite(array).all():
            index = np.argwhere(~np.isfinite(array))[0].tolist()
            raise ValueError(f"{path}: element {index} is {array[tuple(index)]}; samples are finite")
        if not array.size:
            raise ValueError(f"{path}: no samples, shape {list(array.shape)}")
    return [np.asarray(array, TYPES[port.type]) for port, array in zip(graph.inputs, arrays, strict=True)]


def _arrays(path: Path, names: Sequence[str]) -> list[Array]:
    """By name from an .npz, or the only one of an .npy."""
    try:
        loaded = np.load(path, mmap_mode="r", allow_pickle=False)
        if isinstance(loaded, np.ndarray):
            held, found = ["one array without a name"], [loaded]
        else:
            with loaded:
                held, found = loaded.files, [loaded[name] for name in names if name in loaded.files]
    except (OSError, EOFError, SyntaxError, ArithmeticError, MemoryError, BadZipFile, zlib.error, ValueError) as error:
        raise ValueError(f"{path}: not arrays that np.save or np.savez wrote: {error}") from error
    if len(found) != len(names) or len(held) > len(names):
        raise ValueError(
            f"{path}: it holds {', '.join(held)}; the model has the inputs {', '.join(names)}"
            + ("; give them by name, as .npz" if len(names) > 1 else "")
        )
    return found


def _integers(path: Path, graph: Graph, calibration: Sequence[Array], must: bool) -> Graph | None:
    """The integer graph; None where the model has none and nobody asked for it."""
    try:
        return quantise(graph, calibration).graph
    except (UnsupportedModel, AccumulatorOverflow) as error:
        if must:
            raise ValueError(f"{path}: no integer form: {error}; without --calibration it runs in floats") from error
        return None
    except GraphError as error:
        raise ValueError(f"{path}: no integer form: {type(error).__name__}: {error}") from error
