"""Poseidon2 against p3-goldilocks' known answer, BLAKE3 against the official vectors and the `blake3` package."""

from __future__ import annotations

import random

import pytest

from zkpair_python.hash import poseidon2
from zkpair_python.hash.blake3 import blake3_256
from zkpair_python.hash.poseidon2_constants import FINAL_CONSTANTS, INITIAL_CONSTANTS, PARTIAL_CONSTANTS, P

# p3-goldilocks 0.8.0, test_default_goldilocks_poseidon2_width_8: the permutation of 0, 1, …, 7.
KNOWN_ANSWER = [
    *(0x020CF04A1B214D14, 0x84E14AAAEACAED25, 0x1AE0F640E81C7457, 0xA4D204CBAEB0D8A5),
    *(0x0CF637B627B3A7FF, 0x788D304D948B486B, 0x7327133EA1949AF4, 0xF415ABB924DA395B),
]

# BLAKE3's test_vectors.json: length of the input 0, 1, …, 250, 0, 1, … and the first 32 bytes of `hash`.
VECTORS = {
    0: "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262",
    1: "2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213",
    1023: "10108970eeda3eb932baac1428c7a2163b0e924c9a9e25b35bba72b28f70bd11",
    1024: "42214739f095a406f3fc83deb889744ac00df831c10daa55189b5d121c855af7",
    1025: "d00278ae47eb27b34faecf67b4fe263f82d5412916c1ffd97c8cb7fb814b8444",
    2048: "e776b6028c7cd22a4d0ba182a8bf62205d2ef576467e838ed6f2529b85fba24a",
    2049: "5f4d72f40d7a5f82b15ca2b2e44b1de3c2ef86c426c95c1af0b6879522563030",
    3073: "7124b49501012f81cc7f11ca069ec9226cecb8a2c850cfe644e327d22d3e1cd3",
    4097: "9b4052b38f1c5fc8b1f9ff7ac7b27cd242487b3d890d15c96a1c25b8aa0fb995",
    5121: "628bd2cb2004694adaab7bbd778a25df25c47b9d4155a55f8fbd79f2fe154cff",
    7169: "a003fc7a51754a9b3c7fae0367ab3d782dccf28855a03d435f8cfe74605e7817",
}


def painted(length: int) -> bytes:
    return bytes(i % 251 for i in range(length))


def grain(n_bits: int, width: int, full_rounds: int, partial_rounds: int, count: int) -> list[int]:
    """Elements below p from the Grain LFSR of the Poseidon paper (eprint 2019/458, appendix E).

    State: 2 bits field (prime: 1), 4 bits S-box (power: 0), 12 bits n, 12 bits t, 10 bits R_F, 10 bits R_P, 30 ones;
    160 clocks; then of each two bits the second is taken where the first is 1.
    """
    widths = ((1, 2), (0, 4), (n_bits, 12), (width, 12), (full_rounds, 10), (partial_rounds, 10), ((1 << 30) - 1, 30))
    state = [int(bit) for value, bits in widths for bit in f"{value:0{bits}b}"]

    def clock() -> int:
        state.append(state[62] ^ state[51] ^ state[38] ^ state[23] ^ state[13] ^ state[0])
        del state[0]
        return state[-1]

    def filtered() -> int:
        while not clock():
            clock()
        return clock()

    for _ in range(160):
        clock()
    found: list[int] = []
    while len(found) < count:
        value = 0
        for _ in range(n_bits):
            value = 2 * value + filtered()
        if value < P:
            found.append(value)
    return found


def test_poseidon2_of_p3() -> None:
    assert poseidon2.permute(list(range(8))) == KNOWN_ANSWER


def test_constants_are_those_of_the_grain_lfsr() -> None:
    drawn = grain(64, 8, 8, 22, 4 * 8 + 22 + 4 * 8)
    constants = [*(c for row in INITIAL_CONSTANTS for c in row), *PARTIAL_CONSTANTS]
    assert [*constants, *(c for row in FINAL_CONSTANTS for c in row)] == drawn


def test_layers_are_the_matrices() -> None:
    """Row by row, on unit vectors: M_E of circ(2, 3, 1, 1), M_I = ones + diagonal."""
    unit = [[int(i == j) for j in range(8)] for i in range(8)]
    circulant = [[2, 3, 1, 1], [1, 2, 3, 1], [1, 1, 2, 3], [3, 1, 1, 2]]
    external = [[circulant[i % 4][j % 4] * (2 if i // 4 == j // 4 else 1) for i in range(8)] for j in range(8)]
    assert [poseidon2.external_layer(e) for e in unit] == external
    half = (P + 1) // 2
    diagonal = [P - 2, 1, 2, half, 3, P - half, P - 3, P - 4]
    internal = [[(1 + (diagonal[i] if i == j else 0)) % P for i in range(8)] for j in range(8)]
    assert [poseidon2.internal_layer(e) for e in unit] == internal
    assert half * 2 % P == 1


def test_sponge_overwrites_and_does_not_pad() -> None:
    rng = random.Random(1)
    a, b = ([rng.randrange(P) for _ in range(4)] for _ in range(2))
    state = poseidon2.permute([*a, 0, 0, 0, 0])
    assert poseidon2.hash_elements(a) == state[:4]
    assert poseidon2.hash_elements([*a, *b]) == poseidon2.permute([*b, *state[4:]])[:4]
    assert poseidon2.hash_elements([*a, b[0]]) == poseidon2.permute([b[0], *state[1:]])[:4]
    assert poseidon2.compress(a, b) == poseidon2.permute([*a, *b])[:4]
    assert poseidon2.digest_elements(poseidon2.digest_bytes(a)) == a
    with pytest.raises(ValueError, match="7 elements"):
        poseidon2.permute([0] * 7)


@pytest.mark.parametrize("length", VECTORS)
def test_blake3_of_the_official_vectors(length: int) -> None:
    assert blake3_256(painted(length)).hex() == VECTORS[length]


@pytest.mark.parametrize("length", [*range(63, 66), *range(127, 130), 31744, 102400])
def test_blake3_as_the_package(length: int) -> None:
    package = pytest.importorskip("blake3")
    assert blake3_256(painted(length)) == package.blake3(painted(length)).digest()
