"""Arrays of field elements with the operators that an AIR's constraints use, over F_p and over its extension.

All words are canonical. An array of one element stands for a constant.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from zkpair_python.algebra import vector_goldilocks as goldilocks
from zkpair_python.algebra.vector_goldilocks import Words, canonical
from zkpair_python.stark.extension import Ext
from zkpair_python.stark.field import P

_LOW = np.uint64(0xFFFFFFFF)
_32 = np.uint64(32)


def add(x: Words, y: Words) -> Words:
    return canonical(goldilocks.add(x, y))


def sub(x: Words, y: Words) -> Words:
    return canonical(goldilocks.sub(x, y))


def mul(x: Words, y: Words | np.uint64) -> Words:
    return canonical(goldilocks.mul(x, y))


def times(x: Words, factor: int) -> Words:
    """x·factor; a factor below 2^30 goes by halves, whose products fit: a third of a product's cost."""
    factor %= P
    if factor >= 1 << 30:
        return mul(x, np.uint64(factor))
    high = (x >> _32) * np.uint64(factor)
    low = (x & _LOW) * np.uint64(factor)
    high += low >> _32
    top = (high >> _32) * _LOW  # 2^32·2^32 ≡ 2^32 − 1
    high <<= _32
    high |= low & _LOW
    return canonical(goldilocks.add(high, top))


def total(x: Words) -> int:
    """Σ x mod p: sums of halves fit for up to 2^32 words."""
    return (int((x & _LOW).sum(dtype=np.uint64)) + (int((x >> _32).sum(dtype=np.uint64)) << 32)) % P


def constant(value: int) -> Words:
    return np.array([value % P], dtype=np.uint64)


class Vector:
    """Elements of F_p side by side."""

    __slots__ = ("words",)

    def __init__(self, words: Words) -> None:
        self.words = words

    def __add__(self, other: Vector | int) -> Vector:
        return Vector(add(self.words, constant(other) if isinstance(other, int) else other.words))

    def __sub__(self, other: Vector | int) -> Vector:
        return Vector(sub(self.words, constant(other) if isinstance(other, int) else other.words))

    def __mul__(self, other: Vector | int) -> Vector:
        if isinstance(other, int):
            return Vector(times(self.words, other))
        return Vector(mul(self.words, other.words))

    def __pow__(self, exponent: int) -> Vector:
        """By squaring, exponent ≥ 1; intermediate words need not be canonical."""
        result: Words | None = None
        square = self.words
        while True:
            if exponent & 1:
                result = square if result is None else goldilocks.mul(result, square)
            exponent >>= 1
            if not exponent:
                break
            square = goldilocks.square(square)
        assert result is not None
        return Vector(canonical(result.copy() if result is self.words else result))


class ExtVector:
    """Elements a + bφ of the extension side by side, φ² = φ − 2."""

    __slots__ = ("a", "b")

    def __init__(self, a: Words, b: Words) -> None:
        self.a = a
        self.b = b

    @staticmethod
    def of(value: Ext) -> ExtVector:
        """A constant."""
        return ExtVector(constant(value.a), constant(value.b))

    @staticmethod
    def of_all(values: Sequence[Ext]) -> ExtVector:
        return ExtVector(*(np.array([getattr(value, part) for value in values], dtype=np.uint64) for part in "ab"))

    @staticmethod
    def pairs(words: Words) -> ExtVector:
        """Of an (m, 2) matrix."""
        return ExtVector(np.ascontiguousarray(words[:, 0]), np.ascontiguousarray(words[:, 1]))

    def matrix(self) -> Words:
        """(m, 2)."""
        return np.stack([self.a, self.b], axis=1)

    def __len__(self) -> int:
        return len(self.a)

    def __getitem__(self, part: slice) -> ExtVector:
        return ExtVector(self.a[part], self.b[part])

    def element(self, i: int) -> Ext:
        return Ext(int(self.a[i]), int(self.b[i]))

    def __add__(self, other: ExtVector | Vector | int) -> ExtVector:
        if isinstance(other, ExtVector):
            return ExtVector(add(self.a, other.a), add(self.b, other.b))
        return ExtVector(add(self.a, _words(other)), self.b)

    def __sub__(self, other: ExtVector | Vector | int) -> ExtVector:
        if isinstance(other, ExtVector):
            return ExtVector(sub(self.a, other.a), sub(self.b, other.b))
        return ExtVector(sub(self.a, _words(other)), self.b)

    def __mul__(self, other: ExtVector | Vector | int) -> ExtVector:
        """(a + bφ)·(c + dφ) = (ac − 2bd) + ((a + b)(c + d) − ac)φ, three products (Karatsuba)."""
        if isinstance(other, int):
            return ExtVector(times(self.a, other), times(self.b, other))
        if isinstance(other, Vector):
            return ExtVector(mul(self.a, other.words), mul(self.b, other.words))
        ac, bd = mul(self.a, other.a), mul(self.b, other.b)
        cross = goldilocks.mul(goldilocks.add(self.a, self.b), goldilocks.add(other.a, other.b))
        return ExtVector(sub(sub(ac, bd), bd), sub(cross, ac))

    def squared(self) -> ExtVector:
        """(a² − 2b²) + ((a + b)² − a²)φ."""
        aa, bb = canonical(goldilocks.square(self.a)), canonical(goldilocks.square(self.b))
        return ExtVector(sub(sub(aa, bb), bb), sub(goldilocks.square(goldilocks.add(self.a, self.b)), aa))

    def inverses(self) -> ExtVector:
        """conj/norm: (a + b − bφ)/(a² + ab + 2b²). Raises `ZeroDivisionError` where an element is 0."""
        bb = canonical(goldilocks.square(self.b))
        norm = canonical(goldilocks.mul(self.a, canonical(goldilocks.add(self.a, self.b))))
        norm = add(add(norm, bb), bb)
        if not norm.all():
            raise ZeroDivisionError("0 has no inverse in the extension")
        inverse = goldilocks.inverses(norm)
        return ExtVector(mul(add(self.a, self.b), inverse), mul(sub(np.zeros_like(self.b), self.b), inverse))

    def total(self) -> Ext:
        """The sum of all."""
        return Ext(total(self.a), total(self.b))


def _words(value: Vector | int) -> Words:
    return constant(value) if isinstance(value, int) else value.words


def scaled(words: Words, factor: Ext) -> ExtVector:
    """Elements of F_p times one of the extension."""
    return ExtVector(mul(words, np.uint64(factor.a)), mul(words, np.uint64(factor.b)))
