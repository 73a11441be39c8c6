"""Groth16's verify over the tuned arithmetic: one shared Miller loop, subgroup check by ψ."""

from __future__ import annotations

from typing import ClassVar

from .curve import Curve
from .curve_tuned import TunedCurve, unavailable
from .groth16_verify import Python


class PythonTuned(Python):
    """`snark/groth16_verify:python-tuned`"""

    curve: Curve = TunedCurve()
    attributes: ClassVar[dict[str, str]] = {
        "language": "python",
        "library": "gmpy2",
        "algorithm": "product of three pairings against e(alpha, beta), one accumulator; subgroup check by psi",
    }

    def available(self) -> str | None:
        return unavailable()
