"""The fields of `algebra/ntt`, by name: the modulus, the width of an element's encoding, the roots of unity."""

from collections.abc import Iterable
from dataclasses import dataclass

from zkpair_python.algebra import field
from zkpair_python.errors import NonCanonicalFieldElementError, UnsupportedParameterError, WrongLengthError


@dataclass(frozen=True)
class PrimeField:
    """A prime field with a generator g of its multiplicative group, of order p − 1 = 2^two_adicity · odd."""

    name: str
    modulus: int
    element_bytes: int
    generator: int
    two_adicity: int

    def root_of_unity(self, n: int) -> int:
        """ω = g^((p−1)/n), a primitive n-th root of unity, for n = 2^k, k ≤ two_adicity."""
        if n < 1 or n & (n - 1) or n > 1 << self.two_adicity:
            raise UnsupportedParameterError(f"size {n} is not a power of two from 1 to 2^{self.two_adicity}")
        return pow(self.generator, (self.modulus - 1) // n, self.modulus)

    def decode(self, data: bytes, count: int, where: str) -> list[int]:
        """`count` canonical elements, little-endian; `where` names the blob in errors."""
        width = self.element_bytes
        if len(data) != width * count:
            raise WrongLengthError(f"{where}: {len(data)} bytes, but {count} field elements take {width * count}")
        elements = [int.from_bytes(data[i : i + width], "little") for i in range(0, len(data), width)]
        for index, element in enumerate(elements):
            if element >= self.modulus:
                raise NonCanonicalFieldElementError(f"{where}: element {index} is {element}, not below {self.modulus}")
        return elements

    def encode(self, elements: Iterable[int]) -> bytes:
        """Each element, already reduced, little-endian."""
        return b"".join(element.to_bytes(self.element_bytes, "little") for element in elements)


BN254_FR = PrimeField("bn254_fr", field.R, field.ELEMENT_BYTES, field.GENERATOR, field.TWO_ADICITY)
GOLDILOCKS = PrimeField("goldilocks", 2**64 - 2**32 + 1, 8, 7, 32)
KOALABEAR = PrimeField("koalabear", 2**31 - 2**24 + 1, 4, 3, 24)
FIELDS = {known.name: known for known in (BN254_FR, GOLDILOCKS, KOALABEAR)}
