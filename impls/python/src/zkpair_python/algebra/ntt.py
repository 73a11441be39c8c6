"""Number-theoretic transform over the scalar field of BN254: Cooley and Tukey (1965), decimation in time.

With f(X) = e(X²) + X·o(X²), e the even and o the odd coefficients, and ω^(n/2) = −1:

    f(ω^i)         = e(ω^2i) + ω^i · o(ω^2i)
    f(ω^(i + n/2)) = e(ω^2i) − ω^i · o(ω^2i)        for 0 ≤ i < n/2
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from zkpair_python.algebra.field import R, decode_elements, encode_elements, root_of_unity
from zkpair_python.case import Case, require_blob, require_parameter
from zkpair_python.versions import LANGUAGE


def ntt(coefficients: Sequence[int], omega: int) -> list[int]:
    """f(ω^0), f(ω^1), …, f(ω^(n−1)) in natural order, for n = 2^k coefficients and a primitive n-th root of unity ω."""
    n = len(coefficients)
    if n == 1:
        return list(coefficients)
    even = ntt(coefficients[0::2], omega * omega % R)
    odd = ntt(coefficients[1::2], omega * omega % R)
    values = [0] * n
    power = 1  # ω^i
    for i in range(n // 2):
        product = power * odd[i] % R
        values[i] = (even[i] + product) % R
        values[i + n // 2] = (even[i] - product) % R
        power = power * omega % R
    return values


def inverse_ntt(values: Sequence[int], omega: int) -> list[int]:
    """The coefficients of the polynomial of degree below n that has these values on 1, ω, …, ω^(n−1)."""
    n_inverse = pow(len(values), -1, R)
    return [value * n_inverse % R for value in ntt(values, pow(omega, -1, R))]


@dataclass(frozen=True)
class NttInput:
    """n coefficients and the root of unity of order n."""

    coefficients: list[int]
    omega: int


def decode_instances(case: Case) -> list[NttInput]:
    """The instances of an `algebra/ntt` case, checked."""
    require_parameter(case, "field", ["bn254_fr"])
    omega = root_of_unity(case.size)
    return [
        NttInput(
            decode_elements(
                require_blob(blobs, "coefficients", f"instance {i}"), case.size, R, f"instance {i}: coefficients"
            ),
            omega,
        )
        for i, blobs in enumerate(case.instances)
    ]


class Python:
    """`algebra/ntt:python`: recursive Cooley-Tukey on lists of ints."""

    wire_format = "bn254-le"
    attributes: ClassVar[dict[str, str]] = {
        "language": LANGUAGE,
        "library": "none",
        "algorithm": "recursive Cooley-Tukey on lists of ints, powers of omega on the fly",
    }
    parallel = False

    def available(self) -> str | None:
        return None

    def prepare(self, case: Case, threads: int) -> list[NttInput]:
        return decode_instances(case)

    def run(self, state: NttInput) -> list[int]:
        return ntt(state.coefficients, state.omega)

    def encode(self, output: list[int]) -> bytes:
        return encode_elements(output)
