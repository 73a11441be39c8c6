"""The Goldilocks field F_p, p = 2^64 − 2^32 + 1, and the canonical encoding of its elements: 8 bytes, little-endian.

p − 1 = 2^32 · (2^32 − 1), so there are roots of unity of order 2^32 ("Goldilocks" is plonky2's name). Elements are
plain ints from 0 to p − 1.
"""

from collections.abc import Iterable, Sequence

from zkpair_python.errors import NonCanonicalFieldElementError, UnsupportedParameterError, WrongLengthError

P = 2**64 - 2**32 + 1
ELEMENT_BYTES = 8
GENERATOR = 7  # of the multiplicative group; also the offset of every evaluation domain
TWO_ADICITY = 32

# winterfell's root of unity of order 2^32: an odd power of 7^((p−1)/2^32), so chosen that its power of order 64 is 8.
# The order of the points in each domain hangs on it: with 7^((p−1)/n) in its place no proof would be winterfell's.
TWO_ADIC_ROOT_OF_UNITY = 7277203076849721926


def root_of_unity(n: int) -> int:
    """ω_n, winterfell's primitive n-th root of unity, for n = 2^k, k ≤ 32."""
    if n < 1 or n & (n - 1) or n > 1 << TWO_ADICITY:
        raise UnsupportedParameterError(f"size {n} is not a power of two from 1 to 2^{TWO_ADICITY}")
    return pow(TWO_ADIC_ROOT_OF_UNITY, (1 << TWO_ADICITY) // n, P)


def inverse(x: int) -> int:
    """x^−1. Raises `ZeroDivisionError` for 0."""
    if x % P == 0:
        raise ZeroDivisionError("0 has no inverse in F_p")
    return pow(x, -1, P)


def batch_inverse(xs: Sequence[int]) -> list[int]:
    """The inverses of all xs (none of them 0) for one inversion and 3·n multiplications (Montgomery 1987, 10.3.1)."""
    prefix, product = [], 1  # prefix[i] = x_0·…·x_{i−1}
    for x in xs:
        prefix.append(product)
        product = product * x % P
    rest = inverse(product)
    inverses = [0] * len(prefix)
    for i in range(len(prefix) - 1, -1, -1):
        inverses[i] = prefix[i] * rest % P
        rest = rest * xs[i] % P
    return inverses


def powers(base: int, count: int, first: int = 1) -> list[int]:
    """first, first·base, …, first·base^(count−1)."""
    result = []
    for _ in range(count):
        result.append(first)
        first = first * base % P
    return result


def encode_elements(elements: Iterable[int]) -> bytes:
    """Each element, already reduced, as 8 bytes little-endian."""
    return b"".join(element.to_bytes(ELEMENT_BYTES, "little") for element in elements)


def decode_elements(data: bytes, count: int, where: str) -> list[int]:
    """`count` canonical elements from exactly 8·count bytes; `where` names the blob in errors."""
    if len(data) != ELEMENT_BYTES * count:
        raise WrongLengthError(f"{where}: {len(data)} bytes, but {count} field elements take {ELEMENT_BYTES * count}")
    elements = [int.from_bytes(data[i : i + ELEMENT_BYTES], "little") for i in range(0, len(data), ELEMENT_BYTES)]
    for index, element in enumerate(elements):
        if element >= P:
            raise NonCanonicalFieldElementError(f"{where}: element {index} is {element}, not below {P}")
    return elements
