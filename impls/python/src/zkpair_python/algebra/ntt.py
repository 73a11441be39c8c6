"""Number-theoretic transform over a prime field: Cooley and Tukey (1965), decimation in time.

With f(X) = e(X²) + X·o(X²), e the even and o the odd coefficients, and ω^(n/2) = −1:

    f(ω^i)         = e(ω^2i) + ω^i · o(ω^2i)
    f(ω^(i + n/2)) = e(ω^2i) − ω^i · o(ω^2i)        for 0 ≤ i < n/2
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from zkpair_python.algebra.field import R
from zkpair_python.algebra.prime_field import FIELDS, PrimeField
from zkpair_python.case import Case, require_blob, require_parameter
from zkpair_python.versions import LANGUAGE


def ntt(coefficients: Sequence[int], omega: int, p: int = R) -> list[int]:
    """f(ω^0), f(ω^1), …, f(ω^(n−1)) mod p in natural order, for n = 2^k coefficients and ω of order n."""
    n = len(coefficients)
    if n == 1:
        return list(coefficients)
    even = ntt(coefficients[0::2], omega * omega % p, p)
    odd = ntt(coefficients[1::2], omega * omega % p, p)
    values = [0] * n
    power = 1  # ω^i
    for i in range(n // 2):
        product = power * odd[i] % p
        values[i] = (even[i] + product) % p
        values[i + n // 2] = (even[i] - product) % p
        power = power * omega % p
    return values


def inverse_ntt(values: Sequence[int], omega: int, p: int = R) -> list[int]:
    """The coefficients of the polynomial of degree below n that has these values on 1, ω, …, ω^(n−1)."""
    n_inverse = pow(len(values), -1, p)
    return [value * n_inverse % p for value in ntt(values, pow(omega, -1, p), p)]


@dataclass(frozen=True)
class NttInput:
    """n coefficients, the root of unity of order n, and the field of both."""

    coefficients: list[int]
    omega: int
    field: PrimeField


@dataclass(frozen=True)
class NttOutput:
    """n values and their field."""

    values: list[int]
    field: PrimeField


def decode_instances(case: Case) -> list[NttInput]:
    """The instances of an `algebra/ntt` case, checked."""
    field = FIELDS[require_parameter(case, "field", list(FIELDS))]
    omega = field.root_of_unity(case.size)

    def decoded(i: int, blobs: Mapping[str, bytes]) -> list[int]:
        coefficients = require_blob(blobs, "coefficients", f"instance {i}")
        return field.decode(coefficients, case.size, f"instance {i}: coefficients")

    return [NttInput(decoded(i, blobs), omega, field) for i, blobs in enumerate(case.instances)]


class Python:
    """`algebra/ntt:python`: recursive Cooley-Tukey on lists of ints."""

    wire_format = "elements-le"
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

    def run(self, state: NttInput) -> NttOutput:
        return NttOutput(ntt(state.coefficients, state.omega, state.field.modulus), state.field)

    def encode(self, output: NttOutput) -> bytes:
        return output.field.encode(output.values)
