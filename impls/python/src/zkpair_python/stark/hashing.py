"""The two hash functions of the protocol, as winterfell uses them: on the canonical bytes of whatever is hashed.

    H(elements)        = hash of their canonical little-endian bytes
    H(left, right)     = hash of the 64 bytes
    H(seed, integer)   = hash of the 32 bytes and the integer as 8 bytes little-endian

A hash is a function from bytes to 32 bytes; SHA3-256 (FIPS 202) is Python's own, BLAKE3 is `zkpair_python.hash.blake3`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

from zkpair_python.hash.blake3 import blake3_256

from .errors import UnsupportedCellError
from .extension import Ext, encode_extension
from .field import encode_elements

DIGEST_BYTES = 32
COLLISION_RESISTANCE_BITS = 128

Hash = Callable[[bytes], bytes]


def sha3_256(data: bytes) -> bytes:
    return hashlib.sha3_256(data).digest()


def hash_named(name: str) -> Hash:
    """The hash function of a cell's parameter `hash`. Raises `UnsupportedCellError` for any other."""
    if name == "sha3_256":
        return sha3_256
    if name == "blake3":
        return blake3_256
    raise UnsupportedCellError(f"hash={name!r} is not done here; use sha3_256 or blake3")


def hash_elements(h: Hash, elements: Sequence[int]) -> bytes:
    return h(encode_elements(elements))


def hash_extension(h: Hash, elements: Sequence[Ext]) -> bytes:
    return h(encode_extension(elements))


def merge_with_int(h: Hash, seed: bytes, value: int) -> bytes:
    return h(seed + value.to_bytes(8, "little"))
