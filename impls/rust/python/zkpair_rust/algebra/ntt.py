"""`algebra/ntt`: f(ω^0), f(ω^1), …, f(ω^(n−1)) from the coefficients of f."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zkpair_rust import _native
from zkpair_rust._native import Limbs, Words
from zkpair_rust.adapter import Adapter, crate, described
from zkpair_rust.algebra.elements import unpack
from zkpair_rust.case import Case, blob, each_instance, elements, parameter
from zkpair_rust.errors import WrongLengthError

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


@dataclass(frozen=True)
class Narrow:
    """A field of one machine word: its functions, and the bytes of an element."""

    element_bytes: int
    check_canonical: Callable[[Buffer, str], None]
    root_of_unity: Callable[[int], int]
    ntt: Callable[[Buffer], tuple[Words, int]]


NARROW = {
    "goldilocks": Narrow(
        8, _native.goldilocks_check_canonical, _native.goldilocks_root_of_unity, _native.goldilocks_ntt
    ),
    "koalabear": Narrow(4, _native.koalabear_check_canonical, _native.koalabear_root_of_unity, _native.koalabear_ntt),
}


@dataclass(frozen=True)
class State:
    """Canonical coefficients and the transform that takes them."""

    transform: Callable[[Buffer], tuple[Limbs | Words, int]]
    coefficients: bytes


class Rust(Adapter):
    """`algebra/ntt:rust`."""

    wire_format = "elements-le"
    attributes = described(
        f"own, over {crate('ark-ff', 'ark-bn254', 'rayon')} for bn254_fr",
        "bn254_fr: radix-2 in place, roots kept, no Montgomery conversion, no SIMD; "
        "others: two passes of column transforms, radix 4, lazy reduction",
        _native.narrow_simd(),
    )

    def prepare(self, case: Case, threads: int) -> Sequence[State]:
        """The blobs as they are, checked."""
        field = parameter(case, "field", ["bn254_fr", *NARROW])
        if field == "bn254_fr":
            _native.root_of_unity(case.size)  # refuses a size without a subgroup
            return each_instance(case, lambda blobs: State(_native.ntt, elements(blobs, "coefficients", case.size)))
        narrow = NARROW[field]
        narrow.root_of_unity(case.size)
        return each_instance(case, lambda blobs: State(narrow.ntt, _words(blobs, case.size, narrow)))

    def run(self, state: State) -> Limbs | Words:
        """The evaluations: `(n, 4)` limbs, or n words."""
        evaluations, self._kernel_ns = state.transform(state.coefficients)
        return evaluations

    def encode(self, output: Limbs | Words) -> bytes:
        """n elements of 32, 8 or 4 bytes."""
        return output.tobytes()


def _words(blobs: Mapping[str, bytes], n: int, field: Narrow) -> bytes:
    """The coefficients, n canonical words."""
    data = blob(blobs, "coefficients")
    if len(data) != n * field.element_bytes:
        needed = n * field.element_bytes
        raise WrongLengthError(f"coefficients has {len(data)} bytes, {needed} are needed ({n} elements)")
    field.check_canonical(data, "coefficients")
    return data
