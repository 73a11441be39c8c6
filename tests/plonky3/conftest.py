"""Statements of the three AIRs made by hand, in plain Python and apart from the code under test."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from zkpair_rust.plonky3 import simd
from zkpair_rust.plonky3.library import Library

MODULUS = {"goldilocks": 2**64 - 2**32 + 1, "koalabear": 2**31 - 2**24 + 1}
ELEMENT_BYTES = {"goldilocks": 8, "koalabear": 4}


@dataclass(frozen=True)
class HandMadeCase:
    """What `prepare` reads of a case."""

    params: Mapping[str, str]
    size: int
    instances: Sequence[Mapping[str, bytes]]
    shared: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Statement:
    field: str
    trace: bytes
    public: bytes


def packed(field_name: str, values: Sequence[int]) -> bytes:
    return b"".join(value.to_bytes(ELEMENT_BYTES[field_name], "little") for value in values)


def fibonacci(n: int, field_name: str = "goldilocks", a: int = 3, b: int = 5) -> Statement:
    """Two columns: s0' = s0 + s1, s1' = s1 + s0'."""
    p = MODULUS[field_name]
    columns: tuple[list[int], list[int]] = ([a], [b])
    for _ in range(n - 1):
        s0 = (columns[0][-1] + columns[1][-1]) % p
        columns[1].append((columns[1][-1] + s0) % p)
        columns[0].append(s0)
    public = [a, b, columns[1][-1]]
    return Statement(field_name, packed(field_name, columns[0] + columns[1]), packed(field_name, public))


def permutation(n: int, start: int = 5) -> Statement:
    """A cycle of n/4 cells, address → address + 7, read from `start` on."""
    cells = n // 4
    accesses: list[tuple[int, int]] = []
    address = start % cells
    for _ in range(n - 1):
        accesses.append((address, (address + 7) % cells))
        address = (address + 7) % cells
    ordered = sorted(accesses)
    rows = [(*access, *other) for access, other in zip(accesses, ordered, strict=True)]
    rows.append((address, 0, *ordered[-1]))
    columns = [row[column] for column in range(4) for row in rows]
    return Statement("goldilocks", packed("goldilocks", columns), packed("goldilocks", [start % cells, address]))


def chain(n: int, x: int = 3, b: int = 7) -> Statement:
    """Two columns: x' = x·(x + b), b' = b."""
    states = [x]
    for _ in range(n - 1):
        states.append(states[-1] * (states[-1] + b) % MODULUS["goldilocks"])
    return Statement("goldilocks", packed("goldilocks", states + [b] * n), packed("goldilocks", states[-1:]))


@pytest.fixture(scope="session")
def make_case() -> Callable[..., HandMadeCase]:
    return HandMadeCase


@pytest.fixture(scope="session")
def statements() -> dict[str, Callable[..., Statement]]:
    return {"fibonacci": fibonacci, "permutation": permutation, "chain": chain}


def usable() -> Iterator[str]:
    yield from (level for level in simd.LEVELS if simd.reason(level) is None)


@pytest.fixture(scope="session", params=list(usable()))
def library(request: pytest.FixtureRequest) -> Library:
    """The library of each level that this machine has built."""
    return simd.open_level(request.param)
