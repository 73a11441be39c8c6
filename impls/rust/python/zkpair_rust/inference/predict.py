"""`inference/predict`: x · coefficients + intercept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zkpair_rust import _native
from zkpair_rust._native import Floats
from zkpair_rust.adapter import Adapter, crate, described
from zkpair_rust.case import Case, each_instance, floats, located, matrix
from zkpair_rust.errors import UnsupportedCellError
from zkpair_rust.inference.fit import COLUMNS

if TYPE_CHECKING:
    from typing_extensions import Buffer


def predict(x: Buffer, coefficients: Buffer, intercept: float) -> Floats:
    """Predictions `(n,)` for the rows of x `(n, columns)`, float64. Raises WrongLengthError or EmptyError."""
    return _native.linear_regression_predict(x, coefficients, intercept)[0]


@dataclass(frozen=True)
class Rows:
    """One instance with the model of the case."""

    x: memoryview[float]
    coefficients: memoryview[float]
    intercept: float


class Rust(Adapter):
    """`inference/predict:rust`."""

    wire_format = "float"
    attributes = described(
        f"own, {crate('rayon')}", "rows of ten columns, four at once", _native.linear_regression_simd()
    )

    def prepare(self, case: Case, threads: int) -> Sequence[Rows]:
        """Views of the blobs."""
        if case.params.get("model") != "linear_regression":
            raise UnsupportedCellError(f"model={case.params.get('model')!r} is not done here; use linear_regression")
        with located("shared"):
            coefficients = floats(case.shared, "coefficients", COLUMNS)
            (intercept,) = floats(case.shared, "intercept", 1)
        return each_instance(case, lambda blobs: Rows(matrix(blobs, "x", case.size, COLUMNS), coefficients, intercept))

    def run(self, state: Rows) -> Floats:
        """Predictions, `(n,)`."""
        predictions, self._kernel_ns = _native.linear_regression_predict(state.x, state.coefficients, state.intercept)
        return predictions

    def encode(self, output: Floats) -> bytes:
        """n · 8 bytes."""
        return output.tobytes()
