"""How many field multiplications Groth16 takes with the tuned algorithms: sums of what its parts take (see
`zkpair_python.algebra.operation_counts` for what a count is good for)."""

from __future__ import annotations

from dataclasses import dataclass

from zkpair_python.algebra import operation_counts as algebra
from zkpair_python.algebra.operation_counts import OperationCounts

NUM_NTTS = 6  # a, b and c, each to coefficients and to the odd points


@dataclass(frozen=True)
class ProveParts:
    """Terms of the prover's sums (in G1: A, B₁ and C; in G2: B) and the length of its transforms."""

    g1_terms: tuple[int, int, int]
    g2_terms: int
    ntt_length: int


def prove_parts(domain_size: int, num_signals: int, num_public: int) -> ProveParts:
    """A, B and B₁ take the key's α or β, its δ and every signal; C the private signals, h, and s·A + r·B₁ − rs·δ."""
    queries = num_signals + 2
    c = num_signals - num_public - 1 + domain_size + 3
    return ProveParts((queries, queries, c), queries, domain_size)


def groth16_prove(domain_size: int, num_signals: int, num_public: int) -> OperationCounts:
    """`snark/groth16_prove`, multiplications in F_p and F_r alike, without the rows of the circuit's matrices."""
    parts = prove_parts(domain_size, num_signals, num_public)
    sums = [algebra.msm("bn254_g1", n) for n in parts.g1_terms] + [algebra.msm("bn254_g2", parts.g2_terms)]
    n = parts.ntt_length
    # Beside the transforms: c = a∘b, the shift of all three with its powers, and a∘b − c on the odd points.
    in_f_r = NUM_NTTS * algebra.ntt(n).multiplications + n + 3 * 2 * n + n
    return OperationCounts(
        "F_p and F_r", sum(s.multiplications for s in sums) + in_f_r, sum(s.inversions for s in sums)
    )


# ψ(Q) = [6u²]Q with a 127-bit 6u²: doublings, about a third as many additions, each a point step without its line.
SUBGROUP_STEPS = 127 + 127 // 3
SUBGROUP_STEP = 24


def groth16_verify(num_public: int) -> OperationCounts:
    """`snark/groth16_verify`: Σ x_i·IC_i, three pairings with one final exponentiation, B in the subgroup."""
    total, product = algebra.msm("bn254_g1", num_public + 1), algebra.pairing(3)
    steps = SUBGROUP_STEPS * SUBGROUP_STEP
    return OperationCounts(
        "F_p", total.multiplications + product.multiplications + steps, total.inversions + product.inversions
    )
