"""How many bits of security a proof has, term by term, in three regimes that must not be mixed.

A term is a round of the protocol in which a false claim slips through with a chance of at most 2^−bits. After Fiat and
Shamir what counts is the weakest round (round-by-round soundness: Block et al., ePrint 2023/1071); the verifier of the
interactive protocol is wrong with at most the sum of all. Both are capped by the hash's resistance to collisions.

    unique decoding  proven      radius (1 − ρ⁺)/2          ePrint 2024/1553, theorem 3; proximity gaps: 2020/654
    Johnson          proven      radius 1 − √ρ·(1 + 1/2m)   ePrint 2024/1553, theorem 2; 2022/1216, theorem 8; 2021/582
    conjectured      no proof    radius 1 − ρ               ePrint 2021/582, conjecture 1; in doubt since 2025/2010

q = |F| of the extension, n rows, D = 8n points, ρ = n/D, ρ⁺ = (n + 2)/D (each column is opened at two points), s
queries with w bits of grinding, f = 4 the folding. blowup + 1 = 9 bounds the degree of constraints, as in winterfell's
own estimate. Where m ≥ 3 is free the best is taken. L is the size of the list, 1 for unique decoding.

    permutation   q / (k·L)                            random z, α, where the AIR has them: a product (k = n − 1), or
                                                       plonky3's sum of 2n fractions (k = 2n − 1)
    constraints   q / (b_C·L)                          constraints to one composition polynomial
    deep          q / (L²·(9·(n + 1) + n − 1))         out of the domain
    batch         q / (b_N·D)  or  q·3ρ^1.5 / (b_N·D²·(m + ½)^7)            columns to one function
    fold i        q / ((f − 1)·(D + 1))  or together  q·√ρ / (f·layers·(2m + 1)·(D + 1))
    queries       w − s·log2((1 + ρ⁺)/2)  or  w − s·log2((1 + 1/2m)·√ρ)  or  w + s·log2(1/ρ)

b = 1 where the weights are drawn independently (winterfell's linear batching), and one less than their number where
they are powers of one challenge (plonky3).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log2, sqrt

from zkpair.tasks.stark.air import Air, air_of
from zkpair.tasks.stark.setting import Setting, extension_degree, field_of, setting_of
from zkpair.tasks.task import Cell

Terms = Mapping[str, float]

COLLISION_BITS = {"sha3_256": 128.0, "blake3": 128.0, "poseidon2": 8 * log2(2**31 - 2**24 + 1) / 2}
"""Half the digest: 32 bytes, or eight elements of KoalaBear (what a generic attack needs; a claim about each hash)."""

MIN_M, MAX_M = 3, 1000
OPENINGS = 2


@dataclass(frozen=True)
class Protocol:
    """What the bits depend on. `constraints` and `functions` are the numbers of what is batched by powers of one
    challenge; None where each has a weight of its own."""

    setting: Setting
    field_bits: float
    n: int
    collision_bits: float
    permutation_degree: int = 0
    constraints: int | None = None
    functions: int | None = None
    is_fri_alone: bool = False

    @property
    def domain(self) -> int:
        return self.n * self.setting.blowup

    @property
    def rho(self) -> float:
        return 1 / self.setting.blowup

    @property
    def layers(self) -> int:
        return self.setting.fri_layers(self.domain)


def _loss(count: int | None) -> float:
    """log2 of b."""
    return 0.0 if count is None or count < 2 else log2(count - 1)


def unique_decoding(p: Protocol) -> dict[str, float]:
    """Each word has at most one codeword within the radius."""
    folds = {f"fold {i}": p.field_bits - log2((p.setting.folding - 1) * (p.domain + 1)) for i in range(p.layers)}
    if p.is_fri_alone:
        missed = (1 + p.rho) / 2
        return {**folds, "queries": p.setting.grinding - p.setting.queries * log2(missed)}
    missed = (1 + (p.n + OPENINGS) / p.domain) / 2
    return {
        **_algebra(p, list_size=1.0),
        "batch": p.field_bits - log2(p.domain) - _loss(p.functions),
        **folds,
        "queries": p.setting.grinding - p.setting.queries * log2(missed),
    }


def johnson_at(p: Protocol, m: int) -> dict[str, float]:
    """With proximity parameter m: lists up to m/(ρ − 2m/D) codewords within the radius."""
    list_size = m / (p.rho - 2 * m / p.domain)
    spread = p.setting.folding * p.layers * (2 * m + 1) * (p.domain + 1) / sqrt(p.rho)
    fri = {
        "folds": p.field_bits - log2(spread),
        "queries": p.setting.grinding - p.setting.queries * log2((1 + 0.5 / m) * sqrt(p.rho)),
    }
    if p.is_fri_alone:
        return fri
    batch = log2((m + 0.5) ** 7 / (3 * p.rho**1.5)) + 2 * log2(p.domain) + _loss(p.functions)
    return {**_algebra(p, list_size), "batch": p.field_bits - batch, **fri}


def johnson(p: Protocol) -> dict[str, float]:
    """At the m that makes the weakest round strongest; m stays below n/2, where the bound on the lists ends."""
    candidates = (johnson_at(p, m) for m in range(MIN_M, min(p.n // 2, MAX_M)))
    return max(candidates, key=lambda terms: min(terms.values()))


def conjectured(p: Protocol) -> dict[str, float]:
    """If every query is worth log2(1/ρ) bits and nothing but the field's size stands against it."""
    return {"field": p.field_bits, "queries": p.setting.grinding + p.setting.queries * log2(p.setting.blowup)}


def _algebra(p: Protocol, list_size: float) -> dict[str, float]:
    degree = (p.setting.blowup + 1) * (p.n + OPENINGS - 1) + p.n - 1
    found = {"permutation": p.field_bits - log2(p.permutation_degree * list_size)} if p.permutation_degree else {}
    return found | {
        "constraints": p.field_bits - log2(list_size) - _loss(p.constraints),
        "deep": p.field_bits - log2(list_size**2 * degree),
    }


def weakest(terms: Terms, collision_bits: float) -> float:
    """Round by round."""
    return min(collision_bits, *terms.values())


def total(terms: Terms, collision_bits: float) -> float:
    """−log2 of the sum of all chances."""
    return min(collision_bits, -log2(sum(2.0**-bits for bits in terms.values())))


REGIMES = {"unique_decoding": unique_decoding, "johnson": johnson, "conjectured": conjectured}

# Plonky3's composition comes in 1, 2 or 8 parts (of as many base columns as the extension has degrees); its permutation
# argument (LogUp) adds two columns over the extension and its own constraints. Trace columns are opened at two points.
PLONKY3_PARTS = {"fibonacci": 1, "hash_chain": 8, "permutation": 2, "chain": 1}
PLONKY3_CONSTRAINTS = {"fibonacci": 5, "hash_chain": 16, "permutation": 13, "chain": 3}
PLONKY3_LOOKUP_COLUMNS = {"permutation": 2}


def protocol(cell: Cell, n: int, wire_format: str) -> Protocol:
    """The protocol of a cell of prove or verify, for a trace of length n, in this format."""
    air, degree = air_of(cell), extension_degree(cell)
    field_bits = degree * log2(field_of(cell).modulus)
    collision_bits = COLLISION_BITS[cell.parameters["hash"]]
    if wire_format != "plonky3":
        return Protocol(setting_of(cell), field_bits, n, collision_bits, n - 1 if air.aux_width else 0)
    return Protocol(
        setting_of(cell),
        field_bits,
        n,
        collision_bits,
        2 * n - 1 if air.aux_width else 0,
        PLONKY3_CONSTRAINTS[air.name],
        plonky3_functions(air, degree),
    )


def plonky3_functions(air: Air, degree: int) -> int:
    """How many quotients (f(x) − f(ζ))/(x − ζ) are summed with powers of one challenge."""
    lookup = OPENINGS * degree * PLONKY3_LOOKUP_COLUMNS.get(air.name, 0)
    return OPENINGS * air.width + degree * PLONKY3_PARTS[air.name] + lookup


def bits(p: Protocol) -> dict[str, float]:
    """The weakest round and the sum (`…_sum`) in each regime."""
    found = {}
    for name, regime in REGIMES.items():
        terms = regime(p)
        found[name] = weakest(terms, p.collision_bits)
        found[f"{name}_sum"] = total(terms, p.collision_bits)
    return found


def proof_security(cell: Cell, n: int) -> dict[str, float]:
    """For a cell of prove: winterfell's protocol, and plonky3's with `plonky3_` before the names; for one that names
    its format, or that only plonky3 does, that one alone."""
    wire_format = cell.parameters.get("format")
    if wire_format is not None:
        return bits(protocol(cell, n, wire_format))
    if cell.parameters["field"] != "goldilocks":
        return bits(protocol(cell, n, "plonky3"))
    plonky3 = {f"plonky3_{name}": value for name, value in bits(protocol(cell, n, "plonky3")).items()}
    return bits(protocol(cell, n, "winterfell")) | plonky3


def fri_security(cell: Cell) -> dict[str, float]:
    """FRI alone on a domain of that size: the chance that a function far from every polynomial of low degree passes."""
    setting = setting_of(cell)
    field_bits = extension_degree(cell) * log2(field_of(cell).modulus)
    collision_bits = COLLISION_BITS[cell.parameters["hash"]]
    n = cell.size // setting.blowup
    return bits(Protocol(setting, field_bits, n, collision_bits, is_fri_alone=True))
