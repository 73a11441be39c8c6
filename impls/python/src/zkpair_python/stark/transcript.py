"""Fiat and Shamir's transform (Ben-Sasson, Chiesa, Spooner 2016, ePrint 2016/116): winterfell's `DefaultRandomCoin`.

new:      seed ← H(context ‖ public inputs), counter ← 0
reseed:   seed ← H(seed, message), counter ← 0
draw:     counter ← counter + 1; the first 16 bytes of H(seed, counter) as two u64; again while one is not below p
queries:  seed ← H(seed, nonce), counter ← 0; then positions: the first 8 bytes of H(seed, counter) mod domain size
"""

from __future__ import annotations

from collections.abc import Sequence

from .extension import Ext
from .field import ELEMENT_BYTES, P
from .hashing import Hash, hash_elements, merge_with_int

MAX_DRAWS = 1000


class TooManyDraws(RuntimeError):
    """No element after 1000 digests: as likely as 1000 digests in a row above p, about 2^−32000."""


class Coin:
    def __init__(self, h: Hash, seed: Sequence[int]) -> None:
        self.h = h
        self.seed = hash_elements(h, seed)
        self.counter = 0

    def _next(self) -> bytes:
        self.counter += 1
        return merge_with_int(self.h, self.seed, self.counter)

    def reseed(self, message: bytes) -> None:
        """Absorb a message of the prover: a digest of 32 bytes."""
        self.seed = self.h(self.seed + message)
        self.counter = 0

    def draw(self) -> Ext:
        """A uniform element of the extension."""
        for _ in range(MAX_DRAWS):
            digest = self._next()
            a = int.from_bytes(digest[:ELEMENT_BYTES], "little")
            b = int.from_bytes(digest[ELEMENT_BYTES : 2 * ELEMENT_BYTES], "little")
            if a < P and b < P:
                return Ext(a, b)
        raise TooManyDraws(f"no field element in {MAX_DRAWS} draws")

    def draw_many(self, count: int) -> list[Ext]:
        return [self.draw() for _ in range(count)]

    def work(self, nonce: int) -> int:
        """How many low bits of the first 8 bytes of H(seed, nonce), read little-endian, are zero (64 if all are)."""
        head = int.from_bytes(merge_with_int(self.h, self.seed, nonce)[:8], "little")
        return (head & -head).bit_length() - 1 if head else 64

    def draw_positions(self, count: int, domain_size: int, nonce: int) -> list[int]:
        """`count` positions in [0, domain_size), a power of two, as drawn: unsorted and with repetitions."""
        self.seed = merge_with_int(self.h, self.seed, nonce)
        self.counter = 0
        return [int.from_bytes(self._next()[:8], "little") % domain_size for _ in range(count)]
