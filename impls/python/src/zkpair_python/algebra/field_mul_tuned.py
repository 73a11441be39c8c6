"""Multiplication in the scalar field of BN254 with gmpy2; the loops run inside `map`."""

from collections.abc import Sequence
from itertools import repeat
from operator import mod, mul
from typing import ClassVar

from zkpair_python.algebra.bn254.constants import R
from zkpair_python.algebra.field import encode_elements
from zkpair_python.algebra.field_mul import FieldMulInput, decode_instances
from zkpair_python.algebra.number import gmpy2_reason, mpz
from zkpair_python.case import Case
from zkpair_python.versions import LANGUAGE, library


def multiply_all(a: Sequence[mpz], b: Sequence[mpz]) -> list[mpz]:
    """The n products a_i · b_i mod r."""
    return list(map(mod, map(mul, a, b), repeat(R)))


class PythonTuned:
    """`algebra/field_mul:python-tuned`: gmpy2 integers."""

    wire_format = "bn254-le"
    attributes: ClassVar[dict[str, str]] = {
        "language": LANGUAGE,
        "library": library("gmpy2"),
        "algorithm": "mpz multiplication and remainder",
    }
    parallel = False

    def available(self) -> str | None:
        return gmpy2_reason()

    def prepare(self, case: Case, threads: int) -> list[FieldMulInput]:
        return [
            FieldMulInput(list(map(mpz, instance.a)), list(map(mpz, instance.b))) for instance in decode_instances(case)
        ]

    def run(self, state: FieldMulInput) -> list[mpz]:
        return multiply_all(state.a, state.b)

    def encode(self, output: list[mpz]) -> bytes:
        return encode_elements(int(product) for product in output)
