"""`inference/predict`: x · coefficients + intercept."""

from collections.abc import Sequence
from dataclasses import dataclass

from zkpair_rust import _native
from zkpair_rust.adapter import Adapter, crate
from zkpair_rust.case import Case, Floats, floats, parameter
from zkpair_rust.inference.fit import COLUMNS


def predict(x: Floats, coefficients: Floats, intercept: float) -> Floats:
    """Predictions `(n,)` for the rows of x `(n, columns)`. Raises WrongLengthError or EmptyError."""
    return _native.linear_regression_predict(x, coefficients, intercept)[0]


@dataclass(frozen=True)
class Rows:
    """One instance with the model of the case."""

    x: Floats
    coefficients: Floats
    intercept: float


class Rust(Adapter):
    """`inference/predict:rust`."""

    wire_format = "float64"

    def __init__(self) -> None:
        super().__init__()
        self.attributes = {
            "language": "rust",
            "library": f"own, {crate('rayon')}",
            "algorithm": "row by row, unrolled for ten columns",
            "simd": "by the compiler",
        }

    def prepare(self, case: Case, threads: int) -> Sequence[Rows]:
        """Views of the blobs."""
        parameter(case, "model", ["linear_regression"])
        coefficients = floats(case.shared, "coefficients", 1, COLUMNS, "shared")[0]
        intercept = float(floats(case.shared, "intercept", 1, 1, "shared")[0, 0])
        return [
            Rows(floats(blobs, "x", case.size, COLUMNS, f"instance {i}"), coefficients, intercept)
            for i, blobs in enumerate(case.instances)
        ]

    def run(self, state: Rows) -> Floats:
        """Predictions, `(n,)`."""
        predictions, self._kernel_ns = _native.linear_regression_predict(state.x, state.coefficients, state.intercept)
        return predictions

    def encode(self, output: Floats) -> bytes:
        """n · 8 bytes."""
        return output.astype("<f8", copy=False).tobytes()
