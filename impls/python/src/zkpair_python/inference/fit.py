"""Linear regression by least squares with plain lists: centre, form the normal equations, eliminate.

With the columns of X and y centred on their means, minimising ‖y − Xβ − β₀‖² gives

    (XᵀX)·β = Xᵀy,    β₀ = ȳ − x̄·β

(Hastie, Tibshirani, Friedman, The Elements of Statistical Learning, section 3.2). The system is solved by Gaussian
elimination with partial pivoting (Golub, Van Loan, Matrix Computations, section 3.4).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from zkpair_python.case import Case, require_blob, require_parameter, require_size
from zkpair_python.errors import SingularSystemError
from zkpair_python.inference.floats import NUM_FEATURES, decode_floats, decode_rows, encode_floats
from zkpair_python.versions import LANGUAGE

SMALLEST_PIVOT = 1e-12  # relative to its column; below it the columns of X count as dependent

Vector = list[float]
Matrix = list[list[float]]


@dataclass(frozen=True)
class LinearModel:
    """y ≈ intercept + x · coefficients."""

    coefficients: Vector
    intercept: float


def dot(a: Sequence[float], b: Sequence[float]) -> float:
    """Σ a_i · b_i."""
    return sum(x * y for x, y in zip(a, b, strict=True))


def mean(numbers: Sequence[float]) -> float:
    """Σ a_i / n."""
    return sum(numbers) / len(numbers)


def solve(matrix: Matrix, right: Vector) -> Vector:
    """The x with matrix · x = right, by elimination with partial pivoting and back substitution.

    Raises SingularSystemError, with the column, where no pivot is left.
    """
    n = len(right)
    rows = [[*row, b] for row, b in zip(matrix, right, strict=True)]
    for k in range(n):
        pivot = max(range(k, n), key=lambda i: abs(rows[i][k]))
        rows[k], rows[pivot] = rows[pivot], rows[k]
        if abs(rows[k][k]) <= SMALLEST_PIVOT * max(abs(row[k]) for row in matrix):
            raise SingularSystemError(
                f"column {k} of x is constant or a combination of the columns before it: give rows that tell them apart"
            )
        for i in range(k + 1, n):
            factor = rows[i][k] / rows[k][k]
            for j in range(k, n + 1):
                rows[i][j] -= factor * rows[k][j]
    x = [0.0] * n
    for k in reversed(range(n)):
        x[k] = (rows[k][n] - dot(rows[k][k + 1 : n], x[k + 1 :])) / rows[k][k]
    return x


def fit(x: Matrix, y: Vector) -> LinearModel:
    """The least-squares fit to rows x (n × d) and targets y (n), n > d."""
    columns = [list(column) for column in zip(*x, strict=True)]
    x_means = [mean(column) for column in columns]
    y_mean = mean(y)
    centred = [[value - m for value in column] for column, m in zip(columns, x_means, strict=True)]
    y_centred = [value - y_mean for value in y]
    gram = [[dot(a, b) for b in centred] for a in centred]
    coefficients = solve(gram, [dot(a, y_centred) for a in centred])
    return LinearModel(coefficients, y_mean - dot(x_means, coefficients))


@dataclass(frozen=True)
class FitInput:
    """n rows of 10 features and n targets."""

    x: Matrix
    y: Vector


def decode_instances(case: Case) -> list[FitInput]:
    """The instances of an `inference/fit` case, checked."""
    require_parameter(case, "model", ["linear_regression"])
    n = require_size(case, NUM_FEATURES + 1)  # fewer rows do not determine 10 coefficients and an intercept
    return [
        FitInput(
            decode_rows(require_blob(blobs, "x", f"instance {i}"), n, f"instance {i}: x"),
            decode_floats(require_blob(blobs, "y", f"instance {i}"), n, f"instance {i}: y"),
        )
        for i, blobs in enumerate(case.instances)
    ]


class Python:
    """`inference/fit:python`: normal equations on lists of floats."""

    wire_format = "float64"
    attributes: ClassVar[dict[str, str]] = {
        "language": LANGUAGE,
        "library": "none",
        "algorithm": "centred normal equations, Gaussian elimination with partial pivoting",
    }
    parallel = False

    def available(self) -> str | None:
        return None

    def prepare(self, case: Case, threads: int) -> list[FitInput]:
        return decode_instances(case)

    def run(self, state: FitInput) -> LinearModel:
        return fit(state.x, state.y)

    def encode(self, output: LinearModel) -> bytes:
        return encode_floats([*output.coefficients, output.intercept])
