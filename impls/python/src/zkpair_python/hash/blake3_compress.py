"""BLAKE3's compression function, to the eight words of a chaining value (section 2.2 of the paper).

    v_0..7 = chaining value,  v_8..11 = IV_0..3,  v_12, v_13 = counter (low, high),  v_14 = block's bytes,  v_15 = flags

Seven rounds of G on the four columns, then on the four diagonals, the message words permuted between rounds; then
v_i ⊕ v_(i+8) for i = 0 … 7.

    G(a, b, c, d, x, y):  a += b + x;  d = (d ⊕ a) ⋙ 16;  c += d;  b = (b ⊕ c) ⋙ 12;
                          a += b + y;  d = (d ⊕ a) ⋙ 8;   c += d;  b = (b ⊕ c) ⋙ 7
"""

from collections.abc import Sequence

# The first 32 bits of the fractional parts of the square roots of the first eight primes, as in SHA-256 (table 1).
IV = (0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19)

ROUNDS = 7
MESSAGE_PERMUTATION = (2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8)  # table 2
COLUMNS_AND_DIAGONALS = (
    *((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15)),
    *((0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14)),
)
_MASK = 0xFFFFFFFF


def compress(value: Sequence[int], message: Sequence[int], counter: int, block_bytes: int, flags: int) -> list[int]:
    """The next chaining value from eight words and a block of sixteen words."""
    v = [*value, *IV[:4], counter & _MASK, counter >> 32, block_bytes, flags]
    for _ in range(ROUNDS):
        for i, (a, b, c, d) in enumerate(COLUMNS_AND_DIAGONALS):
            _mix(v, a, b, c, d, message[2 * i], message[2 * i + 1])
        message = [message[i] for i in MESSAGE_PERMUTATION]
    return [v[i] ^ v[i + 8] for i in range(8)]


def _mix(v: list[int], a: int, b: int, c: int, d: int, x: int, y: int) -> None:
    """G on the four words at the places a, b, c, d."""
    v[a] = (v[a] + v[b] + x) & _MASK
    v[d] = _rotated(v[d] ^ v[a], 16)
    v[c] = (v[c] + v[d]) & _MASK
    v[b] = _rotated(v[b] ^ v[c], 12)
    v[a] = (v[a] + v[b] + y) & _MASK
    v[d] = _rotated(v[d] ^ v[a], 8)
    v[c] = (v[c] + v[d]) & _MASK
    v[b] = _rotated(v[b] ^ v[c], 7)


def _rotated(word: int, bits: int) -> int:
    """To the right."""
    return (word >> bits | word << 32 - bits) & _MASK
