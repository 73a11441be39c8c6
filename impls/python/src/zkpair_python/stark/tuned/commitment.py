"""Hashes, rows and trees: SHA3-256 of hashlib, BLAKE3 of the package `blake3`, a call for each digest."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from zkpair_python.algebra.vector_goldilocks import Words
from zkpair_python.hash.merkle_tree_tuned import blake3_constructor
from zkpair_python.stark.errors import UnsupportedCellError
from zkpair_python.stark.field import ELEMENT_BYTES
from zkpair_python.stark.merkle import BatchOpening, MerkleTree, open_batch


@dataclass(frozen=True)
class FastHash:
    """A `Hash` whose constructor loops call without the function around it."""

    constructor: Callable[[bytes], Any]

    def __call__(self, data: bytes) -> bytes:
        digest: bytes = self.constructor(data).digest()
        return digest


def fast_hash(name: str) -> FastHash:
    """The hash function of a cell's parameter `hash`. Raises `UnsupportedCellError`."""
    if name == "sha3_256":
        return FastHash(hashlib.sha3_256)
    if name == "blake3":
        return FastHash(blake3_constructor())
    raise UnsupportedCellError(f"hash={name!r} is not done here; use sha3_256 or blake3")


class FastMerkleTree(MerkleTree):
    """As `MerkleTree`, level by level."""

    def __init__(self, h: FastHash, leaves: list[bytes]) -> None:
        constructor, level, levels = h.constructor, leaves, [leaves]
        while len(level) > 1:
            level = [constructor(left + right).digest() for left, right in zip(level[::2], level[1::2], strict=True)]
            levels.append(level)
        self.nodes = [b"", *(node for level in reversed(levels) for node in level)]
        self.num_leaves = len(leaves)

    def open_batch(self, positions: Any) -> BatchOpening:
        return open_batch(self.nodes, self.num_leaves, positions)


def tree_of_rows(h: FastHash, rows: Words) -> FastMerkleTree:
    """The tree over the rows of a matrix of canonical words, each hashed as its bytes."""
    as_bytes = np.ascontiguousarray(rows).astype("<u8", copy=False).view(f"V{ELEMENT_BYTES * rows.shape[1]}")
    constructor = h.constructor
    leaves = [constructor(row).digest() for row in as_bytes.reshape(-1).tolist()]
    return FastMerkleTree(h, leaves)
