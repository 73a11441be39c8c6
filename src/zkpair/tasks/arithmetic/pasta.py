"""Pallas and Vesta for judges: y² = x³ + 5, each one's order the other's field (pasta_curves; Hopwood 2020)."""

from __future__ import annotations

from functools import cache

from zkpair.tasks.arithmetic.curve import Curve

FP = 0x40000000000000000000000000000000224698FC094CF91B992D30ED00000001
FQ = 0x40000000000000000000000000000000224698FC0994A8DD8C46EB2100000001
B = 5
TWO_ADICITY = 32
NON_RESIDUE = 5  # in both fields
WINDOW_BITS = 8


def _curve(name: str, modulus: int, order: int) -> Curve[int]:
    def inverse(x: int) -> int:
        if x == 0:
            raise ZeroDivisionError("zero has no inverse")
        return pow(x, -1, modulus)

    return Curve(
        name=name,
        degree=1,
        zero=0,
        one=1,
        b=B,
        generator=(modulus - 1, 2),
        add_field=lambda x, y: (x + y) % modulus,
        sub_field=lambda x, y: (x - y) % modulus,
        mul_field=lambda x, y: x * y % modulus,
        inverse_field=inverse,
        of_ints=lambda ints: ints[0],
        to_ints=lambda x: (x,),
        modulus=modulus,
        order=order,
    )


PALLAS = _curve("pallas", FP, FQ)
VESTA = _curve("vesta", FQ, FP)


@cache
def _tables(modulus: int) -> tuple[list[list[int]], dict[int, int]]:
    """powers[i][d] = g^(−d·2^(8i)) for g of order 2^32, and the logarithms of the 256 powers of g^(2^24)."""
    inverse = pow(pow(NON_RESIDUE, modulus >> TWO_ADICITY, modulus), -1, modulus)
    powers = []
    for i in range(0, TWO_ADICITY, WINDOW_BITS):
        step, row = pow(inverse, 1 << i, modulus), [1]
        while len(row) < 1 << WINDOW_BITS:
            row.append(row[-1] * step % modulus)
        powers.append(row)
    return powers, {pow(value, -1, modulus): d for d, value in enumerate(powers[-1])}


def square_root(square: int, modulus: int) -> int | None:
    """A root of y² = square in either field, None where there is none.

    x^odd = g^e with e found eight bits at a time (Sarkar, ePrint 2020/1407): the root is x^((odd+1)/2)·g^(−e/2).
    """
    if square == 0:
        return 0
    powers, logarithms = _tables(modulus)
    odd = modulus >> TWO_ADICITY
    half = pow(square, odd >> 1, modulus)
    root = half * square % modulus
    rest = root * half % modulus
    levels = [rest]  # rest^(2^0), ^(2^8), ^(2^16), ^(2^24)
    for _ in range(TWO_ADICITY // WINDOW_BITS - 1):
        levels.append(pow(levels[-1], 1 << WINDOW_BITS, modulus))
    exponent = 0
    for i, level in enumerate(reversed(levels)):
        value = level * _power(powers, exponent << (TWO_ADICITY - WINDOW_BITS * (i + 1)), modulus) % modulus
        exponent += logarithms[value] << (WINDOW_BITS * i)
    if exponent & 1:
        return None
    return root * _power(powers, exponent >> 1, modulus) % modulus


def _power(powers: list[list[int]], exponent: int, modulus: int) -> int:
    """g^(−exponent)."""
    product = 1
    for i, row in enumerate(powers):
        product = product * row[exponent >> (WINDOW_BITS * i) & 0xFF] % modulus
    return product
