"""The prime fields of BN254 as Python ints: constants, the 32-byte encoding, seeded elements, batch inversion.

Constants: EIP-196 (https://eips.ethereum.org/EIPS/eip-196).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

ELEMENT_BYTES = 32

# p: the base field of the curve; r: the order of its groups.
P = 21888242871839275222246405745257275088696311157297823662689037894645226208583
R = 21888242871839275222246405745257275088548364400416034343698204186575808495617

# 5 is the smallest non-residue that generates F_r^*; r − 1 = 2^28 · odd.
R_GENERATOR = 5
R_TWO_ADICITY = 28


class EncodingError(ValueError):
    """Bytes that are not the canonical encoding of what they should be."""


def encode_elements(values: Iterable[int]) -> bytes:
    """Little-endian, 32 bytes each; the values must already be below the modulus."""
    return b"".join([value.to_bytes(ELEMENT_BYTES, "little") for value in values])


def split_elements(blob: bytes) -> list[int]:
    """The 32-byte words of a blob as ints, canonical or not."""
    if len(blob) % ELEMENT_BYTES:
        raise EncodingError(f"{len(blob)} bytes are not a whole number of {ELEMENT_BYTES}-byte elements")
    from_bytes = int.from_bytes
    return [from_bytes(blob[i : i + ELEMENT_BYTES], "little") for i in range(0, len(blob), ELEMENT_BYTES)]


def decode_elements(blob: bytes, modulus: int, count: int) -> list[int]:
    """Exactly `count` canonical elements; EncodingError says which one is wrong."""
    if len(blob) != count * ELEMENT_BYTES:
        raise EncodingError(f"{len(blob)} bytes where {count} elements of {ELEMENT_BYTES} bytes were expected")
    values = split_elements(blob)
    if values and max(values) >= modulus:
        index = next(i for i, value in enumerate(values) if value >= modulus)
        raise EncodingError(f"element {index} is not canonical: it is not below the modulus")
    return values


def stream(label: str, seed: int, n_bytes: int) -> bytes:
    """Bytes that depend on nothing but the label and the seed (SHAKE-256)."""
    return hashlib.shake_256(f"zkpair/{label}/{seed}".encode()).digest(n_bytes)


def random_elements(label: str, seed: int, count: int, modulus: int = R) -> list[int]:
    """Uniform elements: 48 bytes each, reduced (the bias is below 2^−128)."""
    wide = stream(label, seed, 48 * count)
    from_bytes = int.from_bytes
    return [from_bytes(wide[i : i + 48], "little") % modulus for i in range(0, 48 * count, 48)]


def challenge(modulus: int, *parts: bytes) -> int:
    """A point that whoever wrote the parts could not choose (Fiat–Shamir)."""
    digest = hashlib.sha512()
    for part in parts:
        digest.update(len(part).to_bytes(8, "little"))
        digest.update(part)
    return int.from_bytes(digest.digest(), "little") % modulus


def root_of_unity(n: int) -> int:
    """ω = 5^((r−1)/n), a primitive n-th root of unity in F_r, n a power of two up to 2^28."""
    if n < 1 or n & (n - 1) or n > 1 << R_TWO_ADICITY:
        raise ValueError(f"F_r has no primitive {n}-th root of unity that is a power of two")
    return pow(R_GENERATOR, (R - 1) // n, R)


def batch_inverse(values: Sequence[int], modulus: int) -> list[int]:
    """1/x for each x ≠ 0 with a single inversion (Montgomery's trick); ZeroDivisionError when one is zero."""
    prefixes = []
    product = 1
    for value in values:
        prefixes.append(product)
        product = product * value % modulus
    if product == 0:
        raise ZeroDivisionError("zero has no inverse")
    inverse = pow(product, -1, modulus)
    inverses = [0] * len(values)
    for i in range(len(values) - 1, -1, -1):
        inverses[i] = inverse * prefixes[i] % modulus
        inverse = inverse * values[i] % modulus
    return inverses
