"""The integers of the tuned code: gmpy2's `mpz`, or plain `int` where gmpy2 is missing (slower, same results)."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    mpz = int  # gmpy2 has no type stubs; an mpz does all that an int does here
else:
    try:
        from gmpy2 import mpz
    except ImportError:
        mpz = int

ZERO = mpz(0)
ONE = mpz(1)

GMPY2_MISSING = "gmpy2 is not installed: pip install 'zkpair-python[tuned]' (or pip install gmpy2)"


def gmpy2_reason() -> str | None:
    """None when gmpy2 is there, else what to do."""
    return GMPY2_MISSING if mpz is int else None


def signed_digits(k: int, width: int) -> list[int]:
    """The width-w non-adjacent form of k ≥ 0, lowest first: digits odd or 0, |digit| < 2^(w−1), few of them non-zero.

    k = Σ digit_i · 2^i. Width 2 is the NAF (Hankerson, Menezes, Vanstone, Guide to ECC, algorithm 3.35).
    """
    digits = []
    while k:
        digit = 0
        if k & 1:
            digit = k & ((1 << width) - 1)
            if digit >> (width - 1):
                digit -= 1 << width
            k -= digit
        digits.append(digit)
        k >>= 1
    return digits
