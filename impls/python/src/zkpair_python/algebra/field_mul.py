"""Multiplication in the scalar field of BN254, one pair after the other: c_i = a_i · b_i mod r."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from zkpair_python.algebra.field import R, decode_elements, encode_elements
from zkpair_python.case import Case, require_blob, require_parameter, require_size
from zkpair_python.versions import LANGUAGE


def multiply_all(a: Sequence[int], b: Sequence[int]) -> list[int]:
    """The n products a_i · b_i mod r."""
    return [x * y % R for x, y in zip(a, b, strict=True)]


@dataclass(frozen=True)
class FieldMulInput:
    """Two lists of n elements of F_r."""

    a: list[int]
    b: list[int]


def decode_instances(case: Case) -> list[FieldMulInput]:
    """The instances of an `algebra/field_mul` case, checked."""
    require_parameter(case, "field", ["bn254_fr"])
    n = require_size(case)

    return [
        FieldMulInput(
            decode_elements(require_blob(blobs, "a", f"instance {i}"), n, R, f"instance {i}: a"),
            decode_elements(require_blob(blobs, "b", f"instance {i}"), n, R, f"instance {i}: b"),
        )
        for i, blobs in enumerate(case.instances)
    ]


class Python:
    """`algebra/field_mul:python`: ints and `%`."""

    wire_format = "bn254-le"
    attributes: ClassVar[dict[str, str]] = {
        "language": LANGUAGE,
        "library": "none",
        "algorithm": "int multiplication and remainder",
    }
    parallel = False

    def available(self) -> str | None:
        return None

    def prepare(self, case: Case, threads: int) -> list[FieldMulInput]:
        return decode_instances(case)

    def run(self, state: FieldMulInput) -> list[int]:
        return multiply_all(state.a, state.b)

    def encode(self, output: list[int]) -> bytes:
        return encode_elements(output)
