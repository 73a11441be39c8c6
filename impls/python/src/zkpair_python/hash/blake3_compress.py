"""BLAKE3's compression function, to the eight words of a chaining value (section 2.2 of the paper).

    v_0..7 = chaining value,  v_8..11 = IV_0..3,  v_12, v_13 = counter (low, high),  v_14 = block's bytes,  v_15 = flags

Seven rounds of G on the four columns, then on the four diagonals, the message words permuted between rounds; then
v_i ⊕ v_(i+8) for i = 0 … 7.

    G(a, b, c, d, x, y):  a += b + x;  d = (d ⊕ a) ⋙ 16;  c += d;  b = (b ⊕ c) ⋙ 12;
                          a += b + y;  d = (d ⊕ a) ⋙ 8;   c += d;  b = (b ⊕ c) ⋙ 7

The state is a square of four rows a, b, c, d. A row is one integer with a word in each lane of 64 bits, room for sums
and shifts: G works on all four columns at once, and the diagonals are columns once rows b, c, d are turned by 1, 2, 3.
"""

from collections.abc import Sequence
from operator import itemgetter

# The first 32 bits of the fractional parts of the square roots of the first eight primes, as in SHA-256 (table 1).
IV = (0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19)

ROUNDS = 7
MESSAGE_PERMUTATION = (2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8)  # table 2
_permuted = itemgetter(*MESSAGE_PERMUTATION)
_WORD = 0xFFFFFFFF
_LANES = _WORD | _WORD << 64 | _WORD << 128 | _WORD << 192


def compress(value: Sequence[int], message: Sequence[int], counter: int, block_bytes: int, flags: int) -> list[int]:
    """The next chaining value from eight words and a block of sixteen words."""
    a, b, c = _row(*value[:4]), _row(*value[4:]), _row(*IV[:4])
    d = _row(counter & _WORD, counter >> 32, block_bytes, flags)
    for _ in range(ROUNDS):
        a, b, c, d = _mix(a, b, c, d, _row(*message[0:8:2]), _row(*message[1:8:2]))
        b, c, d = _turned_by_1(b), _turned_by_2(c), _turned_by_3(d)
        a, b, c, d = _mix(a, b, c, d, _row(*message[8:16:2]), _row(*message[9:16:2]))
        b, c, d = _turned_by_3(b), _turned_by_2(c), _turned_by_1(d)
        message = _permuted(message)
    return [*_words(a ^ c), *_words(b ^ d)]


def _mix(a: int, b: int, c: int, d: int, x: int, y: int) -> tuple[int, int, int, int]:
    """G on four columns at once."""
    a = a + b + x & _LANES
    d ^= a
    d = (d >> 16 | d << 16) & _LANES
    c = c + d & _LANES
    b ^= c
    b = (b >> 12 | b << 20) & _LANES
    a = a + b + y & _LANES
    d ^= a
    d = (d >> 8 | d << 24) & _LANES
    c = c + d & _LANES
    b ^= c
    b = (b >> 7 | b << 25) & _LANES
    return a, b, c, d


def _row(w0: int, w1: int, w2: int, w3: int) -> int:
    return w0 | w1 << 64 | w2 << 128 | w3 << 192


def _words(row: int) -> tuple[int, int, int, int]:
    return row & _WORD, row >> 64 & _WORD, row >> 128 & _WORD, row >> 192


def _turned_by_1(row: int) -> int:
    """Word i becomes the one that stood at i + 1."""
    return row >> 64 | (row & _WORD) << 192


def _turned_by_2(row: int) -> int:
    return row >> 128 | row << 128 & _LANES


def _turned_by_3(row: int) -> int:
    return row >> 192 | row << 64 & _LANES
