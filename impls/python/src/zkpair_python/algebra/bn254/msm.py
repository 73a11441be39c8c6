"""Multi-scalar multiplication in the groups of BN254, see `algebra.pippenger`."""

from collections.abc import Sequence

from zkpair_python.algebra.bn254.g1 import G1, G1Point
from zkpair_python.algebra.bn254.g2 import G2, G2Point
from zkpair_python.algebra.pippenger import msm


def msm_g1(points: Sequence[G1Point | None], scalars: Sequence[int]) -> G1Point | None:
    """Σ scalars[i]·points[i] in G1."""
    return msm(G1, points, scalars)


def msm_g2(points: Sequence[G2Point | None], scalars: Sequence[int]) -> G2Point | None:
    """Σ scalars[i]·points[i] in G2."""
    return msm(G2, points, scalars)
