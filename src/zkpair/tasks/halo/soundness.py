"""How many bits of security an opening and an accumulation have, challenge by challenge.

A false statement passes a challenge with a chance of at most loss/|F_p|; after Fiat and Shamir the weakest one counts
(T. Attema, S. Fehr, M. Klooß, "Fiat-Shamir transformation of multi-round interactive proofs", TCC 2022). The prover is
bound to its polynomials by the discrete logarithm on Vesta, which is what gives way first.

    ξ              a(x) + ξ·s(x) = 0 for the wrong value                          1
    z              a value moved between ⟨a, b⟩·u and the commitment              1
    u_j            three answers give L_j, the commitment and R_j (as quadratic)  2
    α  (fold)      Σ α^i·(G_i − Com(g_i)) = 0 in degree m − 1                     m − 1
    z  (fold)      Q − q at z, degree n − 1                                       n − 1
"""

from __future__ import annotations

from math import log2

from zkpair.tasks.arithmetic.hardness import PASTA_AUTOMORPHISMS, rho_bits
from zkpair.tasks.arithmetic.pasta import FP
from zkpair.tasks.halo.accumulation import N
from zkpair.tasks.task import Cell

Losses = dict[str, int]


def opening(n: int) -> Losses:
    return {"xi": 1, "z": 1} | {f"u_{j}": 2 for j in range(1, n.bit_length())}


def accumulation(m: int) -> Losses:
    return opening(N) | {"alpha": max(1, m - 1), "fold z": N - 1}


def bits(losses: Losses) -> dict[str, float]:
    """The curve's, the weakest challenge's and that of all challenges together."""
    field_bits = log2(FP)
    return {
        "discrete_log": rho_bits(FP, PASTA_AUTOMORPHISMS),
        "rounds": field_bits - log2(max(losses.values())),
        "rounds_sum": field_bits - log2(sum(losses.values())),
    }


def opening_security(cell: Cell) -> dict[str, float]:
    return bits(opening(cell.size))


def accumulation_security(cell: Cell) -> dict[str, float]:
    return bits(accumulation(cell.size))
