"""Linear regression by least squares with NumPy: the centred normal equations, see `fit` for the formula."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from zkpair_python.case import Case
from zkpair_python.errors import SingularSystemError
from zkpair_python.inference.fit import SMALLEST_PIVOT, LinearModel, decode_instances
from zkpair_python.versions import LANGUAGE, library

Array = NDArray[np.float64]


@dataclass(frozen=True)
class ArrayFitInput:
    """x (n × 10) and y (n), contiguous."""

    x: Array
    y: Array


def fit(x: Array, y: Array) -> LinearModel:
    """The least-squares fit to rows x (n × d) and targets y (n), n > d. Raises SingularSystemError."""
    x_means = x.mean(axis=0)
    y_mean = y.mean()
    centred = x - x_means
    gram = centred.T @ centred
    diagonal = gram.diagonal()
    try:
        # The squares of the Cholesky diagonal are what elimination without exchanges has for pivots.
        pivots = np.linalg.cholesky(gram).diagonal() ** 2
        independent = bool((pivots > SMALLEST_PIVOT * diagonal).all())
    except np.linalg.LinAlgError:
        independent = False
    if not independent:
        raise SingularSystemError(
            "a column of x is constant or a combination of the others: give rows that tell them apart"
        )
    coefficients = np.linalg.solve(gram, centred.T @ (y - y_mean))
    return LinearModel(coefficients.tolist(), float(y_mean - x_means @ coefficients))


class PythonTuned:
    """`inference/fit:python-tuned`: NumPy."""

    wire_format = "float64"
    attributes: ClassVar[dict[str, str]] = {
        "language": LANGUAGE,
        "library": library("numpy"),
        "algorithm": "centred normal equations, LAPACK gesv, Cholesky pivots as the check of rank",
    }
    parallel = True  # BLAS, where the matrices are large enough for it

    def available(self) -> str | None:
        return None

    def prepare(self, case: Case, threads: int) -> list[ArrayFitInput]:
        return [ArrayFitInput(np.array(instance.x), np.array(instance.y)) for instance in decode_instances(case)]

    def run(self, state: ArrayFitInput) -> LinearModel:
        return fit(state.x, state.y)

    def encode(self, output: LinearModel) -> bytes:
        return np.array([*output.coefficients, output.intercept], dtype="<f8").tobytes()
