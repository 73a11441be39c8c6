"""The bytes of a graph (format `zkgraph`, version 1): one byte string for one graph.

magic `zkgraph1` | u64 length of the manifest | manifest | zeros to a multiple of 64 | tensors, each with zeros to a
multiple of 64. The manifest is JSON with sorted keys and no spaces; the tensors are little-endian, in C order, in the
order in which the manifest names them. The identity of a graph is the SHA-256 of all its bytes.
"""

from __future__ import annotations

import hashlib
import json
import struct
from typing import Any

import numpy as np

from zkpair_graph.canonical import canonicalise
from zkpair_graph.errors import MalformedModel
from zkpair_graph.graph import INT8, TYPES, Array, Graph, Input, Node, type_name
from zkpair_graph.limits import DEFAULT, Limits, elements, require
from zkpair_graph.strict_json import loads
from zkpair_graph.validate import validate

MAGIC = b"zkgraph1"
VERSION = 1
ALIGNMENT = 64


def write(graph: Graph, limits: Limits = DEFAULT) -> bytes:
    """The canonical bytes. Raises a GraphError for a graph that is not well-formed."""
    canonical, _ = canonicalise(graph)
    validate(canonical, limits)
    manifest = _manifest(canonical)
    parts = [MAGIC, struct.pack("<Q", len(manifest)), manifest]
    parts.append(bytes(-sum(map(len, parts)) % ALIGNMENT))
    for tensor in canonical.tensors.values():
        data = tensor.astype(TYPES[type_name(tensor)], order="C", copy=False).tobytes()
        parts += [data, bytes(-len(data) % ALIGNMENT)]
    return b"".join(parts)


def digest(data: bytes) -> str:
    """SHA-256 of a graph's bytes, in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def _manifest(graph: Graph) -> bytes:
    content: dict[str, Any] = {
        "version": VERSION,
        "kind": graph.kind,
        "name": graph.name,
        "inputs": [{"name": p.name, "shape": list(p.shape), "type": p.type} for p in graph.inputs],
        "outputs": list(graph.outputs),
        "nodes": [
            {
                "op": node.op,
                "inputs": list(node.inputs),
                "outputs": [node.output],
                "attributes": {name: _plain(value) for name, value in node.attributes.items()},
            }
            for node in graph.nodes
        ],
        "tensors": [
            {"name": name, "shape": list(tensor.shape), "type": type_name(tensor)}
            for name, tensor in graph.tensors.items()
        ],
    }
    if graph.kind == INT8:
        content["exponents"] = dict(graph.exponents)
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def _plain(value: object) -> object:
    """Floats as the shortest decimal that gives them back, in a string, so that no JSON library touches them."""
    if isinstance(value, float):
        return repr(value)
    return list(value) if isinstance(value, tuple) else value


def read(data: bytes | bytearray | memoryview, limits: Limits = DEFAULT) -> Graph:
    """The graph of canonical bytes; its tensors lie in `data`. Raises a GraphError for any other bytes."""
    view = memoryview(data).cast("B")
    require("graph, bytes", len(view), limits.file_bytes)
    if bytes(view[:8]) != MAGIC or len(view) < 16:
        raise MalformedModel(f"not a graph: it begins with {bytes(view[:8])!r}, expected {MAGIC!r}")
    (length,) = struct.unpack("<Q", view[8:16])
    require("manifest, bytes", length, limits.manifest_bytes)
    if 16 + length > len(view):
        raise MalformedModel(f"the manifest has {length} bytes, and {len(view) - 16} are left")
    manifest = bytes(view[16 : 16 + length])
    graph = _graph(loads(manifest, "the manifest", "ascii"), view, 16 + length, limits)
    validate(graph, limits)
    if _manifest(canonicalise(graph)[0]) != manifest:
        raise MalformedModel("the manifest is not in its one form: names, order of nodes, keys or spaces differ")
    return graph


def _graph(content: Any, view: memoryview, offset: int, limits: Limits) -> Graph:
    try:
        if content["version"] != VERSION:
            raise MalformedModel(f"version {content['version']!r}, expected {VERSION}")
        inputs = tuple(Input(_text(p["name"]), _shape(p["shape"]), _text(p["type"])) for p in content["inputs"])
        nodes = tuple(_node(node) for node in content["nodes"])
        outputs = tuple(_text(name) for name in content["outputs"])
        exponents = {_text(name): value for name, value in content.get("exponents", {}).items()}
        tensors = _tensors(content["tensors"], view, offset, limits)
        return Graph(_text(content["kind"]), _text(content["name"]), inputs, outputs, nodes, tensors, exponents)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise MalformedModel(f"the manifest lacks what a graph has: {type(error).__name__}: {error}") from error


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no string")
    return value


def _shape(value: object) -> tuple[int, ...]:
    if not isinstance(value, list) or not all(isinstance(v, int) and not isinstance(v, bool) for v in value):
        raise TypeError(f"{value!r} is no list of integers")
    return tuple(value)


def _node(content: Any) -> Node:
    (output,) = content["outputs"]
    attributes = {_text(name): _attribute(value) for name, value in content["attributes"].items()}
    return Node(_text(content["op"]), tuple(map(_text, content["inputs"])), _text(output), attributes)


def _attribute(value: object) -> int | float | tuple[int, ...]:
    if isinstance(value, str):
        if not value.isascii() or repr(float(value)) != value:
            raise ValueError(f"{value!r} is not the shortest form of a number")
        return float(value)
    if isinstance(value, list):
        return _shape(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise TypeError(f"{value!r} is no attribute")


def _tensors(content: Any, view: memoryview, offset: int, limits: Limits) -> dict[str, Array]:
    tensors: dict[str, Array] = {}
    offset = _skip_zeros(view, offset)
    for entry in content:
        name, shape = _text(entry["name"]), _shape(entry["shape"])
        dtype = TYPES[_text(entry["type"])]
        require(f"tensor {name}: rank", len(shape), limits.rank)
        if any(size < 1 for size in shape):
            raise MalformedModel(f"tensor {name}: impossible shape {list(shape)}")
        count = elements(shape)
        if count * dtype.itemsize > len(view) - offset:
            declared, left = count * dtype.itemsize, len(view) - offset
            raise MalformedModel(f"tensor {name}: {declared} bytes are declared, and {left} are left")
        if name in tensors:
            raise MalformedModel(f"the tensor {name} is given twice")
        tensors[name] = np.frombuffer(view, dtype, count, offset).reshape(shape)
        tensors[name].flags.writeable = False
        offset = _skip_zeros(view, offset + count * dtype.itemsize)
    if offset != len(view):
        raise MalformedModel(f"{len(view) - offset} bytes follow the last tensor")
    return tensors


def _skip_zeros(view: memoryview, offset: int) -> int:
    end = offset + -offset % ALIGNMENT
    if end > len(view) or any(view[offset:end]):
        raise MalformedModel(f"bytes {offset} to {end} must be there, and zero")
    return end
