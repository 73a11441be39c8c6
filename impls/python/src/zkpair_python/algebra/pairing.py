"""A product of pairings over py_ecc's optimized_bn128: a Miller loop for each pair, one final exponentiation for all.

Π_i e(P_i, Q_i) = (Π_i f_{Q_i}(P_i))^((p¹² − 1)/r)        the optimal ate pairing (Vercauteren 2010)
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from py_ecc.fields import optimized_bn128_FQ12 as FQ12
from py_ecc.optimized_bn128.optimized_pairing import final_exponentiate
from py_ecc.optimized_bn128.optimized_pairing import pairing as miller_loop_or_pairing

from zkpair_python.algebra.field import P, encode_elements
from zkpair_python.algebra.pairing_input import decode_instances
from zkpair_python.algebra.points import to_py_ecc_g1, to_py_ecc_g2
from zkpair_python.case import Case
from zkpair_python.versions import LANGUAGE, library

PyEccPairs = Sequence[tuple[Any, Any]]


def pairing_product(pairs: PyEccPairs) -> FQ12:
    """Π e(P_i, Q_i) for pairs of py_ecc's projective points; a pair with infinity gives one."""
    product = FQ12.one()
    for p, q in pairs:
        product *= miller_loop_or_pairing(q, p, final_exponentiate=False)
    return final_exponentiate(product)


def to_tower(element: FQ12) -> list[int]:
    """The twelve coefficients in the order of the tower c0.c0.c0, c0.c0.c1, c0.c1.c0, … c1.c2.c1.

    py_ecc's F_p12 is F_p[w]/(w¹² − 18w⁶ + 82). With u = w⁶ − 9 and v = w² the same element is
    Σ_(i<6) (b_i0 + b_i1·u)·wⁱ, where b_i0 = a_i + 9·a_(i+6) and b_i1 = a_(i+6), and wⁱ = v^(i div 2)·w^(i mod 2).
    """
    a = [int(c) for c in element.coeffs]
    return [c for i in (0, 2, 4, 1, 3, 5) for c in ((a[i] + 9 * a[i + 6]) % P, a[i + 6] % P)]


class Python:
    """`algebra/pairing:python`: py_ecc's Miller loops and final exponentiation."""

    wire_format = "bn254-le"
    attributes: ClassVar[dict[str, str]] = {
        "language": LANGUAGE,
        "library": library("py_ecc"),
        "algorithm": "optimal ate, projective Miller loops, one final exponentiation",
    }
    parallel = False

    def available(self) -> str | None:
        return None

    def prepare(self, case: Case, threads: int) -> list[PyEccPairs]:
        return [[(to_py_ecc_g1(p), to_py_ecc_g2(q)) for p, q in pairs] for pairs in decode_instances(case)]

    def run(self, state: PyEccPairs) -> FQ12:
        return pairing_product(state)

    def encode(self, output: FQ12) -> bytes:
        return encode_elements(to_tower(output))
