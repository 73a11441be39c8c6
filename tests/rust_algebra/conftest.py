"""Cases made by hand, and numbers in the contract's encodings."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import py_ecc.optimized_bn128 as bn128
import pytest

R = bn128.curve_order
P = bn128.field_modulus


@dataclass(frozen=True)
class HandMadeCase:
    """What `prepare` reads of a case."""

    params: Mapping[str, str]
    size: int
    instances: Sequence[Mapping[str, bytes]]
    shared: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Encodings:
    """The contract's encodings, written apart from the code under test."""

    R: int = R
    P: int = P

    def elements(self, integers: Sequence[int]) -> bytes:
        return b"".join(integer.to_bytes(32, "little") for integer in integers)

    def integers(self, encoded: bytes) -> list[int]:
        assert len(encoded) % 32 == 0
        return [int.from_bytes(encoded[i : i + 32], "little") for i in range(0, len(encoded), 32)]

    def g1(self, point: Any) -> bytes:
        """A point of py_ecc's optimized curve as 64 bytes."""
        if bn128.is_inf(point):
            return bytes(64)
        return self.elements([int(c) for c in bn128.normalize(point)])

    def g2(self, point: Any) -> bytes:
        """A point of py_ecc's optimized twist as 128 bytes."""
        if bn128.is_inf(point):
            return bytes(128)
        x, y = bn128.normalize(point)
        return self.elements([int(c) for c in (*x.coeffs, *y.coeffs)])

    def gt(self, value: Any) -> bytes:
        """An element of py_ecc's F_p12 = F_p[w]/(w^12 − 18w^6 + 82) as 384 bytes of the tower.

        With u = w^6 − 9 and v = w², Σ (a + b·u)·v^j·w^k has a − 9b at w^(2j+k) and b at w^(2j+k+6).
        """
        c = [int(coefficient) for coefficient in value.coeffs]
        tower = []
        for k in range(2):
            for j in range(3):
                b = c[2 * j + k + 6]
                tower += [(c[2 * j + k] + 9 * b) % P, b]
        return self.elements(tower)

    def random_elements(self, n: int, seed: int) -> list[int]:
        rng = random.Random(seed)
        return [rng.randrange(R) for _ in range(n)]


@pytest.fixture(scope="session")
def enc() -> Encodings:
    return Encodings()


@pytest.fixture(scope="session")
def make_case() -> Callable[..., HandMadeCase]:
    return HandMadeCase
