"""AIR `fibonacci`: columns s0, s1; each row advances the sequence by two.

s0' = s0 + s1,   s1' = s1 + s0'        public a = s0(0), b = s1(0), result = s1(n − 1)
"""

from __future__ import annotations

from collections.abc import Sequence

from zkpair.tasks.arithmetic.small_field import SmallField

Columns = list[list[int]]


def trace(field: SmallField, n: int, a: int, b: int) -> tuple[Columns, list[int]]:
    """The columns, and the public elements a, b, result."""
    p = field.modulus
    s0, s1 = [a % p], [b % p]
    for _ in range(n - 1):
        s0.append((s0[-1] + s1[-1]) % p)
        s1.append((s1[-1] + s0[-1]) % p)
    return [s0, s1], [s0[0], s1[0], s1[-1]]


def generate(field: SmallField, n: int, label: str, seed: int) -> tuple[Columns, list[int]]:
    a, b = field.random(label, seed, 2)
    return trace(field, n, a, b)


def broken(field: SmallField, columns: Sequence[Sequence[int]], public: Sequence[int]) -> str | None:
    """The first thing in the trace that breaks the AIR, or None."""
    (s0, s1), p = columns, field.modulus
    for i in range(len(s0) - 1):
        if s0[i + 1] != (s0[i] + s1[i]) % p:
            return f"row {i}: constraint 0"
        if s1[i + 1] != (s1[i] + s0[i + 1]) % p:
            return f"row {i}: constraint 1"
    ends = (s0[0], s1[0], s1[-1])
    return next((f"assertion {i}" for i, (x, y) in enumerate(zip(ends, public, strict=True)) if x != y), None)
