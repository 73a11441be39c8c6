"""The number-theoretic transform with gmpy2: the four-step method on rows that are packed into single large integers.

With n = n₁·n₂, i = i₁·n₂ + i₂ and j = j₁ + n₁·j₂ (Bailey, "FFTs in external or hierarchical memory", 1990),

    f(ω^j) = Σ_{i₂} ω^(n₁·i₂·j₂) · ω^(i₂·j₁) · Σ_{i₁} ω^(n₂·i₁·j₁) · a_i

so n₂ transforms of length n₁ that run side by side, a product of each value by its ω^(i₂·j₁), and n₁ transforms of
length n₂ side by side. What runs side by side shares its powers of ω, so a butterfly takes whole rows: a row is one
integer, its entries in lanes of 544 bits, and t = ω^e·x mod r is done in all lanes at once by Montgomery's reduction,

    c = w·x,    m = (c mod 2^272)·(−r⁻¹) mod 2^272,    t = (c + m·r)/2^272        with w = ω^e·2^272 mod r

for a handful of operations on integers of n₂ lanes, whatever n₂ is.

Sums are not reduced between stages. Before stage i = 0, 1, … lanes are below 2^(i+1)·r and t is below 2r, so adding
2^(i+1)·r before t is taken away keeps every lane positive. There are at most 14 stages (n ≤ 2^28): lanes stay below
2^269, c + m·r below 2^527.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from operator import mod, mul
from typing import Any, ClassVar, NamedTuple

from zkpair_python.algebra.bn254.constants import R
from zkpair_python.algebra.field import encode_elements
from zkpair_python.algebra.ntt import NttInput, decode_instances
from zkpair_python.algebra.number import ONE, ZERO, gmpy2_reason, mpz
from zkpair_python.algebra.packing import pack, unpack
from zkpair_python.case import Case
from zkpair_python.versions import LANGUAGE, library

LANE_BITS = 544
MONTGOMERY_BITS = 272
MONTGOMERY = ONE << MONTGOMERY_BITS
_MINUS_R_INVERSE = -pow(R, -1, MONTGOMERY) % MONTGOMERY

NARROW_FIELDS = ("goldilocks", "koalabear")

Row = mpz  # lanes side by side


class Plan(NamedTuple):
    """What depends on n and ω alone: n₁, n₂, the powers of ω^n₂ and ω^n₁ (times 2^272), and ω^(i₂·j₁) for j₁ ≥ 1."""

    n1: int
    n2: int
    powers1: list[mpz]
    powers2: list[mpz]
    twists: list[mpz]


@lru_cache(maxsize=8)
def _plan(n: int, omega: int) -> Plan:
    n1 = 1 << (n.bit_length() - 1) // 2
    n2 = n // n1
    powers = [ONE]
    for _ in range(n - 1):
        powers.append(powers[-1] * omega % R)
    in_montgomery_form = [power * MONTGOMERY % R for power in powers[: n // 2]]
    twists = [powers[i2 * j1] for j1 in range(1, n1) for i2 in range(n2)]
    return Plan(n1, n2, in_montgomery_form[::n2], in_montgomery_form[::n1], twists)


@lru_cache(maxsize=64)
def _in_each_lane(value: int, lanes: int) -> Row:
    return value * (((ONE << LANE_BITS * lanes) - 1) // ((ONE << LANE_BITS) - 1))


def _transform_rows(rows: list[Row], powers: Sequence[mpz], lanes: int) -> list[Row]:
    """The transform of the sequence of rows, in natural order, in each lane for itself; lanes are not reduced.

    Stockham's arrangement of Cooley and Tukey's recursion. Before a stage there are s interleaved transforms of length
    n/s: row k·s + j is value k of the transform of the rows ≡ j mod s. A stage merges transform j with j + s/2:

        y[k·s/2 + j], y[k·s/2 + j + n/2] = x[k·s + j] ± ω^(k·s/2)·x[k·s + j + s/2]    for 0 ≤ k < n/s, 0 ≤ j < s/2
    """
    n = len(rows)
    low_bits = _in_each_lane(int(MONTGOMERY) - 1, lanes)
    s = n
    offset_factor = 2
    while s > 1:
        half = s // 2
        offset = _in_each_lane(int(R) * offset_factor, lanes)
        sums = []
        differences = []
        for x, t in zip(rows[:half], rows[half:s], strict=True):  # k = 0: by ω⁰ = 1
            sums.append(x + t)
            differences.append(x + (offset - t))
        for k in range(1, n // s):
            w = powers[k * half]
            for x, y in zip(rows[k * s : k * s + half], rows[k * s + half : k * s + s], strict=True):
                c = w * y
                t = (c + ((c & low_bits) * _MINUS_R_INVERSE & low_bits) * R) >> MONTGOMERY_BITS
                sums.append(x + t)
                differences.append(x + (offset - t))
        rows = sums + differences
        s = half
        offset_factor *= 2
    return rows


def _entries(rows: Iterable[Row], lanes: int) -> Iterator[mpz]:
    """The lanes of one row after the other."""
    for row in rows:
        entries = unpack(row, LANE_BITS)
        yield from entries
        yield from repeat(ZERO, lanes - len(entries))


def ntt(coefficients: Sequence[int], omega: int) -> list[mpz]:
    """f(ω^0), f(ω^1), …, f(ω^(n−1)) in natural order, reduced, for n = 2^k reduced coefficients and ω of order n."""
    n = len(coefficients)
    n1, n2, powers1, powers2, twists = _plan(n, int(omega))
    rows = [pack(coefficients[start : start + n2], LANE_BITS) for start in range(0, n, n2)]
    rows = _transform_rows(rows, powers1, n2)

    first = map(mod, _entries(rows[:1], n2), repeat(R))  # j₁ = 0: by ω⁰
    others = map(mod, map(mul, twists, _entries(rows[1:], n2)), repeat(R))
    values = [*first, *others]  # of (j₁, i₂), row by row

    columns = [pack(values[i2::n2], LANE_BITS) for i2 in range(n2)]
    columns = _transform_rows(columns, powers2, n1)
    return list(map(mod, _entries(columns, n1), repeat(R)))


@dataclass(frozen=True)
class Bn254State:
    """An instance over BN254's scalars."""

    coefficients: list[mpz]
    omega: int

    def run(self) -> list[mpz]:
        return ntt(self.coefficients, self.omega)

    def encode(self, output: list[mpz]) -> bytes:
        return encode_elements(int(value) for value in output)


class PythonTuned:
    """`algebra/ntt:python-tuned`: four steps over gmpy2 integers that hold whole rows; NumPy for fields of one word."""

    wire_format = "elements-le"
    attributes: ClassVar[dict[str, str]] = {
        "language": LANGUAGE,
        "library": f"{library('gmpy2')}, {library('numpy')}",
        "algorithm": "bn254_fr: four-step NTT, rows packed into single integers, Montgomery reduction of all lanes; "
        "others: passes of 64 rows over uint64 arrays, products by halves, lazy reduction",
    }
    parallel = False

    def available(self) -> str | None:
        return gmpy2_reason()

    def prepare(self, case: Case, threads: int) -> Sequence[Any]:
        if case.params.get("field") in NARROW_FIELDS:
            # Imported here: who transforms over BN254 has no use for NumPy's 20 MB.
            from zkpair_python.algebra.ntt_narrow import decode_instances as decode_narrow

            return decode_narrow(case)
        return [self._bn254(instance) for instance in decode_instances(case)]

    def _bn254(self, instance: NttInput) -> Bn254State:
        _plan(len(instance.coefficients), instance.omega)
        return Bn254State(list(map(mpz, instance.coefficients)), instance.omega)

    def run(self, state: Any) -> tuple[Any, Any]:
        return state, state.run()

    def encode(self, output: tuple[Any, Any]) -> bytes:
        state, values = output
        encoded: bytes = state.encode(values)
        return encoded
