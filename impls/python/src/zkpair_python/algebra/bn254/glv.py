"""The endomorphism of BN254 and what scalars split into: λ = 36u³ + 18u² + 6u + 1, a cube root of unity mod r."""

from zkpair_python.algebra.bn254.constants import P, R, U
from zkpair_python.algebra.glv import Glv
from zkpair_python.algebra.number import mpz

LAMBDA = mpz(36 * U**3 + 18 * U**2 + 6 * U + 1)
BETA = mpz(2203960485148121921418603742825762020974279258880205651966)  # on G1: (βx, y) = [λ](x, y)
BETA_G2 = BETA * BETA % P  # on the twist the other cube root belongs to λ
GLV = Glv(R, LAMBDA)
SUBSCALAR_BITS = GLV.subscalar_bits  # 126

split = GLV.split
