"""How many bits of security a Groth16 proof over BN254 has.

J. Groth, "On the size of pairing-based non-interactive arguments" (EUROCRYPT 2016), Theorem 1: knowledge sound in the
generic group model. What remains is the discrete logarithm, on the curve and in the pairing's target group F_(p^12),
and the trapdoor's chance to be a root: polynomials in it have degree at most 2N over a domain of N. The trapdoor itself
must be unknown to everyone: whoever has it forges.
"""

from __future__ import annotations

from math import log2

from zkpair.tasks.arithmetic.field import P, R
from zkpair.tasks.arithmetic.hardness import BN_AUTOMORPHISMS, rho_bits, tower_sieve_bits
from zkpair.tasks.task import Cell

EMBEDDING_DEGREE = 12


def bits(domain_size: int) -> dict[str, float]:
    return {
        "discrete_log": rho_bits(R, BN_AUTOMORPHISMS),
        "discrete_log_target": tower_sieve_bits(P, EMBEDDING_DEGREE),
        "rounds": log2(R) - log2(2 * domain_size),
    }


def proof_security(cell: Cell) -> dict[str, float]:
    """Nothing for a circuit from a file, whose size the cell does not tell."""
    return bits(cell.size) if cell.parameters["circuit"] == "chain" else {}
