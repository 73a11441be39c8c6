"""`algebra/pairing`: Π e(Pᵢ, Qᵢ), e the reduced optimal ate pairing of BN254."""

from collections.abc import Sequence

from zkpair_rust._native import PairingPairs, PairingProduct
from zkpair_rust.adapter import Adapter, crate
from zkpair_rust.case import Case, Limbs, limbs, located, parameter

__all__ = ["PairingPairs", "PairingProduct", "Rust", "pairing"]


def pairing(g1: Limbs, g2: Limbs) -> PairingProduct:
    """Π e(g1[i], g2[i]) for `(k, 8)` limbs of G1 and `(k, 16)` of G2; `.is_one()` and `.canonical_bytes()` read it.

    Raises NonCanonicalFieldElementError, NotOnCurveError, NotInSubgroupError or WrongLengthError, naming the place.
    """
    return PairingPairs(g1, g2).product()[0]


class Rust(Adapter):
    """`algebra/pairing:rust`."""

    wire_format = "bn254-le"

    def __init__(self) -> None:
        super().__init__()
        self.attributes = {
            "language": "rust",
            "library": crate("ark-ec", "ark-ff", "ark-bn254", "rayon"),
            "algorithm": "optimal ate, one Miller loop for up to four pairs, one final exponentiation",
            "simd": "none",
        }

    def prepare(self, case: Case, threads: int) -> Sequence[PairingPairs]:
        """The points parsed; curve and subgroup checked."""
        parameter(case, "curve", ["bn254"])
        states = []
        for i, blobs in enumerate(case.instances):
            where = f"instance {i}"
            g1, g2 = limbs(blobs, "g1", case.size, 8, where), limbs(blobs, "g2", case.size, 16, where)
            with located(where):
                states.append(PairingPairs(g1, g2))
        return states

    def run(self, state: PairingPairs) -> PairingProduct:
        """The product, in the power that the computation leaves."""
        product, self._kernel_ns = state.product()
        return product

    def encode(self, output: PairingProduct) -> bytes:
        """384 bytes; the power is undone here."""
        return output.canonical_bytes()
