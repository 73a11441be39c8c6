"""BN254: field products, number-theoretic transform, multi-scalar multiplication, pairings.

Elements travel as rows of four little-endian 64-bit limbs, canonical (below the modulus); affine points as rows of
eight in G1 (x, y) and sixteen in G2 (x.c0, x.c1, y.c0, y.c1); infinity is all zeros. Arguments are whatever exports a
buffer: a `(n, 4)` uint64 array of NumPy, the flat words of an `array`, or the same memory as bytes (32 an element), in
C order; a read-only one is read in place. Results are `Limbs`: a read-only buffer of the shape `(n, 4)`, which
`np.asarray(result)`, `memoryview(result)` and `bytes(result)` read. `pack` and `unpack` go from and to Python's
integers.
"""

from zkpair_rust._native import Limbs
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
    "Limbs",
    "field_mul",
    "intt",
    "msm",
    "ntt",
    "pack",
    "pairing",
    "root_of_unity",
    "unpack",
]
