"""y_i = 2·x_i + 1 with NumPy: its arrays cross a border as well, that to C."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from zkpair_python.binding.array import decode_instances
from zkpair_python.case import Case
from zkpair_python.versions import LANGUAGE, library

Array = NDArray[np.float64]


def borrowed(x: Array) -> Array:
    """Reads the caller's memory; the result is the callee's own."""
    y: Array = 2.0 * x
    y += 1.0
    return y


def copied(x: Array) -> bytes:
    """Copies what it is given, and the result once more."""
    y = x.copy()
    y *= 2.0
    y += 1.0
    return y.tobytes()


TRANSFERS: dict[str, Callable[[Array], "Array | bytes"]] = {"borrowed": borrowed, "copied": copied}


@dataclass(frozen=True)
class NumpyArrays:
    """The arrays of the 16 calls, and how they cross."""

    transfer: str
    calls: Sequence[Array]


class PythonTuned:
    """`binding/array:python-tuned`: NumPy."""

    wire_format = "float64"
    attributes: ClassVar[dict[str, str]] = {
        "language": LANGUAGE,
        "library": library("numpy"),
        "algorithm": "a product and a sum of vectors",
    }
    parallel = False

    def available(self) -> str | None:
        return None

    def prepare(self, case: Case, threads: int) -> list[NumpyArrays]:
        return [
            NumpyArrays(instance.transfer, [np.asarray(x) for x in instance.calls])
            for instance in decode_instances(case)
        ]

    def run(self, state: NumpyArrays) -> "list[Array | bytes]":
        call = TRANSFERS[state.transfer]
        return [call(x) for x in state.calls]

    def encode(self, output: "Sequence[Array | bytes]") -> bytes:
        return b"".join(y if isinstance(y, bytes) else y.tobytes() for y in output)
