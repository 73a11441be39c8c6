"""`hash/merkle_tree`: the tree over rows of eight Goldilocks elements, its root, and the paths of sixteen leaves.

    leaf i = H(row i),   node = H(left ‖ right)                           (Merkle 1987)

A row and a pair of digests both have 64 bytes. With Poseidon2 H is a sponge for rows and a compression for pairs. The
root chooses the leaves: p_j = first 8 bytes, little-endian, of SHA3-256("zkpair/merkle" ‖ root ‖ j as 8 bytes), mod n.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from zkpair_python.algebra.prime_field import GOLDILOCKS
from zkpair_python.case import Case, require_blob, require_parameter
from zkpair_python.errors import UnsupportedParameterError
from zkpair_python.hash import poseidon2
from zkpair_python.hash.blake3 import blake3_256
from zkpair_python.versions import LANGUAGE

ROW_ELEMENTS = 8
ROW_BYTES = 64
OPENINGS = 16

Digest = bytes
HashFunction = Callable[[bytes], Digest]


@dataclass(frozen=True)
class Functions:
    """H for a row's 64 bytes and H for two digests'."""

    leaf: HashFunction
    node: HashFunction


def _sha3_256(data: bytes) -> Digest:
    return hashlib.sha3_256(data).digest()


def _poseidon2_leaf(data: bytes) -> Digest:
    return poseidon2.digest_bytes(poseidon2.hash_elements(poseidon2.digest_elements(data)))


def _poseidon2_node(data: bytes) -> Digest:
    elements = poseidon2.digest_elements(data)
    return poseidon2.digest_bytes(poseidon2.compress(elements[:4], elements[4:]))


FUNCTIONS = {
    "sha3_256": Functions(_sha3_256, _sha3_256),
    "blake3": Functions(blake3_256, blake3_256),
    "poseidon2": Functions(_poseidon2_leaf, _poseidon2_node),
}


def tree(rows: bytes, functions: Functions) -> list[list[Digest]]:
    """The levels, the leaves' first, the root's last, over n = 2^k rows of 64 bytes."""
    level = [functions.leaf(rows[start : start + ROW_BYTES]) for start in range(0, len(rows), ROW_BYTES)]
    levels = [level]
    while len(level) > 1:
        level = [functions.node(left + right) for left, right in zip(level[::2], level[1::2], strict=True)]
        levels.append(level)
    return levels


def position(root: Digest, j: int, n: int) -> int:
    """p_j."""
    digest = hashlib.sha3_256(b"zkpair/merkle" + root + j.to_bytes(8, "little")).digest()
    return int.from_bytes(digest[:8], "little") % n


def path(levels: Sequence[Sequence[Digest]], leaf: int) -> list[Digest]:
    """The siblings on the way from a leaf to the root."""
    return [level[(leaf >> height) ^ 1] for height, level in enumerate(levels[:-1])]


def root_and_paths(levels: Sequence[Sequence[Digest]]) -> bytes:
    """The task's output."""
    root = levels[-1][0]
    positions = [position(root, j, len(levels[0])) for j in range(OPENINGS)]
    return root + b"".join(digest for leaf in positions for digest in path(levels, leaf))


@dataclass(frozen=True)
class MerkleInput:
    """n rows, 64 bytes each, and the name of the hash."""

    rows: bytes
    hash: str


def decode_instances(case: Case) -> list[MerkleInput]:
    """The instances of a `hash/merkle_tree` case, checked."""
    name, n = require_parameter(case, "hash", list(FUNCTIONS)), case.size
    if n < 1 or n & (n - 1):
        raise UnsupportedParameterError(f"{case.task}: size {n} is not a power of two")
    inputs = []
    for i, blobs in enumerate(case.instances):
        rows = require_blob(blobs, "rows", f"instance {i}")
        GOLDILOCKS.decode(rows, ROW_ELEMENTS * n, f"instance {i}: rows")
        inputs.append(MerkleInput(rows, name))
    return inputs


class Python:
    """`hash/merkle_tree:python`: hashlib's SHA3-256; BLAKE3 and Poseidon2 in plain ints."""

    wire_format = "merkle-paths"
    attributes: ClassVar[dict[str, str]] = {
        "language": LANGUAGE,
        "library": "none; sha3_256: hashlib",
        "algorithm": "level by level, a digest at a time",
        "simd": "none",
    }
    parallel = False

    def available(self) -> str | None:
        return None

    def prepare(self, case: Case, threads: int) -> list[MerkleInput]:
        return decode_instances(case)

    def run(self, state: MerkleInput) -> bytes:
        return root_and_paths(tree(state.rows, FUNCTIONS[state.hash]))

    def encode(self, output: bytes) -> bytes:
        return output
