"""Prediction of a linear model with plain lists: ŷ_i = β₀ + Σ_j x_ij · β_j."""

from dataclasses import dataclass
from typing import ClassVar

from zkpair_python.case import Case, require_blob, require_size
from zkpair_python.errors import UnsupportedCellError
from zkpair_python.inference.fit import LinearModel, Matrix, Vector, dot
from zkpair_python.inference.floats import NUM_FEATURES, decode_floats, decode_rows, encode_floats
from zkpair_python.versions import LANGUAGE


def predict(model: LinearModel, x: Matrix) -> Vector:
    """One prediction for each row of x (n × d)."""
    return [model.intercept + dot(row, model.coefficients) for row in x]


@dataclass(frozen=True)
class PredictInput:
    """The model, which all instances share, and n rows."""

    model: LinearModel
    x: Matrix


def decode_instances(case: Case) -> list[PredictInput]:
    """The instances of an `inference/predict` case, checked."""
    if case.params.get("model") != "linear_regression":
        raise UnsupportedCellError(f"model={case.params.get('model')!r} is not done here; use linear_regression")
    n = require_size(case)
    coefficients = decode_floats(require_blob(case.shared, "coefficients", "shared"), NUM_FEATURES, "coefficients")
    (intercept,) = decode_floats(require_blob(case.shared, "intercept", "shared"), 1, "intercept")
    model = LinearModel(coefficients, intercept)
    return [
        PredictInput(model, decode_rows(require_blob(blobs, "x", f"instance {i}"), n, f"instance {i}: x"))
        for i, blobs in enumerate(case.instances)
    ]


class Python:
    """`inference/predict:python`: sums over lists of floats."""

    wire_format = "float"
    attributes: ClassVar[dict[str, str]] = {
        "language": LANGUAGE,
        "library": "none",
        "algorithm": "a sum of products for each row",
    }
    parallel = False

    def available(self) -> str | None:
        return None

    def prepare(self, case: Case, threads: int) -> list[PredictInput]:
        return decode_instances(case)

    def run(self, state: PredictInput) -> Vector:
        return predict(state.model, state.x)

    def encode(self, output: Vector) -> bytes:
        return encode_floats(output)
