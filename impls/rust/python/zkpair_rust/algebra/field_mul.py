"""`algebra/field_mul`: c_i = a_i · b_i mod r."""

from collections.abc import Sequence
from dataclasses import dataclass

from zkpair_rust import _native
from zkpair_rust.adapter import Adapter, crate
from zkpair_rust.case import Case, Limbs, limbs, located, parameter


def field_mul(a: Limbs, b: Limbs) -> Limbs:
    """Products of the `(n, 4)` arrays a and b, row by row, in the scalar field of BN254.

    Raises NonCanonicalFieldElementError or WrongLengthError, naming the place.
    """
    return _native.field_mul(a, b)[0]


@dataclass(frozen=True)
class Factors:
    """One instance: `(n, 4)` limbs each."""

    a: Limbs
    b: Limbs


class Rust(Adapter):
    """`algebra/field_mul:rust`."""

    wire_format = "bn254-le"

    def __init__(self) -> None:
        super().__init__()
        self.attributes = {
            "language": "rust",
            "library": crate("ark-ff", "ark-bn254", "rayon"),
            "algorithm": "two Montgomery products an element, canonical in and out",
            "simd": "none",
        }

    def prepare(self, case: Case, threads: int) -> Sequence[Factors]:
        """Views of the blobs, checked."""
        parameter(case, "field", ["bn254_fr"])
        return [Factors(self._factor(case, i, "a"), self._factor(case, i, "b")) for i in range(len(case.instances))]

    def _factor(self, case: Case, i: int, name: str) -> Limbs:
        where = f"instance {i}"
        elements = limbs(case.instances[i], name, case.size, 4, where)
        with located(where):
            _native.check_canonical(elements, name)
        return elements

    def run(self, state: Factors) -> Limbs:
        """The products, `(n, 4)`."""
        products, self._kernel_ns = _native.field_mul(state.a, state.b)
        return products

    def encode(self, output: Limbs) -> bytes:
        """n · 32 bytes."""
        return output.tobytes()
