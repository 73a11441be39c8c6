"""The fields of BN254 and the canonical encoding of their elements: 32 bytes, little-endian, below the modulus."""

from collections.abc import Iterable

from zkpair_python.errors import NonCanonicalFieldElementError, UnsupportedParameterError, WrongLengthError

# r: the order of G1 and G2, the field of scalars. p: the field of coordinates (EIP-196).
R = 21888242871839275222246405745257275088548364400416034343698204186575808495617
P = 21888242871839275222246405745257275088696311157297823662689037894645226208583

ELEMENT_BYTES = 32
GENERATOR = 5  # of the multiplicative group of F_r; arkworks, snarkjs and gnark use the same
TWO_ADICITY = 28  # 2^28 divides r - 1 and 2^29 does not


def root_of_unity(n: int) -> int:
    """ω = 5^((r−1)/n), a primitive n-th root of unity of F_r, for n = 2^k, k ≤ 28."""
    if n < 1 or n & (n - 1) or n > 1 << TWO_ADICITY:
        raise UnsupportedParameterError(f"size {n} is not a power of two from 1 to 2^{TWO_ADICITY}")
    return pow(GENERATOR, (R - 1) // n, R)


def decode_elements(data: bytes, count: int, modulus: int, where: str, per_point: int = 0) -> list[int]:
    """`count` canonical field elements from exactly 32 · count bytes; `where` names the blob in errors.

    Coordinates are counted by points of `per_point` elements each.
    """
    if len(data) != ELEMENT_BYTES * count:
        raise WrongLengthError(f"{where}: {len(data)} bytes, but {count} field elements take {ELEMENT_BYTES * count}")
    elements = [int.from_bytes(data[i : i + ELEMENT_BYTES], "little") for i in range(0, len(data), ELEMENT_BYTES)]
    for index, element in enumerate(elements):
        if element >= modulus:
            place = f"point {index // per_point}, coordinate {index % per_point}" if per_point else f"element {index}"
            raise NonCanonicalFieldElementError(f"{where}: {place} is {element}, not below {modulus}")
    return elements


def encode_elements(elements: Iterable[int]) -> bytes:
    """Each element, already reduced, as 32 bytes little-endian."""
    return b"".join(element.to_bytes(ELEMENT_BYTES, "little") for element in elements)
