"""Groth16's prove over the tuned arithmetic: Pippenger with signed windows and GLV, NTTs on mpz."""

from __future__ import annotations

from typing import ClassVar

from .curve import Curve
from .curve_tuned import TunedCurve, unavailable
from .groth16_prove import Python


class PythonTuned(Python):
    """`snark/groth16_prove:python-tuned`"""

    curve: Curve = TunedCurve()
    attributes: ClassVar[dict[str, str]] = {
        "language": "python",
        "library": "gmpy2",
        "algorithm": "Pippenger, signed windows, GLV, batched affine additions; iterative NTT",
    }

    def available(self) -> str | None:
        return unavailable()
