"""Traces and cases made by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

P = 2**64 - 2**32 + 1


def encode(values: Iterable[int]) -> bytes:
    """Canonical elements, 8 bytes each."""
    return b"".join(value.to_bytes(8, "little") for value in values)


def fibonacci(rows: int, a: int = 3, b: int = 5) -> tuple[bytes, bytes]:
    """The columns s0, s1 one after the other, and the public inputs a, b, result."""
    columns: tuple[list[int], list[int]] = ([], [])
    s0, s1 = a, b
    for _ in range(rows):
        columns[0].append(s0)
        columns[1].append(s1)
        s0 = (s0 + s1) % P
        s1 = (s1 + s0) % P
    return encode([*columns[0], *columns[1]]), encode([a, b, columns[1][-1]])


def evaluations(points: int, degree: int = 0) -> bytes:
    """x^degree + (1 + 2·φ) on the coset 7·⟨ω⟩ with winterfell's ω, as c0, c1."""
    omega, x, values = pow(7277203076849721926, 2**32 // points, P), 7, []
    for _ in range(points):
        values += [(pow(x, degree, P) + 1) % P, 2]
        x = x * omega % P
    return encode(values)


@dataclass(frozen=True)
class HandCase:
    """A case as an adapter sees it."""

    params: Mapping[str, str]
    size: int
    instances: Sequence[Mapping[str, bytes]]
    shared: Mapping[str, bytes] = field(default_factory=dict)
