"""The inputs of `algebra/msm`, checked, as both implementations take them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from zkpair_python.algebra.bn254.codec import decode_g1, decode_g2
from zkpair_python.algebra.bn254.g1 import G1Point
from zkpair_python.algebra.bn254.g2 import G2Point
from zkpair_python.algebra.field import R, decode_elements
from zkpair_python.case import Case, require_blob, require_parameter, require_size
from zkpair_python.halo.curve import CURVES, Point
from zkpair_python.halo.encoding import decode_points

Base = TypeVar("Base")


BN254 = ("bn254_g1", "bn254_g2")


@dataclass(frozen=True)
class MsmInput(Generic[Base]):
    """n bases on `curve` (all instances of a case share them) and n scalars below its order."""

    curve: str
    bases: Sequence[Base]
    scalars: Sequence[int]


def decode_bases(case: Case) -> tuple[str, Sequence[G1Point | None] | Sequence[G2Point | None] | Sequence[Point]]:
    """The curve and its n points."""
    curve = require_parameter(case, "curve", [*BN254, *CURVES])
    data = require_blob(case.shared, "bases", "shared")
    n = require_size(case)
    if curve in CURVES:
        return curve, decode_points(CURVES[curve], data, n, "bases")
    return curve, decode_g1(data, n, "bases") if curve == "bn254_g1" else decode_g2(data, n, "bases")


def decode_scalars(case: Case) -> list[list[int]]:
    """The n scalars of each instance."""
    curve = case.params["curve"]
    order = CURVES[curve].scalars.modulus if curve in CURVES else R
    return [
        decode_elements(require_blob(blobs, "scalars", f"instance {i}"), case.size, order, f"instance {i}: scalars")
        for i, blobs in enumerate(case.instances)
    ]
