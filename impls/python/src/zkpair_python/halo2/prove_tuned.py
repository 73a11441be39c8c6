"""`halo2/prove:python-tuned`: the same prover over a faster curve."""

from __future__ import annotations

from typing import ClassVar

from zkpair_python.algebra.number import gmpy2_reason
from zkpair_python.halo.tuned.curve import VESTA_TUNED
from zkpair_python.versions import LANGUAGE, library

from .prove import Python


class PythonTuned(Python):
    attributes: ClassVar[dict[str, str]] = {
        "language": LANGUAGE,
        "library": library("gmpy2"),
        "algorithm": "quotient on one coset, radix-2 transforms, multiopen, IPA; Pippenger's buckets, GLV",
        "simd": "none",
    }
    curve = VESTA_TUNED
    left_out = frozenset()

    def available(self) -> str | None:
        return gmpy2_reason()
