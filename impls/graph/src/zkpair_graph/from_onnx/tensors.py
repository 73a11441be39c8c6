"""TensorProto -> array. Lengths are held against the bytes present before anything is allocated."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from zkpair_graph.errors import MalformedModel, OutsideFolder, ShapeMismatch, TooLarge
from zkpair_graph.from_onnx.messages import DOUBLE_DATA, FLOAT_DATA, INT32_DATA, INT64_DATA, UINT64_DATA, Tensor
from zkpair_graph.graph import Array
from zkpair_graph.limits import Limits, require

# TensorProto.DataType -> type of the elements in raw_data, and the field that holds them otherwise.
_TYPES: dict[int, tuple[str, int]] = {
    1: ("<f4", FLOAT_DATA),
    2: ("u1", INT32_DATA),
    3: ("i1", INT32_DATA),
    4: ("<u2", INT32_DATA),
    5: ("<i2", INT32_DATA),
    6: ("<i4", INT32_DATA),
    7: ("<i8", INT64_DATA),
    9: ("?", INT32_DATA),
    10: ("<f2", INT32_DATA),
    11: ("<f8", DOUBLE_DATA),
    12: ("<u4", UINT64_DATA),
    13: ("<u8", UINT64_DATA),
    16: ("<u2", INT32_DATA),
}
TYPE_NAMES = {kind: name for kind, (name, _) in _TYPES.items()}
BFLOAT16, FLOAT16 = 16, 10


def array_of(tensor: Tensor, folder: Path | None, limits: Limits) -> Array:
    """The array; bfloat16 becomes float32. Raises a GraphError that names the tensor."""
    name = tensor.name or "(unnamed)"
    if tensor.data_type not in _TYPES:
        raise MalformedModel(f"tensor {name}: data type {tensor.data_type} is not a number that is read here")
    dtype = np.dtype(_TYPES[tensor.data_type][0])
    shape = tensor.dims
    require(f"tensor {name}: rank", len(shape), limits.rank)
    if any(size < 0 for size in shape):
        raise MalformedModel(f"tensor {name}: negative side in {list(shape)}")
    count = math.prod(shape)
    require(f"tensor {name}: bytes", count * dtype.itemsize, limits.tensor_bytes)
    if tensor.in_segments:
        raise MalformedModel(f"tensor {name}: segments are not read; save the model in one piece")
    held = [number for number, chunks in tensor.elements.items() if any(map(len, chunks))]
    if len(held) + bool(tensor.raw) + (tensor.external is not None) > 1:
        raise MalformedModel(f"tensor {name}: its elements are given in several places")
    if tensor.external is not None:
        flat = np.frombuffer(_external(tensor.external, name, folder, count * dtype.itemsize), dtype)
    elif tensor.raw is not None:
        flat = _raw(name, tensor.raw, dtype, count)
    else:
        flat = _field(name, tensor, dtype, count)
    if tensor.data_type == BFLOAT16:
        flat = (flat.astype("<u4") << 16).view("<f4")
    return flat.reshape(shape)


def _raw(name: str, data: memoryview, dtype: np.dtype[Any], count: int) -> Array:
    if len(data) != count * dtype.itemsize:
        raise MalformedModel(f"tensor {name}: {count * dtype.itemsize} bytes are declared, and {len(data)} are there")
    return np.frombuffer(bytes(data), dtype)  # a copy: it stays when the file is let go, and is aligned


def _field(name: str, tensor: Tensor, dtype: np.dtype[Any], count: int) -> Array:
    number = _TYPES[tensor.data_type][1]
    if tensor.count(number) != count:
        raise MalformedModel(f"tensor {name}: {count} elements are declared, and {tensor.count(number)} are there")
    data = tensor.decoded(number)
    if tensor.data_type == FLOAT16:
        return data.astype("<u2").view("<f2")
    made = data.astype(dtype)
    if dtype.kind in "iu" and (made != data).any():
        raise MalformedModel(f"tensor {name}: an element does not fit {dtype}")
    return made


def _external(entries: Mapping[str, str], name: str, folder: Path | None, length: int) -> bytes:
    """The bytes of a file in the model's folder; links that lead out of it do not count as in it."""
    location = entries.get("location", "")
    if folder is None:
        raise MalformedModel(f"tensor {name} lies in another file, {location!r}: give the model as a file")
    try:
        offset, stated = int(entries.get("offset", "0")), int(entries.get("length", str(length)))
        root = folder.resolve()
        path = (root / location).resolve()
    except (ValueError, OSError, RuntimeError) as error:
        raise MalformedModel(f"tensor {name}: external data {dict(entries)!r}: {error}") from error
    if not location or Path(location).is_absolute() or not path.is_relative_to(root):
        raise OutsideFolder(location)
    if stated != length or offset < 0:
        raise MalformedModel(f"tensor {name}: {length} bytes are needed, {stated} from {offset} on are declared")
    try:
        if not path.is_file() or path.stat().st_size < offset + length:
            raise MalformedModel(f"tensor {name}: {location} has no {length} bytes from {offset} on")
        with path.open("rb") as file:
            file.seek(offset)
            data: bytes = file.read(length)
    except OSError as error:
        raise MalformedModel(f"tensor {name}: {location}: {error.strerror}") from error
    if len(data) != length:
        raise MalformedModel(f"tensor {name}: {location} has no {length} bytes from {offset} on")
    return data


def f32(name: str, array: Array) -> Array:
    """Float weights as float32."""
    if array.dtype.kind != "f":
        raise ShapeMismatch(name, f"type {array.dtype}, expected floats")
    with np.errstate(over="ignore"):
        return np.ascontiguousarray(array, np.float32).reshape(array.shape)


def i32(name: str, array: Array) -> Array:
    """Indices as int32."""
    if array.dtype.kind not in "iu":
        raise ShapeMismatch(name, f"type {array.dtype}, expected integers")
    if array.size and (array.min() < -(2**31) or array.max() >= 2**31):
        raise TooLarge(f"{name}: index", int(np.abs(array.astype(object)).max()), 2**31 - 1)
    return array.astype(np.int32)
