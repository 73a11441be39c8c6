"""What is committed of a trained model: NAME.zkgraph.xz, NAME.int8.zkgraph.xz, and NAME.json with its accuracy."""

from __future__ import annotations

import dataclasses
import json
import lzma
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from training.data import Array, Split, pixels
from zkpair_graph import Graph, evaluate, integer
from zkpair_graph.calibration import chunks
from zkpair_graph.canonical import canonicalise
from zkpair_graph.quantise import quantise
from zkpair_graph.wire import digest, read, write
from zkpair_graph.work import multiply_accumulates

SAMPLE_NAME = "images.npz"
SAMPLE_IMAGES = 256


def half_precision(graph: Graph) -> Graph:
    """The graph with every weight rounded to the nearest float16, kept as float32: half the bytes once compressed."""
    tensors = {name: _rounded(name, tensor) for name, tensor in graph.tensors.items()}
    return canonicalise(dataclasses.replace(graph, tensors=tensors))[0]


def _rounded(name: str, tensor: Array) -> Array:
    if tensor.dtype.kind != "f":
        return tensor
    with np.errstate(over="ignore"):
        rounded = tensor.astype(np.float16).astype(tensor.dtype)
    if not np.isfinite(rounded).all():
        raise OverflowError(f"{name}: a weight of {np.abs(tensor).max()} is beyond float16")
    return rounded


def accuracy(predict: Callable[[Array], Array], graph: Graph, images: Array, labels: Array) -> float:
    """The share of the images whose largest output, the first where several are, is their label's."""
    right, done = 0, 0
    for (part,) in chunks(graph, [images]):
        right += int((predict(part).argmax(axis=1) == labels[done : done + len(part)]).sum())
        done += len(part)
    return right / len(images)


def float_accuracy(graph: Graph, test: Split) -> float:
    return accuracy(lambda x: evaluate.evaluate(graph, [x])[0], graph, pixels(test.images), test.labels)


def integer_accuracy(graph: Graph, test: Split) -> float:
    x = integer.quantise_values(pixels(test.images), graph.exponents[graph.inputs[0].name])
    return accuracy(lambda part: integer.evaluate(graph, [part])[0], graph, x, test.labels)


def integers_of(graph: Graph, train: Split, seed: int, count: int) -> Graph:
    """The integer graph, with scales from `count` training images."""
    chosen = np.sort(np.random.default_rng(seed).choice(len(train.images), count, replace=False))
    return quantise(graph, [pixels(train.images[chosen])]).graph


def describe(real: Graph, whole: Graph, test: Split, sample: Split) -> dict[str, Any]:
    """The measured half of NAME.json: accuracy on the whole test set right answers in the sample, sizes."""
    return {
        "accuracy": {"float": float_accuracy(real, test), "int8": integer_accuracy(whole, test)},
        "test_images": len(test.images),
        "sample_right": {
            "float": round(float_accuracy(real, sample) * len(sample.images)),
            "int8": round(integer_accuracy(whole, sample) * len(sample.images)),
        },
        "parameters": real.parameters(),
        "macs": multiply_accumulates(real),
        "digest": digest(write(real)),
        "digest_int8": digest(write(whole)),
    }


def measure_again(folder: Path, name: str, test: Split, sample: Split) -> None:
    """NAME.json with what the committed graphs do today; how they were trained stays as it was said."""
    real, whole = (read(lzma.decompress(path.read_bytes())) for path in graph_files(folder, name))
    path = folder / f"{name}.json"
    _write_facts(folder, name, {**json.loads(path.read_text()), **describe(real, whole, test, sample)})


def graph_files(folder: Path, name: str) -> tuple[Path, Path]:
    """In floats, in integers."""
    return folder / f"{name}.zkgraph.xz", folder / f"{name}.int8.zkgraph.xz"


def store(folder: Path, name: str, real: Graph, whole: Graph, facts: dict[str, Any]) -> None:
    """Both graphs and NAME.json, last, so that it is there only when all is."""
    folder.mkdir(parents=True, exist_ok=True)
    for path, graph in zip(graph_files(folder, name), (real, whole), strict=True):
        path.write_bytes(lzma.compress(write(graph), lzma.FORMAT_XZ, lzma.CHECK_CRC32, 9 | lzma.PRESET_EXTREME))
    _write_facts(folder, name, facts)


def _write_facts(folder: Path, name: str, facts: dict[str, Any]) -> None:
    sizes = {path.name: path.stat().st_size for path in graph_files(folder, name)}
    (folder / f"{name}.json").write_text(json.dumps({**facts, "file_bytes": sizes}, indent=2) + "\n")


def sample_of(test: Split, seed: int) -> tuple[Array, Split]:
    """A seeded sample of the test images: their places, and they."""
    chosen = np.sort(np.random.default_rng(seed).choice(len(test.images), SAMPLE_IMAGES, replace=False))
    return chosen, Split(test.images[chosen], test.labels[chosen])


def store_sample(folder: Path, test: Split, seed: int) -> Path:
    """The sample with its labels and its places in the test set."""
    folder.mkdir(parents=True, exist_ok=True)
    chosen, sample = sample_of(test, seed)
    path = folder / SAMPLE_NAME
    arrays = {"images": sample.images, "labels": sample.labels, "index": chosen.astype(np.int32)}
    np.savez_compressed(path, allow_pickle=False, **arrays)
    return path
