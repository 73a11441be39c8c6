"""One plonky3 library behind its C ABI (impls/rust/plonky3/src/abi.rs): bytes in by their address, bytes out.

ctypes passes the address of a `bytes` object: nothing is copied at the border. It also releases the interpreter lock
for the time of a call.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zkpair_rust.plonky3.errors import BY_STATUS, InputError

AIRS = ("fibonacci", "hash_chain", "permutation", "chain")
FIELDS = ("goldilocks", "koalabear")
HASHES = ("sha3_256", "blake3", "poseidon2")
SETTINGS = ("default", "queries28")

_NO_PLACE = 2**64 - 1
_DIGEST_BYTES = 32
_PATHS = 16
_ROW_BYTES = 64


class _RawCell(ctypes.Structure):
    _fields_ = [
        ("air", ctypes.c_uint32),
        ("field", ctypes.c_uint32),
        ("hash", ctypes.c_uint32),
        ("setting", ctypes.c_uint32),
        ("n", ctypes.c_uint64),
    ]


class _Failure(ctypes.Structure):
    _fields_ = [("place", ctypes.c_uint64), ("length", ctypes.c_uint64), ("message", ctypes.c_ubyte * 496)]


class _Owned(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("length", ctypes.c_size_t)]


_CELL, _FAILURE, _OWNED = (ctypes.POINTER(kind) for kind in (_RawCell, _Failure, _Owned))
_BYTES, _SIZE, _NUMBER = ctypes.c_char_p, ctypes.c_size_t, ctypes.POINTER(ctypes.c_uint64)
_SIGNATURES: dict[str, list[Any]] = {
    "describe": [_OWNED, _FAILURE],
    "security": [_CELL, ctypes.POINTER(ctypes.c_double * 2), _FAILURE],
    "check": [_CELL, _BYTES, _SIZE, _BYTES, _SIZE, _FAILURE],
    "prove": [_CELL, _BYTES, _SIZE, _BYTES, _SIZE, _OWNED, _FAILURE],
    "verify": [_CELL, _BYTES, _SIZE, _BYTES, _SIZE, ctypes.POINTER(ctypes.c_uint8), _FAILURE],
    "ntt": [ctypes.c_uint32, _BYTES, ctypes.c_void_p, _SIZE, _NUMBER, _FAILURE],
    "merkle_tree": [ctypes.c_uint32, _BYTES, _SIZE, ctypes.c_void_p, _SIZE, _NUMBER, _FAILURE],
}


@dataclass(frozen=True)
class Cell:
    """What a STARK cell demands; `n` is the trace length."""

    air: str
    field: str
    hash: str
    setting: str
    n: int

    def raw(self) -> _RawCell:
        """As the ABI's numbers; raises ValueError for a name that the ABI does not have."""
        return _RawCell(
            AIRS.index(self.air),
            FIELDS.index(self.field),
            HASHES.index(self.hash),
            SETTINGS.index(self.setting),
            self.n,
        )


@dataclass(frozen=True)
class Security:
    """Proven bits: the round-by-round minimum by unique decoding, and by list decoding up to Johnson's radius."""

    unique_decoding_bits: float
    johnson_bits: float


class Library:
    """A loaded library. Every method raises the named error of its status (errors.BY_STATUS)."""

    def __init__(self, path: Path) -> None:
        loaded = ctypes.CDLL(str(path))
        self._functions: dict[str, Callable[..., int]] = {}
        for name, signature in _SIGNATURES.items():
            function = getattr(loaded, f"zkpair_p3_{name}")
            function.argtypes, function.restype = signature, ctypes.c_int32
            self._functions[name] = function
        self._free = loaded.zkpair_p3_free
        self._free.argtypes, self._free.restype = [ctypes.c_void_p, _SIZE], None
        owned = _Owned()
        self._call("describe", ctypes.byref(owned))
        lines = self._taken(owned).decode().splitlines()
        self.facts: dict[str, str] = {key: value for key, _, value in (line.partition("=") for line in lines)}

    def _call(self, name: str, *arguments: object) -> None:
        failure = _Failure()
        status = self._functions[name](*arguments, ctypes.byref(failure))
        if status != 0:
            message = bytes(failure.message[: failure.length]).decode(errors="replace")
            place = None if failure.place == _NO_PLACE else int(failure.place)
            raise BY_STATUS.get(status, InputError)(message, place)

    def _taken(self, owned: _Owned) -> bytes:
        """The library's bytes as Python's, given back to it."""
        try:
            return ctypes.string_at(owned.data, owned.length) if owned.length else b""
        finally:
            self._free(owned.data, owned.length)

    def security(self, cell: Cell) -> Security:
        """The proven bits of a cell."""
        bits = (ctypes.c_double * 2)()
        self._call("security", cell.raw(), bits)
        return Security(*bits)

    def check(self, cell: Cell, trace: bytes, public: bytes) -> None:
        """Returns when the trace (columns one after the other) satisfies the AIR with these public inputs."""
        self._call("check", cell.raw(), trace, len(trace), public, len(public))

    def prove(self, cell: Cell, trace: bytes, public: bytes) -> bytes:
        """The proof in its envelope. The trace is not checked against the AIR here."""
        owned = _Owned()
        self._call("prove", cell.raw(), trace, len(trace), public, len(public), ctypes.byref(owned))
        return self._taken(owned)

    def verify(self, cell: Cell, proof: bytes, public: bytes) -> bool:
        """Does the proof hold for this cell and these public inputs? Takes any bytes."""
        verdict = ctypes.c_uint8()
        self._call("verify", cell.raw(), proof, len(proof), public, len(public), ctypes.byref(verdict))
        return verdict.value == 1

    def ntt(self, field: str, coefficients: bytes) -> tuple[bytearray, int]:
        """f(ω^0), f(ω^1), … in natural order, and the nanoseconds of the transform alone."""
        evaluations, kernel_ns = bytearray(len(coefficients)), ctypes.c_uint64()
        to = (ctypes.c_char * len(evaluations)).from_buffer(evaluations)
        number = FIELDS.index(field)
        self._call("ntt", number, coefficients, to, len(coefficients), ctypes.byref(kernel_ns))
        return evaluations, kernel_ns.value

    def merkle_tree(self, hash_name: str, rows: bytes) -> tuple[bytearray, int]:
        """Root and sixteen paths over rows of 64 bytes, and the nanoseconds of hashing and opening."""
        levels = max(len(rows) // _ROW_BYTES, 1).bit_length() - 1
        output, kernel_ns = bytearray(_DIGEST_BYTES * (1 + _PATHS * levels)), ctypes.c_uint64()
        to = (ctypes.c_char * len(output)).from_buffer(output)
        number = HASHES.index(hash_name)
        self._call("merkle_tree", number, rows, len(rows), to, len(output), ctypes.byref(kernel_ns))
        return output, kernel_ns.value
