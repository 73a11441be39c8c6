"""G1 of BN254: E(F_p): y² = x³ + 3, affine points (x, y) of reduced integers, infinity is None."""

from zkpair_python.algebra.affine_group import AffineGroup, AffinePoint
from zkpair_python.algebra.bn254.constants import P
from zkpair_python.algebra.bn254.glv import BETA, GLV
from zkpair_python.algebra.number import mpz

G1Point = AffinePoint

GENERATOR: G1Point = (mpz(1), mpz(2))
B = 3


def is_on_curve(point: G1Point) -> bool:
    """y² = x³ + 3. The order of E(F_p) is r itself, so on the curve means in the group."""
    x, y = point
    return (y * y - x * x * x - B) % P == 0


G1 = AffineGroup(P, BETA, GLV)
