"""`inference/fit`: ordinary least squares with an intercept."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zkpair_rust import _native
from zkpair_rust.adapter import Adapter
from zkpair_rust.case import Case, Floats, floats, parameter

COLUMNS = 10  # of the data set that the task is about


def fit(x: Floats, y: Floats) -> tuple[Floats, float]:
    """Coefficients `(columns,)` and intercept that minimise Σ (x·coefficients + intercept − y)².

    `x` is `(n, columns)`, `y` is `(n,)`. Where several minimise, the smallest coefficients, as scikit-learn's
    LinearRegression. Raises NotFiniteError, WrongLengthError or EmptyError.
    """
    coefficients, intercept, _ = _native.linear_regression_fit(x, y)
    return coefficients, intercept


@dataclass(frozen=True)
class Samples:
    """One instance: x `(n, 10)`, y `(n,)`."""

    x: Floats
    y: Floats


class Rust(Adapter):
    """`inference/fit:rust`."""

    wire_format = "float64"
    parallel = False

    def __init__(self) -> None:
        super().__init__()
        self.attributes = {
            "language": "rust",
            "library": "own",
            "algorithm": "sequential TSQR of the centred rows, one-sided Jacobi on the triangle",
            "simd": "by the compiler",
        }

    def prepare(self, case: Case, threads: int) -> Sequence[Samples]:
        """Views of the blobs."""
        parameter(case, "model", ["linear_regression"])
        return [
            Samples(
                floats(blobs, "x", case.size, COLUMNS, f"instance {i}"),
                floats(blobs, "y", case.size, 1, f"instance {i}")[:, 0],
            )
            for i, blobs in enumerate(case.instances)
        ]

    def run(self, state: Samples) -> tuple[Floats, float]:
        """Coefficients and intercept."""
        coefficients, intercept, self._kernel_ns = _native.linear_regression_fit(state.x, state.y)
        return coefficients, intercept

    def encode(self, output: tuple[Floats, float]) -> bytes:
        """Ten coefficients and the intercept, 88 bytes."""
        return np.append(*output).astype("<f8").tobytes()
