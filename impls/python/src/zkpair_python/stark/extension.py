"""The quadratic extension F_p[φ]/(φ² − φ + 2), from which the verifier draws its challenges.

    (a + bφ)·(c + dφ) = (ac − 2bd) + (ad + bc + bd)φ          since φ² = φ − 2
    conjugate: φ ↦ 1 − φ,   (a + bφ)·conj(a + bφ) = a² + ab + 2b² ∈ F_p

An element is written as its coefficients a, then b, 16 bytes. Ints stand for elements of F_p wherever an operand is
expected, so that a constraint written once can be evaluated over either field.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .field import ELEMENT_BYTES, P, decode_elements, encode_elements, inverse

EXTENSION_BYTES = 2 * ELEMENT_BYTES


class Ext:
    """a + bφ, immutable, with 0 ≤ a, b < p."""

    __slots__ = ("a", "b")

    def __init__(self, a: int, b: int = 0) -> None:
        self.a = a % P
        self.b = b % P

    def __add__(self, other: Ext | int) -> Ext:
        if isinstance(other, int):
            return Ext(self.a + other, self.b)
        return Ext(self.a + other.a, self.b + other.b)

    __radd__ = __add__

    def __sub__(self, other: Ext | int) -> Ext:
        if isinstance(other, int):
            return Ext(self.a - other, self.b)
        return Ext(self.a - other.a, self.b - other.b)

    def __rsub__(self, other: int) -> Ext:
        return Ext(other - self.a, -self.b)

    def __mul__(self, other: Ext | int) -> Ext:
        if isinstance(other, int):
            return Ext(self.a * other, self.b * other)
        a, b, c, d = self.a, self.b, other.a, other.b
        bd = b * d
        return Ext(a * c - 2 * bd, a * d + b * c + bd)

    __rmul__ = __mul__

    def __neg__(self) -> Ext:
        return Ext(-self.a, -self.b)

    def __pow__(self, exponent: int) -> Ext:
        """self^exponent by squaring, exponent ≥ 0."""
        result, square = ONE, self
        while exponent:
            if exponent & 1:
                result = result * square
            square = square * square
            exponent >>= 1
        return result

    def inverse(self) -> Ext:
        """conj/norm. Raises `ZeroDivisionError` for 0."""
        norm = inverse(self.a * self.a + self.a * self.b + 2 * self.b * self.b)
        return Ext((self.a + self.b) * norm, -self.b * norm)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Ext):
            return self.a == other.a and self.b == other.b
        return isinstance(other, int) and self.b == 0 and self.a == other % P

    def __hash__(self) -> int:
        return hash((self.a, self.b))

    def __repr__(self) -> str:
        return f"Ext({self.a}, {self.b})"


ZERO = Ext(0)
ONE = Ext(1)


def batch_inverse_ext(xs: Sequence[Ext]) -> list[Ext]:
    """The inverses of all xs (none of them 0), as `field.batch_inverse`."""
    prefix, product = [], ONE
    for x in xs:
        prefix.append(product)
        product = product * x
    rest = product.inverse()
    inverses = [ZERO] * len(prefix)
    for i in range(len(prefix) - 1, -1, -1):
        inverses[i] = prefix[i] * rest
        rest = rest * xs[i]
    return inverses


def flatten(elements: Iterable[Ext]) -> list[int]:
    """The coefficients a_0, b_0, a_1, b_1, … of the elements."""
    return [coefficient for element in elements for coefficient in (element.a, element.b)]


def encode_extension(elements: Iterable[Ext]) -> bytes:
    return encode_elements(flatten(elements))


def decode_extension(data: bytes, count: int, where: str) -> list[Ext]:
    """`count` elements from exactly 16·count bytes, both coefficients canonical."""
    flat = decode_elements(data, 2 * count, where)
    return [Ext(a, b) for a, b in zip(flat[::2], flat[1::2], strict=True)]
