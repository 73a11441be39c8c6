"""`hash/merkle_tree` in NumPy and with compiled hashes: SHA3-256 of hashlib, BLAKE3 of the package `blake3`.

Both take a row at a time; a batched Keccak in NumPy needs some 5000 passes over its words, twice what a call of hashlib
costs. Poseidon2, which has no compiled package, runs on all rows of a level at once.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from zkpair_python.algebra.prime_field import GOLDILOCKS
from zkpair_python.case import Case, require_blob, require_parameter
from zkpair_python.errors import UnsupportedParameterError
from zkpair_python.hash.merkle_tree import FUNCTIONS, OPENINGS, ROW_BYTES, ROW_ELEMENTS, position
from zkpair_python.hash.vector_poseidon2 import compress_rows, hash_rows
from zkpair_python.stark.errors import UnsupportedCellError
from zkpair_python.vectors import decode_words
from zkpair_python.versions import LANGUAGE, library

DIGEST_BYTES = 32


def hash_each(constructor: Callable[[bytes], Any], data: bytes, row_bytes: int) -> bytes:
    """The digests, one after the other, of the rows of `data`."""
    return b"".join([constructor(data[start : start + row_bytes]).digest() for start in range(0, len(data), row_bytes)])


def blake3_constructor() -> Callable[[bytes], Any]:
    """The package's hash object. Raises `UnsupportedCellError` where it is missing."""
    try:
        import blake3
    except ImportError:
        raise UnsupportedCellError("hash=blake3 needs the package blake3: pip install blake3") from None
    found: Callable[[bytes], Any] = blake3.blake3
    return found


@dataclass(frozen=True)
class MerkleState:
    """n rows, 64 bytes each, and what makes a level's digests of its rows; leaves first, then nodes."""

    rows: bytes
    n: int
    leaves: Callable[[bytes], bytes]
    nodes: Callable[[bytes], bytes]


def levels_of(state: MerkleState) -> list[bytes]:
    """The digests of each level, one after the other; the root's last."""
    levels = [state.leaves(state.rows)]
    while len(levels[-1]) > DIGEST_BYTES:
        levels.append(state.nodes(levels[-1]))
    return levels


def root_and_paths(levels: Sequence[bytes], n: int) -> bytes:
    """The task's output."""
    root, found = levels[-1], [levels[-1]]
    for j in range(OPENINGS):
        leaf = position(root, j, n)
        for height, digests in enumerate(levels[:-1]):
            start = DIGEST_BYTES * ((leaf >> height) ^ 1)
            found.append(digests[start : start + DIGEST_BYTES])
    return b"".join(found)


def _poseidon2(hashed: Callable[[npt.NDArray[np.uint64]], npt.NDArray[np.uint64]]) -> Callable[[bytes], bytes]:
    def digests(data: bytes) -> bytes:
        rows = np.frombuffer(data, "<u8").astype(np.uint64, copy=False).reshape(-1, ROW_ELEMENTS)
        return hashed(rows).astype("<u8", copy=False).tobytes()

    return digests


def level_functions(name: str) -> tuple[Callable[[bytes], bytes], Callable[[bytes], bytes]]:
    """What makes leaves of rows and nodes of leaves."""
    if name == "poseidon2":
        return _poseidon2(hash_rows), _poseidon2(compress_rows)
    constructor = hashlib.sha3_256 if name == "sha3_256" else blake3_constructor()

    def digests(data: bytes) -> bytes:
        return hash_each(constructor, data, ROW_BYTES)

    return digests, digests


class PythonTuned:
    """`hash/merkle_tree:python-tuned`."""

    wire_format = "merkle-paths"
    attributes: ClassVar[dict[str, str]] = {
        "language": LANGUAGE,
        "library": f"hashlib, {library('blake3')}, {library('numpy')}",
        "algorithm": "level by level; sha3_256, blake3: a call a digest; poseidon2: a level's permutations at once",
        "simd": "NumPy's",
    }
    parallel = False

    def available(self) -> str | None:
        return None

    def prepare(self, case: Case, threads: int) -> list[MerkleState]:
        name, n = require_parameter(case, "hash", list(FUNCTIONS)), case.size
        if n < 1 or n & (n - 1):
            raise UnsupportedParameterError(f"{case.task}: size {n} is not a power of two")
        leaves, nodes = level_functions(name)
        states = []
        for i, blobs in enumerate(case.instances):
            rows = require_blob(blobs, "rows", f"instance {i}")
            decode_words(rows, ROW_ELEMENTS * n, GOLDILOCKS, f"instance {i}: rows")
            states.append(MerkleState(rows, n, leaves, nodes))
        return states

    def run(self, state: MerkleState) -> bytes:
        return root_and_paths(levels_of(state), state.n)

    def encode(self, output: bytes) -> bytes:
        return output
