"""BLAKE3-256 of many inputs of 64 bytes at once (O'Connor et al. 2021): a single block, so a single compression each.

A state is sixteen words of 32 bits; the four columns are mixed side by side, then the rows are turned and the four
diagonals are. One compression with chaining value IV, counter 0, 64 bytes and the flags CHUNK_START, CHUNK_END, ROOT.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Words32 = npt.NDArray[np.uint32]

IV = (0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19)
SCHEDULE = (2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8)
BLOCK_BYTES = 64
FLAGS = 1 | 2 | 8
AT_ONCE = 1 << 11  # inputs at a time: the states stay in the cache


def blake3_rows(data: bytes) -> bytes:
    """The digests, one after the other, of each 64 bytes of `data`."""
    blocks = np.frombuffer(data, "<u4").astype(np.uint32).reshape(-1, 16)
    parts = [_digests(blocks[start : start + AT_ONCE]) for start in range(0, len(blocks), AT_ONCE)]
    return b"".join(part.astype("<u4").tobytes() for part in parts)


def _digests(blocks: Words32) -> Words32:
    """(m, 16) words to (m, 8)."""
    message = np.ascontiguousarray(blocks.T)
    m = len(blocks)
    a, b = (np.repeat(np.array(part, np.uint32)[:, None], m, axis=1) for part in (IV[:4], IV[4:]))
    c = a.copy()
    d = np.repeat(np.array([0, 0, BLOCK_BYTES, FLAGS], np.uint32)[:, None], m, axis=1)
    order = list(range(16))
    for _ in range(7):
        for first, turn in ((0, 1), (8, -1)):
            x, y = message[order[first : first + 8 : 2]], message[order[first + 1 : first + 8 : 2]]
            a += b + x
            d = _rotated(d ^ a, 16)
            c += d
            b = _rotated(b ^ c, 12)
            a += b + y
            d = _rotated(d ^ a, 8)
            c += d
            b = _rotated(b ^ c, 7)
            b, c, d = (np.roll(row, -turn * places, axis=0) for row, places in ((b, 1), (c, 2), (d, 3)))
        order = [order[i] for i in SCHEDULE]
    return np.ascontiguousarray(np.concatenate([a ^ c, b ^ d]).T)


def _rotated(words: Words32, bits: int) -> Words32:
    """To the right."""
    return (words >> np.uint32(bits)) | (words << np.uint32(32 - bits))
