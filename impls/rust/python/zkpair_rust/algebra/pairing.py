"""`algebra/pairing`: Π e(Pᵢ, Qᵢ), e the reduced optimal ate pairing of BN254."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from zkpair_rust._native import PairingPairs, PairingProduct
from zkpair_rust.adapter import Adapter, crate, described
from zkpair_rust.case import Case, each_instance, parameter, words

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["PairingPairs", "PairingProduct", "Rust", "pairing"]


def pairing(g1: Buffer, g2: Buffer) -> PairingProduct:
    """Π e(g1[i], g2[i]) for `(k, 8)` limbs of G1 and `(k, 16)` of G2; `.is_one()` and `.canonical_bytes()` read it.

    Raises NonCanonicalFieldElementError, NotOnCurveError, NotInSubgroupError or WrongLengthError, naming the place.
    """
    return PairingPairs(g1, g2).product()[0]


class Rust(Adapter):
    """`algebra/pairing:rust`."""

    wire_format = "bn254-le"
    attributes = described(
        crate("ark-ec", "ark-ff", "ark-bn254", "rayon"),
        "own optimal ate, F_p12 by inner products reduced once (mulx, adx where the machine has them)",
    )

    def prepare(self, case: Case, threads: int) -> Sequence[PairingPairs]:
        """The points parsed; curve and subgroup checked."""
        parameter(case, "curve", ["bn254"])
        k = case.size
        return each_instance(case, lambda blobs: PairingPairs(words(blobs, "g1", k, 8), words(blobs, "g2", k, 16)))

    def run(self, state: PairingPairs) -> PairingProduct:
        """The product, in the power that the computation leaves."""
        product, self._kernel_ns = state.product()
        return product

    def encode(self, output: PairingProduct) -> bytes:
        """384 bytes; the power is undone here."""
        return output.canonical_bytes()
