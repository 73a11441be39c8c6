"""The two prime fields of the Pasta cycle and their encodings (Hopwood, "The Pasta Curves for Halo 2 and Beyond").

Fp is the field of Pallas's coordinates and of Vesta's scalars, Fq the other way round. In both 5 generates the
multiplicative group and 2^32 divides the modulus minus one exactly. The constants are those of pasta_curves 0.6.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from zkpair_python.algebra.field import ELEMENT_BYTES, decode_elements, encode_elements

P = 0x40000000000000000000000000000000224698FC094CF91B992D30ED00000001
Q = 0x40000000000000000000000000000000224698FC0994A8DD8C46EB2100000001

GENERATOR = 5
TWO_ADICITY = 32
UNIFORM_BYTES = 64


@dataclass(frozen=True)
class PrimeField:
    """Integers modulo a prime, each below it. `zeta` is the cube root of unity that the curves' endomorphism takes."""

    name: str
    modulus: int
    zeta: int

    @cached_property
    def root_of_unity(self) -> int:
        """5^((p−1)/2^32), of order 2^32."""
        return pow(GENERATOR, self.modulus >> TWO_ADICITY, self.modulus)

    @cached_property
    def delta(self) -> int:
        """5^(2^32), of odd order (p−1)/2^32: it tells the columns of a permutation argument apart."""
        return pow(GENERATOR, 1 << TWO_ADICITY, self.modulus)

    def root(self, log_n: int) -> int:
        """ω of order n = 2^log_n ≤ 2^32, as halo2's domains have it."""
        return pow(self.root_of_unity, 1 << (TWO_ADICITY - log_n), self.modulus)

    def inverse(self, x: int) -> int:
        """1/x; ZeroDivisionError for zero."""
        if x % self.modulus == 0:
            raise ZeroDivisionError("zero has no inverse")
        return pow(x, -1, self.modulus)

    def batch_inverse(self, values: Sequence[int]) -> list[int]:
        """1/x for each x with one inversion (Montgomery 1987, section 10.3.1); ZeroDivisionError when one is zero."""
        prefixes, product = [], 1
        for value in values:
            prefixes.append(product)
            product = product * value % self.modulus
        inverse = self.inverse(product)
        inverses = [0] * len(values)
        for i in range(len(values) - 1, -1, -1):
            inverses[i] = inverse * prefixes[i] % self.modulus
            inverse = inverse * values[i] % self.modulus
        return inverses

    def sqrt(self, square: int) -> int | None:
        """A root of y² = square, or None (Tonelli and Shanks; Cohen, "A Course in Computational ANT", 1.5.1)."""
        p = self.modulus
        odd = p >> TWO_ADICITY
        power = pow(square, odd >> 1, p)
        root = power * square % p
        rest = root * power % p  # root² = square · rest, and rest has an order 2^m < 2^32 if there is a root
        if rest == 0:
            return 0
        step, order = self.root_of_unity, TWO_ADICITY
        while rest != 1:
            m, power = 0, rest
            while power != 1:
                power, m = power * power % p, m + 1
            if m >= order:
                return None
            factor = pow(step, 1 << (order - m - 1), p)
            root, step, order = root * factor % p, factor * factor % p, m
            rest = rest * step % p
        return root

    def from_uniform_bytes(self, wide: bytes) -> int:
        """64 bytes, little-endian, reduced: uniform but for 2^−256."""
        if len(wide) != UNIFORM_BYTES:
            raise ValueError(f"{len(wide)} bytes where {UNIFORM_BYTES} were expected")
        return int.from_bytes(wide, "little") % self.modulus

    def decode(self, data: bytes, count: int, where: str) -> list[int]:
        """`count` canonical elements of 32 bytes; `where` names the blob in errors."""
        return decode_elements(data, count, self.modulus, where)

    def encode(self, elements: Iterable[int]) -> bytes:
        """32 bytes little-endian each."""
        return encode_elements(int(element) % self.modulus for element in elements)


FP = PrimeField("Fp", P, zeta=0x12CCCA834ACDBA712CAAD5DC57AAB1B01D1F8BD237AD31491DAD5EBDFDFE4AB9)
FQ = PrimeField("Fq", Q, zeta=0x06819A58283E528E511DB4D81CF70F5A0FED467D47C033AF2AA9D2E050AA0E4F)

__all__ = ["ELEMENT_BYTES", "FP", "FQ", "GENERATOR", "TWO_ADICITY", "UNIFORM_BYTES", "P", "PrimeField", "Q"]
