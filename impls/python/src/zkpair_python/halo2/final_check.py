"""The verifier's equation of the inner-product argument for a commitment that is a combination of points.

P − v·G_0 + ξ·S + Σ (u_j^{−1}·L_j + u_j·R_j) − c·⟨s, G⟩ − c·b_0·z·U − f·W = 0            see halo/ipa.py
"""

from __future__ import annotations

from zkpair_python.halo.field import FP, P
from zkpair_python.halo.ipa import Opening, folded_powers, folding_coefficients

from .commitment import Combination


def final_check(commitment: Combination, opening: Opening) -> Combination:
    """What must be zero for the opening to hold."""
    check = Combination(list(commitment.terms))
    check.add(opening.xi, opening.s)
    for u, inverse, left, right in zip(
        opening.u, FP.batch_inverse(opening.u), opening.lefts, opening.rights, strict=True
    ):
        check.add(inverse, left)
        check.add(u, right)
    check.on_g = [-opening.c * s % P for s in folding_coefficients(FP, opening.u)]
    check.on_g[0] = (check.on_g[0] - opening.statement.value) % P
    check.on_u = -opening.c * folded_powers(FP, opening.u, opening.statement.point) * opening.z % P
    check.on_w = -opening.f % P
    return check
