"""Accumulation: m openings become one whose check costs one linear work for all (Halo, section 3.2; BCMS20, section 3).

An opening's prover claims its folded generator G_i; the succinct check with G_i leaves open only whether G_i is the
commitment to g_i(X) = Π_j (1 + u_(i,j)·X^(2^(k−j))) with blind 0. Polynomials add, and so do their commitments:

    transcript    for each i: the point G_i, the scalars u_(i,1) … u_(i,k)             → α, z
    Q = Σ α^i·G_i     q(X) = Σ α^i·g_i(X)     v = Σ α^i·g_i(z)    (v is O(m·k) work)
    transcript    the scalar v, then an opening of Q at z to v with blind 0

If a G_i were false, Q would commit to another polynomial than q, and this is found out at the random z. What the new
opening leaves open is its own folded generator G': the decider computes that one, in O(n), and believes all m.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zkpair_python.errors import InputError, WrongLengthError

from .curve import Curve, Point
from .encoding import COMPRESSED_BYTES, compress, decompress
from .errors import MalformedProof, RejectedOpening, RejectedProof
from .ipa import (
    Opening,
    Statement,
    create_proof,
    folded_generator,
    folded_powers,
    folding_coefficients,
    holds,
    proof_bytes,
    read_opening,
    start,
)
from .params import Params
from .transcript import Transcript, TranscriptReader, TranscriptWriter
from .wire import STATEMENT_BYTES, decode_statement


@dataclass(frozen=True)
class Claim:
    """An opening that holds if `g` is the commitment to the polynomial of its challenges."""

    opening: Opening
    g: Point


def opening_bytes(k: int) -> int:
    """Statement ‖ proof ‖ the folded generator."""
    return STATEMENT_BYTES + proof_bytes(k) + COMPRESSED_BYTES


def accumulation_bytes(k: int) -> int:
    """Proof ‖ its folded generator."""
    return proof_bytes(k) + COMPRESSED_BYTES


def read_claims(params: Params, openings: bytes, m: int) -> list[Claim]:
    """m openings, each with its succinct check passed; `RejectedOpening` names the first that fails."""
    size = opening_bytes(params.k)
    if len(openings) != m * size:
        raise WrongLengthError(f"openings: {len(openings)} bytes, but {m} openings take {m * size}")
    claims = []
    for i in range(m):
        try:
            claims.append(_read_claim(params, openings[i * size : (i + 1) * size]))
        except InputError as error:
            raise RejectedOpening(f"opening {i}: {error}") from error
    return claims


def _read_claim(params: Params, data: bytes) -> Claim:
    statement = decode_statement(params.curve, data[:STATEMENT_BYTES])
    proof, claimed = data[STATEMENT_BYTES:-COMPRESSED_BYTES], data[-COMPRESSED_BYTES:]
    transcript = start(params.curve, statement, proof)
    opening = read_opening(params.k, transcript, statement)
    transcript.finish()
    claim = Claim(opening, _folded(params.curve, claimed))
    if not holds(params, claim.opening, claim.g):
        raise RejectedProof("the verifier's equation does not hold with the claimed generator")
    return claim


def _folded(curve: Curve, data: bytes) -> Point:
    point = decompress(curve, data, "the folded generator")
    if point is None:
        raise MalformedProof("the folded generator is infinity")
    return point


def absorb(transcript: Transcript, claims: Sequence[Claim]) -> tuple[int, int]:
    """α and z."""
    for claim in claims:
        transcript.common_point(claim.g)
        for u in claim.opening.u:
            transcript.common_scalar(u)
    return transcript.squeeze_challenge(), transcript.squeeze_challenge()


def powers(base: int, count: int, modulus: int) -> list[int]:
    """1, base, base², …"""
    found = [1]
    while len(found) < count:
        found.append(found[-1] * base % modulus)
    return found


def folded_value(params: Params, claims: Sequence[Claim], weights: Sequence[int], z: int) -> int:
    """v = Σ α^i·g_i(z)."""
    field = params.curve.scalars
    values = (folded_powers(field, claim.opening.u, z) for claim in claims)
    return sum(weight * value for weight, value in zip(weights, values, strict=True)) % field.modulus


def accumulate(params: Params, openings: bytes, m: int, draws: Iterator[int]) -> bytes:
    """The accumulation of m openings: a proof for their sum and its folded generator."""
    field = params.curve.scalars
    claims = read_claims(params, openings, m)
    transcript = TranscriptWriter(params.curve)
    alpha, z = absorb(transcript, claims)
    weights = powers(alpha, m, field.modulus)
    polynomial = [0] * params.n
    for weight, claim in zip(weights, claims, strict=True):
        coefficients = folding_coefficients(field, claim.opening.u)
        polynomial = [(q + weight * s) % field.modulus for q, s in zip(polynomial, coefficients, strict=True)]
    transcript.common_scalar(folded_value(params, claims, weights, z))
    folded = create_proof(params, draws, transcript, polynomial, 0, z)
    return transcript.proof + compress(params.curve, folded)


def decide(params: Params, openings: bytes, m: int, accumulation: bytes, one_by_one: bool = False) -> None:
    """Do all m openings hold? One linear check; an error of `InputError` says what fails.

    `one_by_one` makes the linear check of each opening as well: what accumulation saves.
    """
    curve, field = params.curve, params.curve.scalars
    size = accumulation_bytes(params.k)
    if len(accumulation) != size:
        raise WrongLengthError(f"accumulation: {len(accumulation)} bytes where {size} were expected")
    claims = read_claims(params, openings, m)
    if one_by_one:
        for i, claim in enumerate(claims):
            if folded_generator(params, claim.opening.u) != claim.g:
                raise RejectedOpening(f"opening {i}: its generator is not the commitment to its challenges")
    transcript = TranscriptReader(curve, accumulation[:-COMPRESSED_BYTES])
    alpha, z = absorb(transcript, claims)
    weights = powers(alpha, m, field.modulus)
    value = folded_value(params, claims, weights, z)
    transcript.common_scalar(value)
    total = curve.msm(weights, [claim.g for claim in claims])
    opening = read_opening(params.k, transcript, Statement(total, z, value))
    transcript.finish()
    claimed = _folded(curve, accumulation[-COMPRESSED_BYTES:])
    if not holds(params, opening, claimed):
        raise RejectedProof("the equation of the accumulated opening does not hold with its claimed generator")
    if folded_generator(params, opening.u) != claimed:
        raise RejectedProof("the accumulated generator is not the commitment to its challenges")
