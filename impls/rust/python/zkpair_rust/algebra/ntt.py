"""`algebra/ntt`: f(ω^0), f(ω^1), …, f(ω^(n−1)) from the coefficients of f."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from zkpair_rust import _native
from zkpair_rust._native import Limbs
from zkpair_rust.adapter import Adapter, crate, described
from zkpair_rust.algebra.elements import unpack
from zkpair_rust.case import Case, each_instance, elements, parameter

if TYPE_CHECKING:
    from typing_extensions import Buffer


def ntt(coefficients: Buffer) -> Limbs:
    """Evaluations on the subgroup of order n, natural order, of a polynomial over the scalar field of BN254.

    `coefficients` is `(n, 4)`, n = 2^k up to 2^28; `np.asarray(ntt(coefficients))` is the `(n, 4)` result as a NumPy
    array over the same memory. Raises NotAPowerOfTwoError or NonCanonicalFieldElementError.
    """
    return _native.ntt(coefficients)[0]


def intt(evaluations: Buffer) -> Limbs:
    """Coefficients from evaluations: the inverse of `ntt`, with the same errors."""
    return _native.intt(evaluations)[0]


def root_of_unity(n: int) -> int:
    """ω = 5^((r−1)/n). Raises NotAPowerOfTwoError."""
    return unpack(_native.root_of_unity(n))[0]


class Rust(Adapter):
    """`algebra/ntt:rust`."""

    wire_format = "bn254-le"
    attributes = described(
        f"own, over {crate('ark-ff', 'ark-bn254', 'rayon')}", "radix-2 in place, roots kept, no Montgomery conversion"
    )

    def prepare(self, case: Case, threads: int) -> Sequence[bytes]:
        """The blobs as they are, checked."""
        parameter(case, "field", ["bn254_fr"])
        _native.root_of_unity(case.size)  # refuses a size without a subgroup
        return each_instance(case, lambda blobs: elements(blobs, "coefficients", case.size))

    def run(self, state: bytes) -> Limbs:
        """The evaluations, `(n, 4)`."""
        evaluations, self._kernel_ns = _native.ntt(state)
        return evaluations

    def encode(self, output: Limbs) -> bytes:
        """n · 32 bytes."""
        return output.tobytes()
