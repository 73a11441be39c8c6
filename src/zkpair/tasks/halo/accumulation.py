"""Many openings for judges: their bytes, the sum that an accumulation opens, and the terms that decide about it."""

from __future__ import annotations

from collections.abc import Sequence

from zkpair.tasks.arithmetic.field import ELEMENT_BYTES, EncodingError
from zkpair.tasks.arithmetic.pasta import FP
from zkpair.tasks.arithmetic.pasta_points import Point, decompress
from zkpair.tasks.halo.opening import (
    STATEMENT_BYTES,
    Opening,
    Statement,
    Transcript,
    equation,
    folded_value,
    folding_coefficients,
    proof_bytes,
    read_opening,
    read_stated,
    read_statement,
    total,
)
from zkpair.tasks.halo.params import params_points

N = 1 << 10
OPENING_BYTES = STATEMENT_BYTES + proof_bytes(N) + ELEMENT_BYTES
ACCUMULATION_BYTES = proof_bytes(N) + ELEMENT_BYTES


def split_openings(blob: bytes) -> list[bytes]:
    return [blob[i : i + OPENING_BYTES] for i in range(0, len(blob), OPENING_BYTES)]


def read_claim(blob: bytes) -> tuple[Opening, Point]:
    """An opening and the folded generator that it claims; its equation is not checked."""
    statement, proof = blob[:STATEMENT_BYTES], blob[STATEMENT_BYTES:-ELEMENT_BYTES]
    return read_stated(N, read_statement(statement), proof), decompress(blob[-ELEMENT_BYTES:])


def fault(openings: bytes, accumulation: bytes) -> str | None:
    """Why the accumulation does not stand for these openings, which are taken to be honest; None where it does."""
    if len(accumulation) != ACCUMULATION_BYTES:
        return f"{len(accumulation)} bytes where an accumulation of {ACCUMULATION_BYTES} was expected"
    try:
        claims = [read_claim(blob) for blob in split_openings(openings)]
        transcript = Transcript()
        for opening, g in claims:
            transcript.point(g)
            for u in opening.u:
                transcript.scalar(u)
        alpha, z = transcript.challenge(), transcript.challenge()
        weights = [pow(alpha, i, FP) for i in range(len(claims))]
        value = sum(w * folded_value(o.u, z) for w, (o, _) in zip(weights, claims, strict=True)) % FP
        transcript.scalar(value)
        commitment = total([(g, weight) for weight, (_, g) in zip(weights, claims, strict=True)])
        folded = read_opening(N, transcript, Statement(commitment, z, value), accumulation[:-ELEMENT_BYTES])
        claimed = decompress(accumulation[-ELEMENT_BYTES:])
    except EncodingError as error:
        return str(error)
    if total([*equation(N, folded), (claimed, -folded.c)]) is not None:
        return "the fold's equation does not hold with its generator"
    return None if claimed == folded_generator(folded.u) else "the folded generator is another"


def folded_generator(u: Sequence[int]) -> Point:
    """⟨s, G⟩."""
    return total(list(zip(params_points(N)[:N], folding_coefficients(u), strict=True)))
