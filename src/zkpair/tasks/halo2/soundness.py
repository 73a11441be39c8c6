"""How many bits of security a halo2 proof has: the challenges of its key's arguments, and those of the opening.

A. Gabizon, Z. Williamson, O. Ciobotaru, "PLONK" (ePrint 2019/953); A. Gabizon, Z. Williamson, "plookup" (2020/315); the
losses are degrees of the polynomials that a challenge must not be a root of (see zkpair.tasks.halo.soundness).

    θ              the columns of a lookup folded into one                        WIDTH
    β, γ           products over n rows and all permuted columns                  n · COLUMNS
    y              the constraints folded into one                                CONSTRAINTS
    x              the identity of the quotient, degree d over n rows             n · DEGREE
    x_1, x_2       openings at one point, and sets of points, folded              OPENINGS
    x_3            the quotients of the sets at a point, degree n + points        n + OPENINGS
    x_4            the sets' polynomials folded                                   OPENINGS

The bounds in capitals hold for every circuit here (a test asks all keys); a tighter one gains nothing: the weakest
challenge stays 100 bits above the curve.
"""

from __future__ import annotations

from zkpair.tasks.halo import soundness
from zkpair.tasks.task import Cell

WIDTH, COLUMNS, CONSTRAINTS, DEGREE, OPENINGS = 4, 16, 64, 16, 128


def proof(n: int) -> soundness.Losses:
    return soundness.opening(n) | {
        "theta": WIDTH,
        "beta, gamma": n * COLUMNS,
        "y": CONSTRAINTS,
        "x": n * DEGREE,
        "x_1": OPENINGS,
        "x_2": OPENINGS,
        "x_3": n + OPENINGS,
        "x_4": OPENINGS,
    }


def proof_security(cell: Cell) -> dict[str, float]:
    return soundness.bits(proof(cell.size))


def batch_security(cell: Cell) -> dict[str, float]:
    """Of one proof among the batch: a random factor for each adds nothing but its own chance of 1/|F_p|."""
    return soundness.bits(proof(int(cell.parameters["rows"])))
