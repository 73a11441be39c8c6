"""`inference/predict` in exact integers: a network's int8 graph (docs/protocols/inference.md, "Integers")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zkpair_rust import _native
from zkpair_rust._native import IntegerModel
from zkpair_rust.adapter import Adapter, crate, described
from zkpair_rust.case import Blobs, Case, blob, each_instance, located
from zkpair_rust.errors import UnsupportedCellError

if TYPE_CHECKING:
    from typing_extensions import Buffer

LINEAR = "linear_regression"


def load(graph: Buffer, level: str | None = None) -> IntegerModel:
    """A model from the bytes of its int8 graph.

    `level`: of vector instructions, the best by default, the same bits on each. Raises MalformedGraphError,
    NotFiniteError, ShapeMismatchError, TooLargeError or AccumulatorOverflowError.
    """
    return IntegerModel(graph, level)


@dataclass(frozen=True)
class Batch:
    """One instance, and the model of the case, which all of them share."""

    model: IntegerModel
    inputs: bytes
    size: int
    threads: int


class RustInt8(Adapter):
    """`inference/predict:rust-int8`."""

    wire_format = "int8"
    attributes = {
        **described(
            f"own, {crate('rayon')}",
            "convolution as an indirect product, channels last; requantisation, 2x2 pooling fused",
            _native.integer_level(),
        ),
        "precision": "int8",
    }

    def prepare(self, case: Case, threads: int) -> Sequence[Batch]:
        """The graph planned, its weights packed; the inputs. UnsupportedCellError where there is no int8 graph."""
        if case.params.get("model") == LINEAR:
            raise UnsupportedCellError(f"model={LINEAR} has no int8 graph; use a network")
        if "graph_int8" not in case.shared:
            raise UnsupportedCellError("this model has no integer form: the case has no blob graph_int8")
        with located("shared"):
            model = load(case.shared["graph_int8"])
        return each_instance(case, lambda blobs: _batch(model, blobs, case.size, threads))

    def run(self, state: Batch) -> bytes:
        """The outputs, int8, one after another."""
        outputs, self._kernel_ns = state.model.run(state.inputs, state.size, state.threads)
        return outputs

    def encode(self, output: bytes) -> bytes:
        """A byte for each element."""
        return output


def _batch(model: IntegerModel, blobs: Blobs, size: int, threads: int) -> Batch:
    inputs = blob(blobs, "x_int8")
    model.check(inputs, size)
    return Batch(model, inputs, size, threads)
