"""BLAKE3-256 (O'Connor, Aumasson, Neves, Wilcox-O'Hearn, "BLAKE3: one function, fast everywhere", 2021).

The input is cut into chunks of 1024 bytes, a chunk into blocks of 64 bytes. The chaining value of a chunk comes from
its blocks one after the other; chaining values of chunks are the leaves of a binary tree, whose left subtrees are full
and as large as possible; a parent compresses the 64 bytes left ‖ right. The digest is the root's output (section 2.1):

    cv_i = compress(cv_(i−1), block_i, chunk number, length of block_i, flags)           cv_0 = IV
    parent = compress(IV, left ‖ right, 0, 64, PARENT)
"""

from collections.abc import Sequence
from struct import pack, unpack

from zkpair_python.hash.blake3_compress import IV, compress

BLOCK_BYTES = 64
CHUNK_BYTES = 1024
DIGEST_BYTES = 32

# Flags (table 3): which role the compressed block has.
CHUNK_START, CHUNK_END, PARENT, ROOT = 1, 2, 4, 8


def blake3_256(data: bytes) -> bytes:
    """The digest of `data`, 32 bytes."""
    return pack("<8I", *_subtree(data, 0, ROOT))


def _subtree(data: bytes, first_chunk: int, root: int) -> list[int]:
    """The chaining value (eight words) of the subtree over `data`; `root` is the flag ROOT or 0."""
    if len(data) <= CHUNK_BYTES:
        return _chunk(data, first_chunk, root)
    chunks_on_the_left = 1 << ((len(data) - 1) // CHUNK_BYTES).bit_length() - 1
    split = chunks_on_the_left * CHUNK_BYTES
    left = _subtree(data[:split], first_chunk, 0)
    right = _subtree(data[split:], first_chunk + chunks_on_the_left, 0)
    return compress(IV, left + right, 0, BLOCK_BYTES, PARENT | root)


def _chunk(data: bytes, number: int, root: int) -> list[int]:
    """The chaining value of one chunk of at most 1024 bytes; the empty input is one empty block."""
    value: Sequence[int] = IV
    last = max(0, (len(data) - 1) // BLOCK_BYTES)
    for i in range(last + 1):
        block = data[i * BLOCK_BYTES : (i + 1) * BLOCK_BYTES]
        flags = CHUNK_START if i == 0 else 0
        if i == last:
            flags |= CHUNK_END | root
        value = compress(value, _words(block), number, len(block), flags)
    return list(value)


def _words(block: bytes) -> tuple[int, ...]:
    """Sixteen little-endian words of 32 bits; a short block is filled up with zeros."""
    return unpack("<16I", block.ljust(BLOCK_BYTES, b"\0"))
