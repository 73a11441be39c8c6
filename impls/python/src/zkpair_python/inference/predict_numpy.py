"""`inference/predict:numpy`: a float graph in float32 with NumPy, planned ahead (`tuned/`)."""

from collections.abc import Sequence
from typing import ClassVar

from zkpair_python.case import Case
from zkpair_python.inference.arrays import Array
from zkpair_python.inference.tuned import plan
from zkpair_python.versions import LANGUAGE, library


class Numpy:
    """The tuned Python."""

    wire_format = "float"
    attributes: ClassVar[dict[str, str]] = {
        "language": LANGUAGE,
        "library": library("numpy"),
        "algorithm": "im2col and BLAS, images with the batch last, buffers planned ahead, tiles of samples",
        "precision": "float32",
    }
    parallel = True  # BLAS, where the matrices are large enough for it

    def available(self) -> str | None:
        return None

    def prepare(self, case: Case, threads: int) -> list[plan.Plan]:
        return plan.prepare(case)

    def run(self, state: plan.Plan) -> Sequence[Array]:
        return state.run()

    def encode(self, output: Sequence[Array]) -> bytes:
        return b"".join(values.astype("<f4").tobytes() for values in output)
