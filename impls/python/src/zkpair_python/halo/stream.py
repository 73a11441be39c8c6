"""A prover's randomness from a seed, alike in every language: block i is BLAKE2b-512(key = seed, i as u64)."""

import hashlib
from collections.abc import Iterator

from zkpair_python.errors import WrongLengthError

from .field import PrimeField

SEED_BYTES = 32


def random_scalars(field: PrimeField, seed: bytes) -> Iterator[int]:
    """Scalars without end, a block each: 64 bytes little-endian, reduced."""
    if len(seed) != SEED_BYTES:
        raise WrongLengthError(f"seed: {len(seed)} bytes where {SEED_BYTES} were expected")
    index = 0
    while True:
        block = hashlib.blake2b(index.to_bytes(8, "little"), digest_size=64, key=seed).digest()
        yield field.from_uniform_bytes(block)
        index += 1
