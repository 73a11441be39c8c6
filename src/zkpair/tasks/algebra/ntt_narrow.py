"""The fields of `algebra/ntt` that fit one machine word: their cases, and the transform that judges outputs.

Over a small field one random evaluation says little (two polynomials of degree below 2^22 agree at one in 2^9 points of
KoalaBear), so the judge transforms the coefficients itself and compares every value. Its path is its own and plain:
radix 2 in place on bit-reversed input, each layer over the whole vector, every result reduced at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from zkpair.tasks.arithmetic.field import EncodingError, stream

Words = npt.NDArray[np.uint64]

HALF = np.uint64(0xFFFFFFFF)
BITS = np.uint64(32)


@dataclass(frozen=True)
class NarrowField:
    """p, the bytes of an element, and a generator of the multiplicative group."""

    modulus: int
    element_bytes: int
    generator: int

    def root_of_unity(self, n: int) -> int:
        return pow(self.generator, (self.modulus - 1) // n, self.modulus)

    def encode(self, values: Words) -> bytes:
        return values.astype(f"<u{self.element_bytes}").tobytes()

    def decode(self, blob: bytes, count: int) -> Words:
        """Exactly `count` canonical elements; EncodingError says which one is wrong."""
        if len(blob) != count * self.element_bytes:
            raise EncodingError(f"{len(blob)} bytes where {count} elements of {self.element_bytes} bytes were expected")
        values = np.frombuffer(blob, f"<u{self.element_bytes}").astype(np.uint64)
        refused = np.flatnonzero(values >= np.uint64(self.modulus))
        if len(refused):
            raise EncodingError(f"element {refused[0]} is not canonical: it is not below the modulus")
        return values

    def random_elements(self, label: str, seed: int, count: int) -> Words:
        """Eight bytes each, reduced: the bias is below 2^−31."""
        words = np.frombuffer(stream(label, seed, 8 * count), "<u8")
        return words.astype(np.uint64) % np.uint64(self.modulus)

    def mul(self, x: Words, y: Words) -> Words:
        """x·y mod p of elements below p."""
        if self.element_bytes == 4:
            return x * y % np.uint64(self.modulus)
        return _goldilocks_product(x, y)

    def add(self, x: Words, y: Words) -> Words:
        """x + y = x − (p − y), so that nothing passes 2^64."""
        return self.sub(x, np.uint64(self.modulus) - y)

    def sub(self, x: Words, y: Words) -> Words:
        """x − y for 0 ≤ x < p and 0 ≤ y ≤ p."""
        return np.where(x >= y, x - y, x + (np.uint64(self.modulus) - y))

    def ntt(self, coefficients: Words) -> Words:
        """f(ω^0), …, f(ω^(n−1)) in natural order."""
        n = len(coefficients)
        values = coefficients[_bit_reversal(n)]
        half = 1
        while half < n:
            roots = self._powers(self.root_of_unity(2 * half), half)
            blocks = values.reshape(n // (2 * half), 2, half)
            low, high = blocks[:, 0], self.mul(blocks[:, 1], roots)
            values = np.stack([self.add(low, high), self.sub(low, high)], axis=1).reshape(n)
            half *= 2
        return values

    def _powers(self, base: int, count: int) -> Words:
        """base^0, …, base^(count−1), by doubling."""
        powers = np.ones(1, np.uint64)
        while len(powers) < count:
            step = np.array([pow(base, len(powers), self.modulus)], np.uint64)
            powers = np.concatenate([powers, self.mul(powers, step)])
        return powers


NARROW = {
    "goldilocks": NarrowField(2**64 - 2**32 + 1, 8, 7),
    "koalabear": NarrowField(2**31 - 2**24 + 1, 4, 3),
}


def _goldilocks_product(x: Words, y: Words) -> Words:
    """x·y = a + 2^32·b + 2^64·c + 2^96·d, 32 bits each, ≡ a − c − d + 2^32·(b + c): 2^64 ≡ 2^32 − 1, 2^96 ≡ −1."""
    p = np.uint64(2**64 - 2**32 + 1)
    x_low, x_high, y_low, y_high = x & HALF, x >> BITS, y & HALF, y >> BITS
    lows, highs = x_low * y_low, x_high * y_high
    left, right = x_low * y_high, x_high * y_low
    middle = (lows >> BITS) + (left & HALF) + (right & HALF)
    a, b = lows & HALF, middle & HALF
    upper = highs + (left >> BITS) + (right >> BITS) + (middle >> BITS)
    c, d = upper & HALF, upper >> BITS
    overflow = (b + c) >> BITS  # 2^32·2^32 ≡ 2^32 − 1
    low_part = (b + c & HALF) << BITS
    low_part = np.where(low_part >= p, low_part - p, low_part)
    plus = a + overflow * HALF
    total = low_part + plus  # less than 2^64 + 2^33: what wraps round comes back as 2^32 − 1
    total = np.where(total < plus, total + HALF, total)
    total = np.where(total >= p, total - p, total)
    minus = c + d
    product: Words = np.where(total >= minus, total - minus, total + (p - minus))
    return product


def _bit_reversal(n: int) -> npt.NDArray[np.intp]:
    """The index whose log₂ n bits stand in reverse, for each index."""
    order = np.zeros(1, np.intp)
    while len(order) < n:
        order = np.concatenate([2 * order, 2 * order + 1])
    return order


def altered(blob: bytes, field: NarrowField) -> dict[str, bytes]:
    """Label -> blob: every way in which a list of elements is easily wrong."""
    width = field.element_bytes
    n = len(blob) // width

    def replaced(index: int, value: int) -> bytes:
        return blob[: width * index] + value.to_bytes(width, "little") + blob[width * (index + 1) :]

    def element(index: int) -> int:
        return int.from_bytes(blob[width * index : width * (index + 1)], "little")

    found = {
        f"{label} element plus one": replaced(i, (element(i) + 1) % field.modulus)
        for label, i in {"first": 0, "middle": n // 2, "last": n - 1}.items()
    }
    pair = next((i for i in range(n - 1) if element(i) != element(i + 1)), None)
    if pair is not None:
        swapped = blob[width * (pair + 1) : width * (pair + 2)] + blob[width * pair : width * (pair + 1)]
        found[f"elements {pair} and {pair + 1} swapped"] = blob[: width * pair] + swapped + blob[width * (pair + 2) :]
    found["last element not canonical"] = replaced(n - 1, not_canonical(element(n - 1), field))
    found["truncated by one byte"] = blob[:-1]
    found["truncated by one element"] = blob[:-width]
    found["extended by a zero element"] = blob + bytes(width)
    found["extended by a zero byte"] = blob + b"\0"
    return found


def not_canonical(value: int, field: NarrowField) -> int:
    """value + p, the same residue, where that fits an element's bytes (in Goldilocks it rarely does), else p."""
    raised = value + field.modulus
    return raised if raised < 1 << 8 * field.element_bytes else field.modulus


def malformed(blob: bytes, field: NarrowField) -> dict[str, bytes]:
    """Label -> blob: what is no list of as many canonical elements."""
    width = field.element_bytes
    last = int.from_bytes(blob[-width:], "little")
    return {
        "last element not canonical": blob[:-width] + not_canonical(last, field).to_bytes(width, "little"),
        "first element is the modulus": field.modulus.to_bytes(width, "little") + blob[width:],
        "last element all ones": blob[:-width] + b"\xff" * width,
        "truncated by one byte": blob[:-1],
        "one element short": blob[:-width],
        "one element too many": blob + bytes(width),
    }
