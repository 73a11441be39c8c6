"""`inference/fit`: ordinary least squares with an intercept."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zkpair_rust import _native
from zkpair_rust._native import Floats
from zkpair_rust.adapter import Adapter, described
from zkpair_rust.case import Case, each_instance, floats, matrix, parameter

if TYPE_CHECKING:
    from typing_extensions import Buffer

COLUMNS = 10  # of the data set that the task is about


def fit(x: Buffer, y: Buffer) -> tuple[Floats, float]:
    """Coefficients `(columns,)` and intercept that minimise Σ (x·coefficients + intercept − y)².

    `x` is `(n, columns)`, `y` is `(n,)`, float64. Where several minimise, the smallest coefficients, as scikit-learn's
    LinearRegression. Raises NotFiniteError, WrongLengthError or EmptyError.
    """
    coefficients, intercept, _ = _native.linear_regression_fit(x, y)
    return coefficients, intercept


@dataclass(frozen=True)
class Samples:
    """One instance: x `(n, 10)`, y `(n,)`."""

    x: memoryview[float]
    y: memoryview[float]


class Rust(Adapter):
    """`inference/fit:rust`."""

    wire_format = "float64"
    parallel = False
    attributes = described(
        "own", "sequential TSQR of the centred rows, one-sided Jacobi on the triangle", "by the compiler"
    )

    def prepare(self, case: Case, threads: int) -> Sequence[Samples]:
        """Views of the blobs."""
        parameter(case, "model", ["linear_regression"])
        n = case.size
        return each_instance(case, lambda blobs: Samples(matrix(blobs, "x", n, COLUMNS), floats(blobs, "y", n)))

    def run(self, state: Samples) -> tuple[Floats, float]:
        """Coefficients and intercept."""
        coefficients, intercept, self._kernel_ns = _native.linear_regression_fit(state.x, state.y)
        return coefficients, intercept

    def encode(self, output: tuple[Floats, float]) -> bytes:
        """Ten coefficients and the intercept, 88 bytes."""
        coefficients, intercept = output
        return coefficients.tobytes() + struct.pack("<d", intercept)
