"""The security of a proof in bits, term by term, in three regimes that must not be mixed.

Each round of the protocol can fail with a probability 2^−bits. Fiat-Shamir's security is that of the weakest round
(round-by-round soundness; Block et al. 2023, ePrint 2023/1071): the minimum; an interactive verifier is wrong with at
most the sum of all. Both are given, capped by the hash's collision resistance.

- **unique decoding**: proven (Theorem 3 of ePrint 2024/1553), proximity (1 − ρ⁺)/2
- **Johnson**: proven (Theorem 2 there; Haböck 2022, ePrint 2022/1216, Theorem 8), proximity 1 − √ρ·(1 + 1/2m), best m
≥ 3 - **conjectured**: up to capacity, proximity 1 − ρ (ethSTARK, ePrint 2021/582, Conjecture 1). No proof; since 2025
in doubt.

q = |F|, N = 8n the evaluation domain, ρ = 1/8, ρ⁺ = (n + 2)/N for two openings of each column, s queries, w bits of
grinding. As in winterfell, blowup + 1 bounds the degree of constraints.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log2, sqrt

from .field import P
from .hashing import COLLISION_RESISTANCE_BITS
from .options import BLOWUP, EXTENSION_DEGREE, FOLDING, Options, num_fri_layers

RHO = 1 / BLOWUP
OPENINGS = 2
DEGREE_BOUND = BLOWUP + 1
FIELD_BITS = EXTENSION_DEGREE * log2(P)
MIN_M, MAX_M = 3, 1000


@dataclass(frozen=True)
class Security:
    """Bits of each round by its name, and what follows from them."""

    terms: dict[str, float]

    @property
    def round_by_round(self) -> float:
        return min(COLLISION_RESISTANCE_BITS, *self.terms.values())

    @property
    def summed(self) -> float:
        return min(COLLISION_RESISTANCE_BITS, -log2(sum(2**-bits for bits in self.terms.values())))


def deep_bits(n: int, list_size: float) -> float:
    """q / (L²·(d·(n + openings − 1) + n − 1)): two words of the lists that agree at z."""
    return FIELD_BITS - log2(list_size**2 * (DEGREE_BOUND * (n + OPENINGS - 1) + n - 1))


def unique_decoding(n: int, options: Options) -> Security:
    """Proven; every word has at most one codeword that near, so all lists have size 1."""
    domain = n * BLOWUP
    missed = (1 + (n + OPENINGS) / domain) / 2  # a query misses a far word with this chance
    return Security(
        {
            "constraints": FIELD_BITS,
            "deep": deep_bits(n, 1),
            "batch": FIELD_BITS - log2(domain),
            **{f"fold {i}": FIELD_BITS - log2((FOLDING - 1) * (domain + 1)) for i in range(num_fri_layers(domain))},
            "queries": options.grinding_bits - options.num_queries * log2(missed),
        }
    )


def johnson_at(n: int, options: Options, m: int) -> Security:
    """Proven, for a proximity parameter m."""
    domain = n * BLOWUP
    list_size = m / (RHO - 2 * m / domain)
    folds = (2 * m + 1) * (domain + 1) / sqrt(RHO) * FOLDING * num_fri_layers(domain)
    return Security(
        {
            "constraints": FIELD_BITS - log2(list_size),
            "deep": deep_bits(n, list_size),
            "batch": FIELD_BITS - log2((m + 0.5) ** 7 / (3 * RHO**1.5) * domain**2),
            "folds": FIELD_BITS - log2(folds),
            "queries": options.grinding_bits - options.num_queries * log2((1 + 0.5 / m) * sqrt(RHO)),
        }
    )


def johnson(n: int, options: Options) -> Security:
    """`johnson_at` the m below n/2 (where the bound on the lists ends) that gives the most bits round by round."""
    candidates = (johnson_at(n, options, m) for m in range(MIN_M, min(n // 2, MAX_M)))
    return max(candidates, key=lambda it: it.round_by_round)


def conjectured(n: int, options: Options) -> Security:
    """If the conjecture holds: each query is worth log2(blowup) bits, and only the field's size stands against it."""
    return Security(
        {
            "field": FIELD_BITS,
            "queries": options.grinding_bits + options.num_queries * log2(BLOWUP),
        }
    )
