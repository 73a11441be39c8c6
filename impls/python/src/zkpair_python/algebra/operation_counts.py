"""How many field multiplications a task takes with the tuned algorithms, to estimate the ceiling of a speed-up from.

Where both sides run one algorithm, a native side that spends t_native on a multiplication of 256-bit field elements can
be at most

    ceiling = time of the Python side / (multiplications · t_native)

times faster (about 17 ns with four 64-bit limbs in scalar code). What is beside the multiplications (additions, memory,
calls) makes the native side slower than that, so real ratios lie below. A better algorithm on the native side is the
only way above; `multiplications` then has to be counted for that algorithm.

The counts are for uniformly random scalars. Inversions are counted apart: natively about 100 multiplications each.
"""

from dataclasses import dataclass

from zkpair_python.algebra.bn254.fp12 import U_DIGITS
from zkpair_python.algebra.bn254.glv import SUBSCALAR_BITS
from zkpair_python.algebra.bn254.pairing import LOOP_DIGITS
from zkpair_python.algebra.group import POINTS_AT_ONCE
from zkpair_python.algebra.pippenger import additions, num_windows, window_bits


@dataclass(frozen=True)
class OperationCounts:
    """Multiplications (squarings are counted as such) and inversions in the field of that name."""

    field: str
    multiplications: int
    inversions: int = 0


def field_mul(n: int) -> OperationCounts:
    """`algebra/field_mul`: one each."""
    return OperationCounts("F_r", n)


def ntt(n: int) -> OperationCounts:
    """`algebra/ntt`: (n/2)·log₂n − n + n₁ by four steps, n = n₁·n₂.

    A transform of length m has (m/2)·log₂m − (m − 1) products, those by ω⁰ = 1 left out: n₂ of length n₁, n₁ of length
    n₂, and between them a product for each value outside the first row, (n₁ − 1)·n₂.
    """
    log_n = n.bit_length() - 1
    n1 = 1 << log_n // 2
    return OperationCounts("F_r", n // 2 * log_n - n + n1)


# Multiplications in F_p of one affine addition with its share of the inversion. G1: 3 for the inversion, slope, slope²,
# y₃. G2: norm 2, inversion 3, slope 6, x₃ 2, y₃ 4, with products in F_p² written out.
ADDITION_MULTIPLICATIONS = {"bn254_g1": 6, "bn254_g2": 17}
ENDOMORPHISM_MULTIPLICATIONS = {"bn254_g1": 1, "bn254_g2": 2}


def msm(curve: str, n: int) -> OperationCounts:
    """`algebra/msm`: Pippenger over 2n half-length terms, see `pippenger.additions`; right to some per cent.

    Zero digits, and a top window of few bits, make it up to a window's terms less.
    """
    c = window_bits(2 * n, SUBSCALAR_BITS)
    multiplications = additions(2 * n, c, SUBSCALAR_BITS) * ADDITION_MULTIPLICATIONS[curve]
    multiplications += n * ENDOMORPHISM_MULTIPLICATIONS[curve]
    buckets = 1 << (c - 1)
    tree_levels = (4 * n // buckets).bit_length()  # of a bucket with twice the mean of 2n/buckets points
    trees = -(-2 * n // POINTS_AT_ONCE)
    # An inversion for each level of the trees, each step of the running sums, each doubling, and each window's sum.
    batches = num_windows(c, SUBSCALAR_BITS) * (trees * tree_levels + c + 1) + buckets
    return OperationCounts("F_p", multiplications, batches)


@dataclass(frozen=True)
class PairingCounts:
    """Products in F_p12 of a product of k pairings: squarings, by lines, others; and steps of the points."""

    squarings: int
    line_multiplications: int
    multiplications: int
    point_steps: int


def pairing_products(k: int) -> PairingCounts:
    """`algebra/pairing`, as `bn254.pairing` computes it.

    Miller loop: a squaring for each digit of 6u + 2 after the first, a line for each doubling and each non-zero digit,
    and two at the end; k times the lines, once the squarings. Final exponentiation: three powers of u (each with a
    squaring and three products for its table), the easy part and the chain of Scott et al.
    """
    doublings = len(LOOP_DIGITS)
    lines = doublings + sum(1 for digit in LOOP_DIGITS if digit) + 2
    u_squarings = len(U_DIGITS) - 1 + 1
    u_products = sum(1 for digit in U_DIGITS[1:] if digit) + 3
    easy = 4  # f·f̄ and its use in the inverse, f̄·f⁻¹, f^(p²)·f
    chain_squarings, chain_products = 4, 13
    return PairingCounts(
        doublings + 3 * u_squarings + chain_squarings, k * lines, 3 * u_products + easy + chain_products, k * lines
    )


# In multiplications of F_p with the tower and Karatsuba (a product in F_p² is 3): Aranha, Karabina, Longa, Gebotys,
# López, "Faster explicit formulas for computing pairings over ordinary curves" (EUROCRYPT 2011), sections 3 and 4.
TOWER_SQUARING = 36
TOWER_CYCLOTOMIC_SQUARING = 18
TOWER_LINE_MULTIPLICATION = 39
TOWER_MULTIPLICATION = 54
TOWER_POINT_STEP = 30  # a projective doubling or mixed addition with its line, taken at P


def pairing(k: int) -> OperationCounts:
    """`algebra/pairing` with the tower's formulas, which is how the native side does it."""
    counts = pairing_products(k)
    miller_squarings = len(LOOP_DIGITS)
    return OperationCounts(
        "F_p",
        miller_squarings * TOWER_SQUARING
        + (counts.squarings - miller_squarings) * TOWER_CYCLOTOMIC_SQUARING
        + counts.line_multiplications * TOWER_LINE_MULTIPLICATION
        + counts.multiplications * TOWER_MULTIPLICATION
        + counts.point_steps * TOWER_POINT_STEP,
        1,
    )
