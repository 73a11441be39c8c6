"""Curves y² = x³ + b for judges; BN254's groups G1 and G2, with F_p coordinates (b = 3) and F_p2 ones (b = 3/(9 + u)).

A point is affine, (x, y), or None for infinity. Scalar multiplication goes through Jacobian coordinates
(X/Z², Y/Z³); formulas: https://hyperelliptic.org/EFD/g1p/auto-shortw-jacobian-0.html (dbl-2009-l, madd-2007-bl).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from zkpair.tasks.arithmetic.extension import XI, Fp2, fp2_inverse, fp2_mul
from zkpair.tasks.arithmetic.field import ELEMENT_BYTES, EncodingError, P, R, decode_elements, encode_elements

T = TypeVar("T")
Jacobian = tuple[T, T, T]


@dataclass(frozen=True)
class Curve(Generic[T]):
    """A curve y² = x³ + b over a field given by its operations; `degree` ints below `modulus` make a coordinate.

    `order`: that of the group of prime order.
    """

    name: str
    degree: int
    zero: T
    one: T
    b: T
    generator: tuple[T, T]
    add_field: Callable[[T, T], T]
    sub_field: Callable[[T, T], T]
    mul_field: Callable[[T, T], T]
    inverse_field: Callable[[T], T]
    of_ints: Callable[[Sequence[int]], T]
    to_ints: Callable[[T], tuple[int, ...]]
    modulus: int = P
    order: int = R

    @property
    def point_bytes(self) -> int:
        return 2 * self.degree * ELEMENT_BYTES

    def is_on_curve(self, point: tuple[T, T] | None) -> bool:
        if point is None:
            return True
        x, y = point
        mul = self.mul_field
        return mul(y, y) == self.add_field(mul(mul(x, x), x), self.b)

    def is_in_subgroup(self, point: tuple[T, T] | None) -> bool:
        """On the curve and of an order that divides the group's."""
        return self.is_on_curve(point) and self.multiply_any(point, self.order) is None

    def negate(self, point: tuple[T, T] | None) -> tuple[T, T] | None:
        return None if point is None else (point[0], self.sub_field(self.zero, point[1]))

    def add(self, p: tuple[T, T] | None, q: tuple[T, T] | None) -> tuple[T, T] | None:
        """Affine addition: λ the slope, x₃ = λ² − x₁ − x₂, y₃ = λ(x₁ − x₃) − y₁."""
        if p is None or q is None:
            return q if p is None else p
        mul, sub, add = self.mul_field, self.sub_field, self.add_field
        if p[0] == q[0]:
            if p[1] != q[1] or p[1] == self.zero:
                return None
            square = mul(p[0], p[0])
            slope = mul(add(add(square, square), square), self.inverse_field(add(p[1], p[1])))
        else:
            slope = mul(sub(q[1], p[1]), self.inverse_field(sub(q[0], p[0])))
        x = sub(sub(mul(slope, slope), p[0]), q[0])
        return x, sub(mul(slope, sub(p[0], x)), p[1])

    def multiply(self, point: tuple[T, T] | None, scalar: int) -> tuple[T, T] | None:
        """scalar · point for a point of the subgroup."""
        return self.multiply_any(point, scalar % self.order)

    def multiply_any(self, point: tuple[T, T] | None, scalar: int) -> tuple[T, T] | None:
        """scalar · point, the scalar not reduced, by double and add; the point may lie outside the subgroup."""
        if point is None:
            return None
        result = (self.one, self.one, self.zero)
        for bit in bin(scalar)[2:]:
            result = self.double_jacobian(result)
            if bit == "1":
                result = self.add_mixed(result, point)
        return self.to_affine(result)

    def double_jacobian(self, p: Jacobian[T]) -> Jacobian[T]:
        mul, sub, add = self.mul_field, self.sub_field, self.add_field
        x, y, z = p
        a, b = mul(x, x), mul(y, y)
        c = mul(b, b)
        d = mul(x, b)
        d = add(d, d)
        d = add(d, d)
        e = add(add(a, a), a)
        x3 = sub(sub(mul(e, e), d), d)
        c = add(c, c)
        c = add(c, c)
        c = add(c, c)
        yz = mul(y, z)
        return x3, sub(mul(e, sub(d, x3)), c), add(yz, yz)

    def add_mixed(self, p: Jacobian[T], q: tuple[T, T]) -> Jacobian[T]:
        """p + q with q affine and not infinity."""
        mul, sub = self.mul_field, self.sub_field
        x1, y1, z1 = p
        if z1 == self.zero:
            return q[0], q[1], self.one
        z1z1 = mul(z1, z1)
        h = sub(mul(q[0], z1z1), x1)
        r = sub(mul(mul(q[1], z1), z1z1), y1)
        if h == self.zero:
            return self.double_jacobian(p) if r == self.zero else (self.one, self.one, self.zero)
        hh = mul(h, h)
        hhh = mul(h, hh)
        v = mul(x1, hh)
        x3 = sub(sub(sub(mul(r, r), hhh), v), v)
        return x3, sub(mul(r, sub(v, x3)), mul(y1, hhh)), mul(z1, h)

    def add_jacobian(self, p: Jacobian[T], q: Jacobian[T]) -> Jacobian[T]:
        """p + q, both Jacobian (add-1998-cmo-2)."""
        mul, sub = self.mul_field, self.sub_field
        (x1, y1, z1), (x2, y2, z2) = p, q
        if z1 == self.zero:
            return q
        if z2 == self.zero:
            return p
        z1z1, z2z2 = mul(z1, z1), mul(z2, z2)
        u1, s1 = mul(x1, z2z2), mul(mul(y1, z2), z2z2)
        h = sub(mul(x2, z1z1), u1)
        r = sub(mul(mul(y2, z1), z1z1), s1)
        if h == self.zero:
            return self.double_jacobian(p) if r == self.zero else (self.one, self.one, self.zero)
        hh = mul(h, h)
        hhh = mul(h, hh)
        v = mul(u1, hh)
        x3 = sub(sub(sub(mul(r, r), hhh), v), v)
        return x3, sub(mul(r, sub(v, x3)), mul(s1, hhh)), mul(mul(z1, z2), h)

    def to_affine(self, p: Jacobian[T]) -> tuple[T, T] | None:
        if p[2] == self.zero:
            return None
        inverse = self.inverse_field(p[2])
        square = self.mul_field(inverse, inverse)
        return self.mul_field(p[0], square), self.mul_field(p[1], self.mul_field(square, inverse))

    def batch_inverse(self, values: Sequence[T]) -> list[T]:
        """1/x for each x with a single inversion; ZeroDivisionError when one is zero."""
        mul = self.mul_field
        prefixes, product = [], self.one
        for value in values:
            prefixes.append(product)
            product = mul(product, value)
        inverse = self.inverse_field(product)
        inverses = [self.zero] * len(values)
        for i in range(len(values) - 1, -1, -1):
            inverses[i] = mul(inverse, prefixes[i])
            inverse = mul(inverse, values[i])
        return inverses

    def encode(self, point: tuple[T, T] | None) -> bytes:
        """x ‖ y little-endian, canonical; zeros for infinity."""
        if point is None:
            return bytes(self.point_bytes)
        return encode_elements((*self.to_ints(point[0]), *self.to_ints(point[1])))

    def encode_all(self, points: Iterable[tuple[T, T] | None]) -> bytes:
        return b"".join(map(self.encode, points))

    def decode(self, blob: bytes) -> tuple[T, T] | None:
        """One canonical point on the curve (the subgroup is not checked)."""
        values = decode_elements(blob, self.modulus, 2 * self.degree)
        if not any(values):
            return None
        point = (self.of_ints(values[: self.degree]), self.of_ints(values[self.degree :]))
        if not self.is_on_curve(point):
            raise EncodingError("the point is not on the curve")
        return point


def _inverse(x: int) -> int:
    if x == 0:
        raise ZeroDivisionError("zero has no inverse")
    return pow(x, -1, P)


G1: Curve[int] = Curve(
    name="bn254_g1",
    degree=1,
    zero=0,
    one=1,
    b=3,
    generator=(1, 2),
    add_field=lambda x, y: (x + y) % P,
    sub_field=lambda x, y: (x - y) % P,
    mul_field=lambda x, y: x * y % P,
    inverse_field=_inverse,
    of_ints=lambda ints: ints[0],
    to_ints=lambda x: (x,),
)

# The generator of EIP-197 (https://eips.ethereum.org/EIPS/eip-197), which writes c1 before c0.
G2: Curve[Fp2] = Curve(
    name="bn254_g2",
    degree=2,
    zero=(0, 0),
    one=(1, 0),
    b=fp2_mul((3, 0), fp2_inverse(XI)),
    generator=(
        (
            10857046999023057135944570762232829481370756359578518086990519993285655852781,
            11559732032986387107991004021392285783925812861821192530917403151452391805634,
        ),
        (
            8495653923123431417604973247489272438418190587263600148770280649306958101930,
            4082367875863433681332203403145435568316851327593401208105741076214120093531,
        ),
    ),
    add_field=lambda x, y: ((x[0] + y[0]) % P, (x[1] + y[1]) % P),
    sub_field=lambda x, y: ((x[0] - y[0]) % P, (x[1] - y[1]) % P),
    mul_field=fp2_mul,
    inverse_field=fp2_inverse,
    of_ints=lambda ints: (ints[0], ints[1]),
    to_ints=lambda x: x,
)
