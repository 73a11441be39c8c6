"""The fields of the STARK family, whose elements fit a machine word: Goldilocks and KoalaBear.

Goldilocks p = 2^64 − 2^32 + 1 (7 generates its group), KoalaBear p = 2^31 − 2^24 + 1 (3). An element is 8 or 4 bytes,
little-endian, canonical (below p). ω_n = g^((p − 1)/n).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from zkpair.tasks.arithmetic.field import EncodingError, stream


@dataclass(frozen=True)
class SmallField:
    """A prime field whose modulus fits an unsigned word of `element_bytes` bytes."""

    name: str
    modulus: int
    generator: int
    two_adicity: int
    element_bytes: int

    @property
    def dtype(self) -> str:
        """NumPy's name of an element."""
        return f"<u{self.element_bytes}"

    def encode(self, values: Iterable[int]) -> bytes:
        """The values must already be below the modulus."""
        return np.array(list(values), dtype=self.dtype).tobytes()

    def split(self, blob: bytes) -> list[int]:
        """The words of a blob, canonical or not. EncodingError for a blob that is no whole number of them."""
        if len(blob) % self.element_bytes:
            raise EncodingError(f"{len(blob)} bytes are not a whole number of {self.element_bytes}-byte elements")
        return [int(word) for word in np.frombuffer(blob, dtype=self.dtype).tolist()]

    def array(self, blob: bytes, count: int) -> npt.NDArray[np.uint64]:
        """Exactly `count` canonical elements as 64-bit words; EncodingError says which one is wrong."""
        if len(blob) != count * self.element_bytes:
            raise EncodingError(f"{len(blob)} bytes where {count} elements of {self.element_bytes} bytes were expected")
        words = np.frombuffer(blob, dtype=self.dtype).astype(np.uint64)
        wrong = np.flatnonzero(words >= np.uint64(self.modulus))
        if len(wrong):
            raise EncodingError(f"element {wrong[0]} is not canonical: it is not below the modulus")
        return words

    def decode(self, blob: bytes, count: int) -> list[int]:
        """The same as ints."""
        return [int(word) for word in self.array(blob, count).tolist()]

    def random(self, label: str, seed: int, count: int) -> list[int]:
        """Elements that depend on nothing but label and seed: 16 bytes each, reduced (the bias is below 2^−63)."""
        wide = stream(label, seed, 16 * count)
        return [int.from_bytes(wide[i : i + 16], "little") % self.modulus for i in range(0, 16 * count, 16)]

    def root_of_unity(self, n: int) -> int:
        """ω_n, for n a power of two up to 2^two_adicity; ValueError for another n."""
        if n < 1 or n & (n - 1) or n > 1 << self.two_adicity:
            raise ValueError(f"{self.name} has no primitive {n}-th root of unity that is a power of two")
        return pow(self.generator, (self.modulus - 1) // n, self.modulus)

    def altered(self, values: Sequence[int], index: int) -> list[int]:
        """The values with the one at `index` plus one."""
        wrong = list(values)
        wrong[index] = (wrong[index] + 1) % self.modulus
        return wrong


GOLDILOCKS = SmallField("goldilocks", 2**64 - 2**32 + 1, 7, 32, 8)
KOALA_BEAR = SmallField("koalabear", 2**31 - 2**24 + 1, 3, 24, 4)
FIELDS = {field.name: field for field in (GOLDILOCKS, KOALA_BEAR)}
