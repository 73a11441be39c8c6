"""BN254: field products, number-theoretic transform, multi-scalar multiplication, pairings.

Elements travel as `(n, 4)` uint64 arrays: four little-endian 64-bit limbs a row, canonical (below the modulus). `pack`
and `unpack` go from and to Python's integers. Affine points are `(n, 8)` in G1 (x, y) and `(n, 16)` in G2 (x.c0,
x.c1, y.c0, y.c1); infinity is all zeros.
"""

from zkpair_rust.algebra.elements import FIELD_MODULUS, GROUP_ORDER, pack, unpack
from zkpair_rust.algebra.field_mul import field_mul
from zkpair_rust.algebra.msm import G1Bases, G2Bases, msm
from zkpair_rust.algebra.ntt import intt, ntt, root_of_unity
from zkpair_rust.algebra.pairing import pairing

__all__ = [
    "FIELD_MODULUS",
    "GROUP_ORDER",
    "G1Bases",
    "G2Bases",
    "field_mul",
    "intt",
    "msm",
    "ntt",
    "pack",
    "pairing",
    "root_of_unity",
    "unpack",
]
