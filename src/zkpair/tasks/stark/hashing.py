"""SHA3-256 and BLAKE3-256 of many short messages of one length: what Merkle trees and transcripts need.

BLAKE3 (O'Connor, Aumasson, Neves, Wilcox-O'Hearn 2020) is computed for all messages side by side, as NumPy columns. A
message of at most 1024 bytes is one chunk, whose blocks of 64 bytes are compressed one after the other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint32]
CHUNK_BYTES, BLOCK_BYTES, ROUNDS = 1024, 64, 7
CHUNK_START, CHUNK_END, ROOT = 1, 2, 8
IV = np.array(
    [0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19], dtype=np.uint32
)
PERMUTATION = [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8]


def sha3_256(messages: Sequence[bytes]) -> list[bytes]:
    return [hashlib.sha3_256(message).digest() for message in messages]


def blake3(messages: Sequence[bytes]) -> list[bytes]:
    """ValueError unless all have one length of at most 1024 bytes."""
    if not messages:
        return []
    length, count = len(messages[0]), len(messages)
    if length > CHUNK_BYTES or any(len(message) != length for message in messages):
        raise ValueError(f"messages of one length of at most {CHUNK_BYTES} bytes are hashed side by side")
    n_blocks = max(1, -(-length // BLOCK_BYTES))
    padding = bytes(n_blocks * BLOCK_BYTES - length)
    blocks = np.frombuffer(b"".join(m + padding for m in messages), dtype="<u4").reshape(count, n_blocks, 16)
    value = np.repeat(IV[:, None], count, axis=1)
    for i in range(n_blocks):
        is_last = i == n_blocks - 1
        flags = (CHUNK_START if i == 0 else 0) | (CHUNK_END | ROOT if is_last else 0)
        size = length - i * BLOCK_BYTES if is_last else BLOCK_BYTES
        value = _compressed(value, np.ascontiguousarray(blocks[:, i].T), size, flags)
    data = np.ascontiguousarray(value.T).astype("<u4").tobytes()
    return [data[32 * i : 32 * i + 32] for i in range(count)]


def _compressed(value: Words, message: Words, size: int, flags: int) -> Words:
    """One block each: the columns of the state, then its diagonals, as rows of four words that are mixed at once."""
    count = value.shape[1]
    tail = np.repeat(np.array([0, 0, size, flags], dtype=np.uint32)[:, None], count, axis=1)
    a, b = value[:4].copy(), value[4:].copy()
    c, d = np.repeat(IV[:4, None], count, axis=1), tail
    for _ in range(ROUNDS):
        _mix(a, b, c, d, message[0:8:2], message[1:8:2])
        b, c, d = np.roll(b, -1, axis=0), np.roll(c, -2, axis=0), np.roll(d, -3, axis=0)
        _mix(a, b, c, d, message[8:16:2], message[9:16:2])
        b, c, d = np.roll(b, 1, axis=0), np.roll(c, 2, axis=0), np.roll(d, 3, axis=0)
        message = message[PERMUTATION]
    return np.concatenate([a ^ c, b ^ d])


def _mix(a: Words, b: Words, c: Words, d: Words, x: Words, y: Words) -> None:
    """G, in place."""
    for words, first, second in ((x, 16, 12), (y, 8, 7)):
        a += b
        a += words
        d ^= a
        _rotate(d, first)
        c += d
        b ^= c
        _rotate(b, second)


def _rotate(words: Words, bits: int) -> None:
    """To the right, in place."""
    left = words << np.uint32(32 - bits)
    words >>= np.uint32(bits)
    words |= left


HASHES: dict[str, Callable[[Sequence[bytes]], list[bytes]]] = {"sha3_256": sha3_256, "blake3": blake3}


class Hash:
    """A hash by its name in a cell's parameters."""

    def __init__(self, name: str):
        self.many = HASHES[name]

    def one(self, message: bytes) -> bytes:
        return self.many([message])[0]
