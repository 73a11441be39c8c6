"""What Poseidon's gates are written with."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import add

from zkpair_python.halo2.expression import Expression


def fifth_power(x: Expression) -> Expression:
    """x^5 = (x²)²·x."""
    square = x * x
    return square * square * x


def combination(coefficients: Sequence[int], inputs: Sequence[Expression]) -> Expression:
    """Σ coefficients·inputs."""
    return reduce(add, (x * coefficient for coefficient, x in zip(coefficients, inputs, strict=True)))
