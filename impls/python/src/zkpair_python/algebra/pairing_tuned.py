"""A product of pairings with gmpy2: packed F_p12 arithmetic, see `zkpair_python.algebra.bn254.pairing` and `.fp12`."""

from typing import ClassVar

from zkpair_python.algebra.bn254.fp12 import Packed, to_tower
from zkpair_python.algebra.bn254.pairing import pairing_product
from zkpair_python.algebra.field import encode_elements
from zkpair_python.algebra.number import gmpy2_reason
from zkpair_python.algebra.pairing_input import Pairs, decode_instances
from zkpair_python.case import Case
from zkpair_python.versions import LANGUAGE, library


class PythonTuned:
    """`algebra/pairing:python-tuned`: F_p12 elements packed into single large integers."""

    wire_format = "bn254-le"
    attributes: ClassVar[dict[str, str]] = {
        "language": LANGUAGE,
        "library": library("gmpy2"),
        "algorithm": "optimal ate, affine Miller loop with shared squarings, F_p12 by Kronecker substitution",
    }
    parallel = False

    def available(self) -> str | None:
        return gmpy2_reason()

    def prepare(self, case: Case, threads: int) -> list[Pairs]:
        return decode_instances(case)

    def run(self, state: Pairs) -> Packed:
        return pairing_product(state)

    def encode(self, output: Packed) -> bytes:
        return encode_elements(int(c) for c in to_tower(output))
