"""Poseidon2 over Goldilocks, width 8 (Grassi, Khovratovich, Schofnegger, "Poseidon2", eprint 2023/323, section 5):

    Poseidon2(x) = E_7 ∘ … ∘ E_4 ∘ I_21 ∘ … ∘ I_0 ∘ E_3 ∘ … ∘ E_0 (M_E · x)

    E_i(x) = M_E · ((x_0 + c_0)^7, …, (x_7 + c_7)^7)          full round: a constant and an S-box for every element
    I_i(x) = M_I · ((x_0 + c)^7, x_1, …, x_7)                 partial round: for element 0 alone

Elements are ints, canonical (from 0 to p − 1). Sponge and compression are those of plonky3's PaddingFreeSponge<8, 4, 4>
and TruncatedPermutation<2, 4, 8>, and a digest is four elements, 32 bytes: each element as 8 bytes, little-endian.
"""

from collections.abc import Sequence

from zkpair_python.hash.poseidon2_constants import (
    FINAL_CONSTANTS,
    INITIAL_CONSTANTS,
    INTERNAL_DIAGONAL,
    PARTIAL_CONSTANTS,
    WIDTH,
    P,
)

RATE = 4
DIGEST_ELEMENTS = 4
ELEMENT_BYTES = 8


def sbox(x: int) -> int:
    """x^7, a permutation of the field: gcd(7, p − 1) = 1."""
    return pow(x, 7, P)


def external_layer(state: Sequence[int]) -> list[int]:
    """M_E · x (section 5.1), where M_E = [[2·M_4, M_4], [M_4, 2·M_4]] with the circulant M_4 = circ(2, 3, 1, 1).

    With y = M_4·(x_0, …, x_3) and z = M_4·(x_4, …, x_7) the two halves become y + (y + z) and z + (y + z).
    """
    halves = [_circulant(state[:4]), _circulant(state[4:])]
    sums = [low + high for low, high in zip(*halves, strict=True)]
    return [(y + total) % P for half in halves for y, total in zip(half, sums, strict=True)]


def _circulant(x: Sequence[int]) -> list[int]:
    """M_4 · x: row j of M_4 is (2, 3, 1, 1) turned right by j."""
    total = sum(x)
    return [total + x[j] + 2 * x[(j + 1) % 4] for j in range(4)]


def internal_layer(state: Sequence[int]) -> list[int]:
    """M_I · x (section 5.2): element j becomes Σ x + d_j·x_j."""
    total = sum(state)
    return [(total + d * x) % P for d, x in zip(INTERNAL_DIAGONAL, state, strict=True)]


def full_round(state: Sequence[int], constants: Sequence[int]) -> list[int]:
    """E_i."""
    return external_layer([sbox(x + c) for x, c in zip(state, constants, strict=True)])


def partial_round(state: Sequence[int], constant: int) -> list[int]:
    """I_i."""
    return internal_layer([sbox(state[0] + constant), *state[1:]])


def permute(state: Sequence[int]) -> list[int]:
    """The permutation of eight elements. Raises ValueError for another number of them."""
    if len(state) != WIDTH:
        raise ValueError(f"{len(state)} elements, but the state of Poseidon2 has {WIDTH}")
    elements = external_layer(state)
    for constants in INITIAL_CONSTANTS:
        elements = full_round(elements, constants)
    for constant in PARTIAL_CONSTANTS:
        elements = partial_round(elements, constant)
    for constants in FINAL_CONSTANTS:
        elements = full_round(elements, constants)
    return elements


def hash_elements(elements: Sequence[int]) -> list[int]:
    """The digest (four elements) of any number of elements: an overwrite sponge of rate 4 without padding.

    Each block of four overwrites elements 0 to 3 of the state, a short last one only as many as it has; then the state
    is permuted. Without padding it is collision-resistant among inputs of one and the same length only.
    """
    state = [0] * WIDTH
    for start in range(0, len(elements), RATE):
        block = elements[start : start + RATE]
        state = permute([*block, *state[len(block) :]])
    return state[:DIGEST_ELEMENTS]


def compress(left: Sequence[int], right: Sequence[int]) -> list[int]:
    """The digest of two digests: the first half of the permutation of left ‖ right."""
    return permute([*left, *right])[:DIGEST_ELEMENTS]


def digest_bytes(digest: Sequence[int]) -> bytes:
    """A digest as 32 bytes."""
    return b"".join(element.to_bytes(ELEMENT_BYTES, "little") for element in digest)


def digest_elements(data: bytes) -> list[int]:
    """The four elements of a digest of 32 bytes; they are not checked to be canonical."""
    words = (data[start : start + ELEMENT_BYTES] for start in range(0, len(data), ELEMENT_BYTES))
    return [int.from_bytes(word, "little") for word in words]
