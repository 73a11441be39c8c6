"""`algebra/msm`: Σ kᵢ · Pᵢ in G1 or G2 of BN254, on Pallas or on Vesta."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zkpair_rust import _native
from zkpair_rust._native import G1Bases, G2Bases, Limbs, PallasBases, VestaBases
from zkpair_rust.adapter import Adapter, crate, described
from zkpair_rust.case import Blobs, Case, each_instance, located, parameter, words

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["G1Bases", "G2Bases", "PallasBases", "Rust", "VestaBases", "msm"]

Bases = G1Bases | G2Bases | PallasBases | VestaBases


def msm(bases: Bases, scalars: Buffer) -> Limbs:
    """Σ scalars[i] · bases[i] as one row: `(1, 16)` limbs in G2, `(1, 8)` else; infinity is all zeros.

    `bases` is made once, `G1Bases(points)` with `(n, 8)` limbs or `G2Bases(points)` with `(n, 16)` (`PallasBases` and
    `VestaBases` as G1), which checks every point; `scalars` is `(n, 4)`. Raises NonCanonicalFieldElementError,
    NotOnCurveError, NotInSubgroupError or WrongLengthError, naming the place.
    """
    return bases.msm(scalars)[0]


GROUPS: dict[str, tuple[type[Bases], int]] = {
    "bn254_g1": (G1Bases, 8),
    "bn254_g2": (G2Bases, 16),
    "pallas": (PallasBases, 8),
    "vesta": (VestaBases, 8),
}


@dataclass(frozen=True)
class Terms:
    """One instance: the bases of the case, n scalars."""

    bases: Bases
    scalars: bytes


class Rust(Adapter):
    """`algebra/msm:rust`."""

    wire_format = "bn254-le"
    attributes = described(
        crate("ark-ec", "ark-ff", "ark-bn254", "rayon"),
        "Straus (short sums) or Pippenger, GLV, signed windows, batched affine additions",
        _native.msm_simd(),
    )

    def prepare(self, case: Case, threads: int) -> Sequence[Terms]:
        """The bases parsed and checked once, the scalars as they are."""
        group, limbs_a_point = GROUPS[parameter(case, "curve", GROUPS)]
        with located("shared"):
            points = words(case.shared, "bases", case.size, limbs_a_point)
        with located("shared bases"):
            bases = group(points)
        return each_instance(case, lambda blobs: self._terms(bases, blobs, case.size))

    def _terms(self, bases: Bases, blobs: Blobs, n: int) -> Terms:
        scalars = words(blobs, "scalars", n, 4)
        bases.check_scalars(scalars)
        return Terms(bases, scalars)

    def run(self, state: Terms) -> Limbs:
        """The sum, affine, one row."""
        total, self._kernel_ns = state.bases.msm(state.scalars)
        return total

    def encode(self, output: Limbs) -> bytes:
        """128 bytes in G2, else 64."""
        return output.tobytes()
