"""`algebra/ntt`: f(ω^0), f(ω^1), …, f(ω^(n−1)) from the coefficients of f."""

from collections.abc import Sequence

from zkpair_rust import _native
from zkpair_rust.adapter import Adapter, crate
from zkpair_rust.algebra.elements import unpack
from zkpair_rust.case import Case, Limbs, limbs, located, parameter


def ntt(coefficients: Limbs) -> Limbs:
    """Evaluations on the subgroup of order n, natural order, of a polynomial over the scalar field of BN254.

    `coefficients` is `(n, 4)`, n = 2^k up to 2^28. Raises NotAPowerOfTwoError or NonCanonicalFieldElementError.
    """
    return _native.ntt(coefficients)[0]


def intt(evaluations: Limbs) -> Limbs:
    """Coefficients from evaluations: the inverse of `ntt`, with the same errors."""
    return _native.intt(evaluations)[0]


def root_of_unity(n: int) -> int:
    """ω = 5^((r−1)/n). Raises NotAPowerOfTwoError."""
    return unpack(_native.root_of_unity(n))[0]


class Rust(Adapter):
    """`algebra/ntt:rust`."""

    wire_format = "bn254-le"

    def __init__(self) -> None:
        super().__init__()
        self.attributes = {
            "language": "rust",
            "library": f"own, over {crate('ark-ff', 'ark-bn254', 'rayon')}",
            "algorithm": "radix-2 in place, roots kept, no Montgomery conversion",
            "simd": "none",
        }

    def prepare(self, case: Case, threads: int) -> Sequence[Limbs]:
        """Views of the blobs, checked."""
        parameter(case, "field", ["bn254_fr"])
        _native.root_of_unity(case.size)  # refuses a size without a subgroup
        states = []
        for i, blobs in enumerate(case.instances):
            coefficients = limbs(blobs, "coefficients", case.size, 4, f"instance {i}")
            with located(f"instance {i}"):
                _native.check_canonical(coefficients, "coefficients")
            states.append(coefficients)
        return states

    def run(self, state: Limbs) -> Limbs:
        """The evaluations, `(n, 4)`."""
        evaluations, self._kernel_ns = _native.ntt(state)
        return evaluations

    def encode(self, output: Limbs) -> bytes:
        """n · 32 bytes."""
        return output.tobytes()
