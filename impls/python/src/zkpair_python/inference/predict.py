"""Prediction with plain lists: of a linear model, ŷ_i = β₀ + Σ_j x_ij · β_j, or of a graph (`plain.py`)."""

from dataclasses import dataclass
from typing import ClassVar

from zkpair_python.case import Case, require_blob, require_size
from zkpair_python.errors import UnsupportedCellError
from zkpair_python.inference import plain
from zkpair_python.inference.cell import is_linear
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
    """`inference/predict:python`: lists of floats."""

    wire_format = "float"
    attributes: ClassVar[dict[str, str]] = {
        "language": LANGUAGE,
        "library": "none",
        "algorithm": "every operator as its definition says, on nested lists of float64",
        "precision": "float32",
    }
    parallel = False

    def available(self) -> str | None:
        return None

    def prepare(self, case: Case, threads: int) -> list[PredictInput] | list[plain.Plain]:
        return decode_instances(case) if is_linear(case) else plain.prepare(case)

    def run(self, state: PredictInput | plain.Plain) -> Vector | plain.Outputs:
        if isinstance(state, plain.Plain):
            return state.outputs()
        return predict(state.model, state.x)

    def encode(self, output: Vector | plain.Outputs) -> bytes:
        return output.encode() if isinstance(output, plain.Outputs) else encode_floats(output)
