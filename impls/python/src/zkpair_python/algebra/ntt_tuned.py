"""The number-theoretic transform with gmpy2: iterative, in natural order on both sides, powers of ω made beforehand.

Stockham's arrangement of Cooley and Tukey's recursion. Before a stage there are s interleaved transforms of length n/s:
entry k·s + j is value k of the transform of the coefficients ≡ j mod s. A stage merges transform j with j + s/2,

    y[k·s/2 + j]       = x[k·s + j] + ω^(k·s/2)·x[k·s + j + s/2]
    y[k·s/2 + j + n/2] = x[k·s + j] − ω^(k·s/2)·x[k·s + j + s/2]        for 0 ≤ k < n/s, 0 ≤ j < s/2

so the two halves of y are a sum and a difference of whole lists, which `map` forms without running Python bytecode for
each entry. The first s/2 entries have the power ω⁰ and are not multiplied. Sums are not reduced between stages, where
they stay below n·r in absolute value; only the end reduces.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import repeat
from operator import add, itemgetter, mod, mul, sub
from typing import ClassVar

from zkpair_python.algebra.bn254.number import R, gmpy2_reason, mpz
from zkpair_python.algebra.field import encode_elements
from zkpair_python.algebra.ntt import NttInput, decode_instances
from zkpair_python.case import Case
from zkpair_python.versions import LANGUAGE, library

Gather = Callable[[Sequence[mpz]], Sequence[mpz]]


@lru_cache(maxsize=8)
def _plan(n: int, omega: int) -> list[tuple[int, Gather, Gather, list[mpz]]]:
    """For each stage from the second: s/2, how to gather the even and the odd parts, the powers of ω from entry s/2."""
    powers = [mpz(1)]
    for _ in range(n // 2 - 1):
        powers.append(powers[-1] * omega % R)
    plan: list[tuple[int, Gather, Gather, list[mpz]]] = []
    s = n // 2
    while s > 1:
        half = s // 2
        even = [k * s + j for k in range(n // s) for j in range(half)]
        odd = [i + half for i in even]
        plan.append((half, itemgetter(*even), itemgetter(*odd), [powers[i // s * half] for i in even[half:]]))
        s = half
    return plan


def ntt(coefficients: Sequence[int], omega: int) -> list[mpz]:
    """f(ω^0), f(ω^1), …, f(ω^(n−1)) in natural order, reduced, for n = 2^k coefficients and ω of order n."""
    n = len(coefficients)
    if n == 1:
        return [mpz(coefficients[0]) % R]
    values = list(map(mpz, coefficients))
    even: Sequence[mpz] = values[: n // 2]
    odd: Sequence[mpz] = values[n // 2 :]
    values = [*map(add, even, odd), *map(sub, even, odd)]  # the first stage: all powers are one
    for half, gather_even, gather_odd, powers in _plan(n, int(omega)):
        even = gather_even(values)
        odd = gather_odd(values)
        odd = [*odd[:half], *map(mod, map(mul, odd[half:], powers), repeat(R))]
        values = [*map(add, even, odd), *map(sub, even, odd)]
    return list(map(mod, values, repeat(R)))


class PythonTuned:
    """`algebra/ntt:python-tuned`: iterative NTT over gmpy2 integers."""

    wire_format = "bn254-le"
    attributes: ClassVar[dict[str, str]] = {
        "language": LANGUAGE,
        "library": library("gmpy2"),
        "algorithm": "Stockham radix 2, powers of omega precomputed, reductions only after multiplications",
    }
    parallel = False

    def available(self) -> str | None:
        return gmpy2_reason()

    def prepare(self, case: Case, threads: int) -> list[NttInput]:
        instances = decode_instances(case)
        for instance in instances:
            instance.coefficients[:] = map(mpz, instance.coefficients)
            if case.size > 1:
                _plan(case.size, instance.omega)
        return instances

    def run(self, state: NttInput) -> list[mpz]:
        return ntt(state.coefficients, state.omega)

    def encode(self, output: list[mpz]) -> bytes:
        return encode_elements(int(value) for value in output)
