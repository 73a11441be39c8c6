"""`algebra/field_mul`: c_i = a_i · b_i mod r."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zkpair_rust import _native
from zkpair_rust._native import Limbs
from zkpair_rust.adapter import Adapter, crate, described
from zkpair_rust.case import Case, each_instance, elements, parameter

if TYPE_CHECKING:
    from typing_extensions import Buffer


def field_mul(a: Buffer, b: Buffer) -> Limbs:
    """Products of the rows of a and b, `(n, 4)` limbs each, in the scalar field of BN254.

    Raises NonCanonicalFieldElementError or WrongLengthError, naming the place.
    """
    return _native.field_mul(a, b)[0]


@dataclass(frozen=True)
class Factors:
    """One instance: n elements each."""

    a: bytes
    b: bytes


class Rust(Adapter):
    """`algebra/field_mul:rust`."""

    wire_format = "bn254-le"
    attributes = described(
        crate("ark-ff", "ark-bn254", "rayon"), "two Montgomery products an element, canonical in and out"
    )

    def prepare(self, case: Case, threads: int) -> Sequence[Factors]:
        """The blobs as they are, checked."""
        parameter(case, "field", ["bn254_fr"])
        n = case.size
        return each_instance(case, lambda blobs: Factors(elements(blobs, "a", n), elements(blobs, "b", n)))

    def run(self, state: Factors) -> Limbs:
        """The products, `(n, 4)`."""
        products, self._kernel_ns = _native.field_mul(state.a, state.b)
        return products

    def encode(self, output: Limbs) -> bytes:
        """n · 32 bytes."""
        return output.tobytes()
