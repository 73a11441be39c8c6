"""Groth16's setup over the tuned arithmetic: one table for each generator, all multiples in lockstep."""

from __future__ import annotations

from typing import ClassVar

from .curve import Curve
from .curve_tuned import TunedCurve, unavailable
from .groth16_setup import Python


class PythonTuned(Python):
    """`snark/groth16_setup:python-tuned`"""

    curve: Curve = TunedCurve()
    attributes: ClassVar[dict[str, str]] = {
        "language": "python",
        "library": "gmpy2",
        "algorithm": "Lagrange evaluations at tau, fixed-base windows with batched affine additions",
    }

    def available(self) -> str | None:
        return unavailable()
