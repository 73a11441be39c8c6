"""`inference/predict`: x · coefficients + intercept, or the graph of a network in float32."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zkpair_rust import _native
from zkpair_rust._native import Floats, Singles
from zkpair_rust.adapter import Adapter, crate, described
from zkpair_rust.case import Case, each_instance, floats, located, matrix
from zkpair_rust.inference.fit import COLUMNS
from zkpair_rust.inference.graph import Samples, graph_samples

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

    def run(self) -> tuple[list[Floats], int]:
        """Predictions, `(n,)`, and the nanoseconds that they took."""
        predictions, kernel_ns = _native.linear_regression_predict(self.x, self.coefficients, self.intercept)
        return [predictions], kernel_ns


def linear_rows(case: Case) -> list[Rows]:
    """Views of the blobs of a case of a linear model."""
    with located("shared"):
        coefficients = floats(case.shared, "coefficients", COLUMNS)
        (intercept,) = floats(case.shared, "intercept", 1)
    return each_instance(case, lambda blobs: Rows(matrix(blobs, "x", case.size, COLUMNS), coefficients, intercept))


class Rust(Adapter):
    """`inference/predict:rust`."""

    wire_format = "float"
    attributes = described(
        f"own, {crate('rayon')}",
        "linear model: rows of ten columns, four at once; networks: packed panels, convolution with channels "
        "innermost, clamps fused, samples in stages",
        _native.float_simd(),
    ) | {"precision": "float32"}

    def prepare(self, case: Case, threads: int) -> Sequence[Rows | Samples]:
        """Views of the blobs; a network's weights packed."""
        if case.params.get("model") == "linear_regression":
            return linear_rows(case)
        return graph_samples(case, threads)

    def run(self, state: Rows | Samples) -> list[Floats] | list[Singles]:
        """The outputs."""
        outputs, self._kernel_ns = state.run()
        return outputs

    def encode(self, output: list[Floats] | list[Singles]) -> bytes:
        """One output after another: 8 bytes a prediction of a linear model, 4 an element of a network's output."""
        return b"".join(part.tobytes() for part in output)
