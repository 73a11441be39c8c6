"""Many small numbers side by side in one large one: Σ a_i·2^(i·bits)."""

from collections.abc import Sequence

from zkpair_python.algebra.number import mpz

try:
    import gmpy2

    _pack, _unpack = gmpy2.pack, gmpy2.unpack
except ImportError:

    def _pack(numbers: list[int], bits: int) -> int:
        return sum(number << (bits * i) for i, number in enumerate(numbers))

    def _unpack(packed: int, bits: int) -> list[int]:
        return [packed >> start & ((1 << bits) - 1) for start in range(0, packed.bit_length(), bits)]


def pack(numbers: Sequence[mpz], bits: int) -> mpz:
    """Σ a_i·2^(i·bits) of numbers 0 ≤ a_i < 2^bits."""
    packed: mpz = _pack(list(numbers), bits)
    return packed


def unpack(packed: mpz, bits: int) -> list[mpz]:
    """The inverse of `pack`; zeros at the end are left out."""
    numbers: list[mpz] = _unpack(packed, bits)
    return numbers
