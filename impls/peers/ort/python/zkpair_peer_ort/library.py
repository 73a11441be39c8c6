"""An engine behind its C ABI (src/abi.rs): memory in and out by address. ctypes releases the interpreter lock."""

from __future__ import annotations

import ctypes
import importlib.util
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]

BUILT = Path(__file__).resolve().parents[2] / "target" / "release" / "libzkpair_peer_ort.so"
KINDS = {np.dtype(np.float32): 0, np.dtype(np.int32): 1}


class EngineError(RuntimeError):
    """What the engine says of a library, a model or its inputs."""


class _Message(ctypes.Structure):
    _fields_ = [("length", ctypes.c_uint64), ("text", ctypes.c_ubyte * 1016)]


class _Input(ctypes.Structure):
    _fields_ = [
        ("data", ctypes.c_void_p),
        ("elements", ctypes.c_uint64),
        ("shape", ctypes.POINTER(ctypes.c_int64)),
        ("rank", ctypes.c_uint64),
        ("kind", ctypes.c_uint64),
    ]


class _Output(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("elements", ctypes.c_uint64)]


def runtime() -> Path | None:
    """The shared library in the onnxruntime wheel; nothing is imported."""
    spec = importlib.util.find_spec("onnxruntime")
    if spec is None or spec.origin is None:
        return None
    found = sorted((Path(spec.origin).parent / "capi").glob("libonnxruntime.so*"))
    return found[0] if found else None


@cache
def _loaded(path: Path) -> ctypes.CDLL:
    library = ctypes.CDLL(str(path))
    number, pointer = ctypes.c_uint64, ctypes.c_void_p
    library.zkpair_engine_open.argtypes = [ctypes.c_char_p, ctypes.c_char_p, number, number, pointer, pointer]
    library.zkpair_engine_run.argtypes = [pointer, pointer, number, pointer, number, pointer, pointer]
    library.zkpair_engine_close.argtypes = [pointer]
    library.zkpair_engine_close.restype = None
    return library


def _checked(status: int, message: _Message) -> None:
    if status:
        raise EngineError(bytes(message.text[: message.length]).decode(errors="replace"))


class Network:
    """A model made ready: bind memory (`Bound`), then run. `library` is what the engine opens in turn, if anything."""

    def __init__(self, engine: Path, library: Path | None, model: bytes, threads: int) -> None:
        self.engine = _loaded(engine)
        self._handle = ctypes.c_void_p()
        message = _Message()
        named = str(library or "").encode()
        opened = self.engine.zkpair_engine_open(
            named, model, len(model), threads, ctypes.byref(self._handle), ctypes.byref(message)
        )
        _checked(opened, message)

    def __del__(self) -> None:
        if getattr(self, "_handle", None):
            self.engine.zkpair_engine_close(self._handle)
            self._handle = ctypes.c_void_p()

    @property
    def handle(self) -> ctypes.c_void_p:
        """As the ABI knows it."""
        return self._handle


class Bound:
    """A model with the memory of its inputs and outputs."""

    def __init__(self, network: Network, inputs: Sequence[Array], outputs: Sequence[Array]) -> None:
        self._network = network  # alive as long as this
        self._inputs = [np.ascontiguousarray(array) for array in inputs]
        self.outputs = list(outputs)
        self._shapes = [(ctypes.c_int64 * array.ndim)(*array.shape) for array in self._inputs]
        raw_inputs = [
            _Input(array.ctypes.data, array.size, shape, array.ndim, KINDS[array.dtype])
            for array, shape in zip(self._inputs, self._shapes, strict=True)
        ]
        self._raw_inputs = (_Input * len(raw_inputs))(*raw_inputs)
        raw_outputs = [_Output(array.ctypes.data, array.size) for array in self.outputs]
        self._raw_outputs = (_Output * len(raw_outputs))(*raw_outputs)
        self._kernel_ns, self._message = ctypes.c_uint64(), _Message()
        self._arguments = (
            network.handle,
            self._raw_inputs,
            len(raw_inputs),
            self._raw_outputs,
            len(raw_outputs),
            ctypes.byref(self._kernel_ns),
            ctypes.byref(self._message),
        )
        self._call = network.engine.zkpair_engine_run

    def run(self) -> int:
        """Fills the outputs; the nanoseconds of the engine's own call."""
        _checked(self._call(*self._arguments), self._message)
        return self._kernel_ns.value
