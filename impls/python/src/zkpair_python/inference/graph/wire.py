"""The bytes of a graph (`zkgraph1`, version 1):

magic | u64 length of the manifest | manifest | zeros to a multiple of 64 | tensors, each with zeros to a multiple of
64.
"""

import struct
from array import array
from math import isfinite, prod
from typing import Any

from zkpair_python.errors import NotFiniteError
from zkpair_python.inference.graph import bounds, form, limits, rules
from zkpair_python.inference.graph import manifest as m
from zkpair_python.inference.graph.errors import MalformedGraphError
from zkpair_python.inference.graph.limits import require
from zkpair_python.inference.graph.model import INT8, ITEM_BYTES, Graph, Tensor

MAGIC = b"zkgraph1"
HEAD_BYTES = 16
ALIGNMENT = 64


def read(data: bytes) -> Graph:
    """The graph of these bytes; its tensors lie in them. Raises a GraphError, or NotFiniteError for a weight."""
    view = memoryview(data).cast("B")
    require("graph, bytes", len(view), limits.FILE_BYTES)
    if len(view) < HEAD_BYTES or bytes(view[:8]) != MAGIC:
        raise MalformedGraphError(f"not a graph: it begins with {bytes(view[:8])!r}, expected {MAGIC!r}")
    (length,) = struct.unpack("<Q", view[8:HEAD_BYTES])
    require("manifest, bytes", length, limits.MANIFEST_BYTES)
    end = HEAD_BYTES + length
    if end > len(view):
        raise MalformedGraphError(f"the manifest has {length} bytes, and {len(view) - HEAD_BYTES} are left")
    content = m.parse(bytes(view[HEAD_BYTES:end]))
    graph = Graph(
        kind=m.text_of(content["kind"], "the kind"),
        name=m.text_of(content["name"], "the name"),
        inputs=tuple(m.port(value) for value in m.items(content["inputs"], "inputs")),
        outputs=tuple(m.text_of(name, "an output") for name in m.items(content["outputs"], "outputs")),
        nodes=tuple(m.node(value) for value in m.items(content["nodes"], "nodes")),
        tensors=_tensors(m.items(content["tensors"], "tensors"), view, end),
        exponents=_exponents(content.get("exponents", {})),
    )
    form.check(graph)
    rules.check(graph)
    if graph.kind == INT8:
        bounds.check(graph)
    return graph


def _exponents(value: Any) -> dict[str, int]:
    if not isinstance(value, dict):
        raise MalformedGraphError(f"exponents is {type(value).__name__}, expected an object")
    return {name: m.integer(exponent, f"the exponent of {name}") for name, exponent in value.items()}


def _tensors(entries: list[Any], view: memoryview, end: int) -> dict[str, Tensor]:
    tensors: dict[str, Tensor] = {}
    offset = _skip_zeros(view, end)
    for entry in entries:
        name, sizes, type_ = m.fields(entry, ("name", "shape", "type"), "a tensor")
        where = f"tensor {m.text_of(name, 'the name of a tensor')}"
        shape, type_ = m.shape_of(sizes, f"the shape of {where}"), m.type_of(type_, f"the type of {where}")
        require(f"{where}: rank", len(shape), limits.RANK)
        if any(size < 1 for size in shape) or name in tensors:
            raise MalformedGraphError(f"{where}: given twice, or of the impossible shape {list(shape)}")
        size = prod(shape) * ITEM_BYTES[type_]
        if size > len(view) - offset:
            raise MalformedGraphError(f"{where}: {size} bytes are declared, and {len(view) - offset} are left")
        tensors[name] = Tensor(type_, shape, view[offset : offset + size].toreadonly())
        _require_finite(where, tensors[name])
        offset = _skip_zeros(view, offset + size)
    if offset != len(view):
        raise MalformedGraphError(f"{len(view) - offset} bytes follow the last tensor")
    return tensors


def _skip_zeros(view: memoryview, offset: int) -> int:
    end = offset + -offset % ALIGNMENT
    if end > len(view) or any(view[offset:end]):
        raise MalformedGraphError(f"bytes {offset} to {end} must be there, and zero")
    return end


def _require_finite(where: str, tensor: Tensor) -> None:
    if tensor.type != "f32":
        return
    numbers: array[Any] = tensor.numbers()
    if not all(map(isfinite, numbers)):
        index = next(i for i, number in enumerate(numbers) if not isfinite(number))
        raise NotFiniteError(f"{where}: element {index} is {numbers[index]}; weights are finite")
