"""winterfell's `DefaultRandomCoin`: the verifier's randomness as a hash of all that was said (Fiat–Shamir).

new       seed ← H(elements), counter ← 0
reseed    seed ← H(seed ‖ digest), counter ← 0
draw      counter ← counter + 1; the first 16 bytes of H(seed ‖ counter) when they are two canonical elements
positions seed ← H(seed ‖ nonce); the first 8 bytes of H(seed ‖ counter), modulo the size of the domain
"""

from __future__ import annotations

from zkpair.tasks.arithmetic.goldilocks_extension import Element, P
from zkpair.tasks.stark.hashing import Hash


class Coin:
    def __init__(self, hash_: Hash, seed: bytes):
        self._hash = hash_
        self.reset(hash_.one(seed))

    def reset(self, seed: bytes) -> None:
        self.seed, self._counter = seed, 0

    def reseed(self, digest: bytes) -> None:
        self.reset(self._hash.one(self.seed + digest))

    def draw(self, count: int) -> list[Element]:
        """Elements of the extension; all the digests that are likely to do are computed side by side."""
        found: list[Element] = []
        while len(found) < count:
            for digest in self._next(count - len(found)):
                c0, c1 = int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:16], "little")
                if c0 < P and c1 < P:
                    found.append((c0, c1))
        return found

    def zeros(self, nonce: int) -> int:
        """Zero bits at the end of the first 8 bytes of H(seed ‖ nonce): the work that the nonce shows."""
        head = int.from_bytes(self._with_int([nonce])[0][:8], "little")
        return (head & -head).bit_length() - 1 if head else 64

    def positions(self, count: int, domain: int, nonce: int) -> list[int]:
        """Sorted, without repetitions."""
        self.reset(self._with_int([nonce])[0])
        return sorted({int.from_bytes(digest[:8], "little") % domain for digest in self._next(count)})

    def _next(self, count: int) -> list[bytes]:
        first = self._counter + 1
        self._counter += count
        return self._with_int(list(range(first, first + count)))

    def _with_int(self, values: list[int]) -> list[bytes]:
        return self._hash.many([self.seed + value.to_bytes(8, "little") for value in values])
