"""`algebra/ntt` with plonky3's transforms over Goldilocks and KoalaBear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zkpair_rust.case import Blobs, Case, blob, each_instance
from zkpair_rust.plonky3.adapter import Timed, demand
from zkpair_rust.plonky3.errors import WrongLengthError
from zkpair_rust.plonky3.library import FIELDS, Library

ELEMENT_BYTES = {"goldilocks": 8, "koalabear": 4}


@dataclass(frozen=True)
class NttInput:
    """One instance; the library reads the coefficients in place."""

    library: Library
    field: str
    coefficients: bytes


class Best(Timed):
    """`algebra/ntt:plonky3`."""

    wire_format = "elements-le"
    algorithm = "four steps (Bailey), p3-dft Radix2DitParallel over the columns"
    operations = tuple(f"ntt {field}" for field in FIELDS)

    def prepare(self, case: Case, threads: int) -> Sequence[NttInput]:
        """The blobs as they are, checked: one transform refuses what is not canonical."""
        field = demand(case.params, "field", FIELDS)
        library = self.library(f"ntt {field}")
        return each_instance(case, lambda blobs: self._input(library, field, case.size, blobs))

    def _input(self, library: Library, field: str, n: int, blobs: Blobs) -> NttInput:
        coefficients = blob(blobs, "coefficients")
        wanted = n * ELEMENT_BYTES[field]
        if len(coefficients) != wanted:
            raise WrongLengthError(f"coefficients has {len(coefficients)} bytes, {wanted} are needed ({n} elements)")
        library.ntt(field, coefficients)
        return NttInput(library, field, coefficients)

    def run(self, state: NttInput) -> bytearray:
        """The evaluations in natural order."""
        evaluations, self._kernel_ns = state.library.ntt(state.field, state.coefficients)
        return evaluations

    def encode(self, output: bytearray) -> bytes:
        """n elements."""
        return bytes(output)


class Scalar(Best):
    """`algebra/ntt:plonky3+scalar`."""

    level = "scalar"


class Avx2(Best):
    """`algebra/ntt:plonky3+avx2`."""

    level = "avx2"


class Avx512(Best):
    """`algebra/ntt:plonky3+avx512`."""

    level = "avx512"
