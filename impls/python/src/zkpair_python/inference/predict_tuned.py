"""Prediction of a linear model with NumPy: ŷ = Xβ + β₀."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from zkpair_python.case import Case
from zkpair_python.inference.predict import decode_instances
from zkpair_python.versions import LANGUAGE, library

Array = NDArray[np.float64]


@dataclass(frozen=True)
class ArrayPredictInput:
    """coefficients (10), intercept, and x (n × 10), contiguous."""

    coefficients: Array
    intercept: float
    x: Array


def predict(coefficients: Array, intercept: float, x: Array) -> Array:
    """One prediction for each row of x (n × d)."""
    predictions: Array = x @ coefficients
    predictions += intercept
    return predictions


class PythonTuned:
    """`inference/predict:python-tuned`: NumPy."""

    wire_format = "float"
    attributes: ClassVar[dict[str, str]] = {
        "language": LANGUAGE,
        "library": library("numpy"),
        "algorithm": "BLAS gemv",
    }
    parallel = True  # BLAS, where the matrix is large enough for it

    def available(self) -> str | None:
        return None

    def prepare(self, case: Case, threads: int) -> list[ArrayPredictInput]:
        return [
            ArrayPredictInput(np.array(instance.model.coefficients), instance.model.intercept, np.array(instance.x))
            for instance in decode_instances(case)
        ]

    def run(self, state: ArrayPredictInput) -> Array:
        return predict(state.coefficients, state.intercept, state.x)

    def encode(self, output: Array) -> bytes:
        return output.astype("<f8").tobytes()
