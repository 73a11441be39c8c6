"""Is a proof in winterfell's format the proof of this very trace? All but the constraints is checked, from the bytes.

The judge knows the trace, so it needs no trust in the prover: it makes the verifier's random choices again from what
was committed to, and checks that
  - the main columns at z and z·ω, out of the domain, are those of the case's trace,
  - the opened rows are those that were committed to (main and auxiliary trace, composition columns, FRI's layers), and
    the first of them are the case's trace on the extended domain,
  - the DEEP polynomial made of them folds, layer by layer, to the remainder, and the work of grinding was done.
Whether the composition columns are those of the AIR's constraints is the verify task's matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zkpair.tasks.arithmetic.field import EncodingError
from zkpair.tasks.arithmetic.goldilocks_extension import Element, P, add, encode, inverse, mul, scale, sub
from zkpair.tasks.arithmetic.goldilocks_numpy import Words
from zkpair.tasks.arithmetic.small_field import GOLDILOCKS
from zkpair.tasks.stark.air import Air
from zkpair.tasks.stark.coin import Coin
from zkpair.tasks.stark.domain import OFFSET, root
from zkpair.tasks.stark.evaluate import at_base_point, at_extension_point
from zkpair.tasks.stark.fri_check import challenges, fri_fault
from zkpair.tasks.stark.hashing import Hash
from zkpair.tasks.stark.merkle import opened_root
from zkpair.tasks.stark.setting import Setting
from zkpair.tasks.stark.winter_proof import Opening, WinterProof, read_proof

ROWS_COMPARED = 2
"""Opened rows that are compared with the trace's extension; the others hang on them by the DEEP polynomial."""


@dataclass(frozen=True)
class Statement:
    """What the proof is of: the trace's columns as words (width × n) and the public elements."""

    air: Air
    setting: Setting
    hash_: Hash
    columns: Words
    public: Sequence[int]

    @property
    def n(self) -> int:
        return int(self.columns.shape[1])


def winter_fault(statement: Statement, blob: bytes) -> str | None:
    """What is wrong with the proof, or None."""
    air, setting, n = statement.air, statement.setting, statement.n
    try:
        proof = read_proof(blob, air, n, setting)
        return _fault(statement, proof)
    except EncodingError as error:
        return str(error)


def _fault(statement: Statement, proof: WinterProof) -> str | None:
    air, setting, hash_, n = statement.air, statement.setting, statement.hash_, statement.n
    coin = seeded_coin(air, n, setting, hash_, statement.public)
    for commitment in [*proof.trace_roots, proof.constraint_root]:
        coin.reseed(commitment)
    (z,) = coin.draw(1)
    points = (z, scale(z, root(n)))
    for row, point in zip(proof.ood_trace, points, strict=True):
        if row[: air.width] != at_extension_point(statement.columns, point):
            return "out of the domain the columns have other values than the case's trace"

    rows = [[*a, *b] for a, b in zip(proof.ood_trace, proof.ood_constraints, strict=True)]
    coin.reseed(hash_.one(encode([*rows[0], *rows[1]])))
    weights = coin.draw(len(rows[0]))
    alphas = challenges(coin, proof.fri_roots)
    if coin.zeros(proof.nonce) < setting.grinding:
        return f"the nonce does not show {setting.grinding} bits of work"
    domain = n * setting.blowup
    positions = coin.positions(setting.queries, domain, proof.nonce)
    if len(positions) != proof.unique_queries:
        return f"{proof.unique_queries} unique queries; {len(positions)} positions were drawn"

    openings = [*proof.trace_openings, proof.constraint_opening]
    commitments = [*proof.trace_roots, proof.constraint_root]
    for i, (opening, commitment) in enumerate(zip(openings, commitments, strict=True)):
        if opened_root(opening, positions, hash_) != commitment:
            return f"commitment {i}: the opened rows are not those that were committed to"
    xs = [OFFSET * pow(root(domain), position, P) % P for position in positions]
    for x, main_row in list(zip(xs, proof.trace_openings[0].rows, strict=True))[:ROWS_COMPARED]:
        if GOLDILOCKS.split(main_row) != at_base_point(statement.columns, x):
            return "an opened row is not the extension of the case's trace"

    deep = [_deep(x, values, rows, points, weights) for x, values in zip(xs, _row_values(air, openings), strict=True)]
    return fri_fault(proof.fri, proof.fri_roots, alphas, positions, deep, domain, setting, hash_)


def seeded_coin(air: Air, n: int, setting: Setting, hash_: Hash, public: Sequence[int]) -> Coin:
    """The coin at the beginning: it knows the context and the public elements."""
    return Coin(hash_, GOLDILOCKS.encode([*context_elements(air, n, setting), *public]))


def context_elements(air: Air, n: int, setting: Setting) -> list[int]:
    """The context as field elements, from which the coin is seeded together with the public elements."""
    segments = air.width << 8 | air.segments - 1
    if air.aux_width:
        segments = segments << 16 | air.aux_width << 8 | air.aux_randoms
    modulus = [GOLDILOCKS.modulus & 0xFFFFFFFF, GOLDILOCKS.modulus >> 32]
    options = 2 << 24 | setting.folding << 16 | setting.remainder_max_degree << 8 | setting.blowup
    return [segments, n, *modulus, air.constraints, options, setting.grinding, setting.queries]


def _row_values(air: Air, openings: Sequence[Opening]) -> list[list[Element]]:
    """For each position the main, auxiliary and composition columns there."""
    found: list[list[Element]] = [[] for _ in openings[0].rows]
    for i, opening in enumerate(openings):
        for values, row in zip(found, opening.rows, strict=True):
            words = GOLDILOCKS.split(row)
            values += [(word, 0) for word in words] if i == 0 else zip(words[::2], words[1::2], strict=True)
    return found


def _deep(
    x: int,
    values: Sequence[Element],
    rows: Sequence[Sequence[Element]],
    points: Sequence[Element],
    weights: Sequence[Element],
) -> Element:
    """Σ_i w_i·((f_i(x) − f_i(z))/(x − z) + (f_i(x) − f_i(z·ω))/(x − z·ω))."""
    total: Element = (0, 0)
    for row, point in zip(rows, points, strict=True):
        numerator: Element = (0, 0)
        for weight, value, there in zip(weights, values, row, strict=True):
            numerator = add(numerator, mul(weight, sub(value, there)))
        total = add(total, mul(numerator, inverse(sub((x, 0), point))))
    return total
