"""The circuit of halo2's tests/plonk_api.rs as its columns and copies, laid out by hand as its floor planner does.

Row 0 holds the public 2 in column a; then ten times a row that multiplies (a·a = c) and a row that adds (a + a² = c),
with a copied from the first to the second and c of the first to b of the second; sl is the lookup's table.
"""

from __future__ import annotations

from zkpair_python.halo.field import FP, P
from zkpair_python.halo2.copies import Copies
from zkpair_python.halo2.expression import Column, Kind

N, USABLE = 32, 26
A, E_, B, C, D = 1, 0, 2, 3, 4
SM, SA, SB, SC, SP, SL = 1, 2, 3, 4, 5, 6
WITNESS = 2834758237 * FP.zeta % P


def columns():
    fixed, advice = [[0] * N for _ in range(7)], [[0] * N for _ in range(5)]
    instance = [[2] + [0] * (N - 1)]
    a = WITNESS
    square = a * a % P
    fixed[SP][0], advice[A][0] = 1, 2
    for row in range(1, 21, 2):
        for r, b, c in ((row, a, square), (row + 1, square, (square + a) % P)):
            advice[A][r], advice[B][r], advice[C][r] = a, b, c
            advice[D][r], advice[E_][r] = pow(a, 4, P), pow(b, 4, P)
            fixed[SC][r] = 1
        fixed[SM][row] = fixed[SA][row + 1] = fixed[SB][row + 1] = 1
    fixed[SL] = [2, a, a, 0] + [2] * (USABLE - 4) + [0] * (N - USABLE)
    return {Kind.FIXED: fixed, Kind.ADVICE: advice, Kind.INSTANCE: instance}


def copies(permuted):
    found = Copies(permuted, N)
    a, b, c = (Column(Kind.ADVICE, index) for index in (A, B, C))
    for row in range(1, 21, 2):
        found.copy((a, row), (a, row + 1))
        found.copy((a, row), (a, row + 1))
        found.copy((b, row + 1), (c, row))
    return found
