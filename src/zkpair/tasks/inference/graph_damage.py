"""A graph's bytes, damaged: what a reader must refuse, each in one way only (docs/protocols/inference.md)."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from typing import Any

import numpy as np

from zkpair_graph.graph import TYPES
from zkpair_graph.wire import ALIGNMENT, MAGIC

Manifest = dict[str, Any]


def damaged(graph: bytes) -> dict[str, bytes]:
    """Label -> bytes: every way in which a graph is easily malformed. The same labels for every graph."""
    end = 16 + struct.unpack("<Q", graph[8:16])[0]
    altered = {
        "empty": b"",
        "of another magic": b"zkgraph2" + graph[8:],
        "truncated by one byte": graph[:-1],
        "without its last tensor's bytes": graph[:-ALIGNMENT],
        "followed by zeros": graph + bytes(ALIGNMENT),
        "with a manifest longer than itself": graph[:8] + struct.pack("<Q", 2**62) + graph[16:],
        "with a manifest that is no JSON": graph[:16] + b"[" + graph[17:],
        "with a space in its manifest": _with_manifest(graph, graph[16:end] + b" "),
    }
    return altered | {label: _remade(graph, change) for label, change in CHANGES.items()}


def overflowing(graph: bytes) -> bytes:
    """An integer graph whose first bias lets an accumulator pass p/2; a float graph whose first weight is NaN."""
    manifest, _ = _parts(graph)
    wanted, value = ("f32", np.nan) if manifest["kind"] == "float" else ("i32", 2**31 - 1)
    offset = _aligned(16 + struct.unpack("<Q", graph[8:16])[0])
    for tensor in manifest["tensors"]:
        dtype = TYPES[tensor["type"]]
        if tensor["type"] == wanted:
            return graph[:offset] + np.array(value, dtype).tobytes() + graph[offset + dtype.itemsize :]
        offset = _aligned(offset + int(np.prod(tensor["shape"], dtype=np.int64)) * dtype.itemsize)
    raise ValueError(f"the graph has no tensor of type {wanted}")


def _parts(graph: bytes) -> tuple[Manifest, int]:
    """The manifest, and where the tensors begin."""
    (length,) = struct.unpack("<Q", graph[8:16])
    return json.loads(graph[16 : 16 + length]), _aligned(16 + length)


def _aligned(offset: int) -> int:
    return offset + -offset % ALIGNMENT


def _remade(graph: bytes, change: Callable[[Manifest], None]) -> bytes:
    """The graph with another manifest, written as it should be."""
    manifest, _ = _parts(graph)
    change(manifest)
    return _with_manifest(graph, json.dumps(manifest, sort_keys=True, separators=(",", ":")).encode())


def _with_manifest(graph: bytes, manifest: bytes) -> bytes:
    head = MAGIC + struct.pack("<Q", len(manifest)) + manifest
    return head + bytes(-len(head) % ALIGNMENT) + graph[_parts(graph)[1] :]


def _version(manifest: Manifest) -> None:
    manifest["version"] = 2


def _operator(manifest: Manifest) -> None:
    manifest["nodes"][0]["op"] = "Convolve"


def _attribute(manifest: Manifest) -> None:
    manifest["nodes"][-1]["attributes"]["novelty"] = 1


def _operand(manifest: Manifest) -> None:
    manifest["nodes"][0]["inputs"][0] = "v9999"


def _cycle(manifest: Manifest) -> None:
    manifest["nodes"][0]["inputs"][0] = manifest["nodes"][-1]["outputs"][0]


def _output(manifest: Manifest) -> None:
    manifest["outputs"] = ["v9999"]


def _rank(manifest: Manifest) -> None:
    shape = manifest["tensors"][0]["shape"]
    manifest["tensors"][0]["shape"] = [*shape, 1]


def _gigantic(manifest: Manifest) -> None:
    manifest["tensors"][0]["shape"] = [2**40, 2**40]


def _type(manifest: Manifest) -> None:
    manifest["tensors"][0]["type"] = "f64"


def _renamed(manifest: Manifest) -> None:
    """Everything still fits, and it is not the one form of that graph."""
    manifest["tensors"][0]["name"] = "weights"
    for node in manifest["nodes"]:
        node["inputs"] = ["weights" if name == "t0" else name for name in node["inputs"]]


CHANGES: dict[str, Callable[[Manifest], None]] = {
    "of version 2": _version,
    "with an operator that there is not": _operator,
    "with an attribute that there is not": _attribute,
    "with an operand that nothing gives": _operand,
    "that waits for itself": _cycle,
    "with an output that nothing gives": _output,
    "with a tensor of another rank": _rank,
    "with a tensor of 2^80 elements": _gigantic,
    "with a tensor of another type": _type,
    "with names of its own": _renamed,
}
