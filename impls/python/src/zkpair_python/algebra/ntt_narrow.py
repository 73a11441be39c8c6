"""`algebra/ntt:python-tuned` over Goldilocks and KoalaBear: the instances as NumPy arrays."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from zkpair_python.algebra import vector_goldilocks, vector_koalabear
from zkpair_python.algebra.prime_field import FIELDS, PrimeField
from zkpair_python.algebra.vector_ntt import Words, ntt
from zkpair_python.case import Case, require_blob, require_parameter
from zkpair_python.vectors import decode_words

VECTORS: dict[str, Any] = {"goldilocks": vector_goldilocks, "koalabear": vector_koalabear}


@dataclass(frozen=True)
class NarrowState:
    """An instance: n canonical coefficients and ω."""

    coefficients: Words
    omega: int
    field: PrimeField

    def run(self) -> Words:
        return ntt(VECTORS[self.field.name], self.coefficients, self.omega)

    def encode(self, output: Words) -> bytes:
        return output.astype(f"<u{self.field.element_bytes}").tobytes()


def decode_instances(case: Case) -> list[NarrowState]:
    """The instances of an `algebra/ntt` case over a field of one word, checked; the roots are computed here."""
    field = FIELDS[require_parameter(case, "field", list(VECTORS))]
    omega = field.root_of_unity(case.size)
    states = []
    for i, blobs in enumerate(case.instances):
        data = require_blob(blobs, "coefficients", f"instance {i}")
        states.append(NarrowState(decode_words(data, case.size, field, f"instance {i}: coefficients"), omega, field))
    ntt(VECTORS[field.name], np.zeros(case.size, np.uint64), omega)
    return states
