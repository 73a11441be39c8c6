"""The verifier: the prover's transcript again, from the proof's messages alone, and five checks.

    1  the composition is what the AIR makes of the opened trace: Σ_i z^{i·n}·H_i(z) = H(z), see composition.py
    2  the proof of work
    3  the queried rows belong to the commitments
    4  the remainder of FRI is the one committed to before the queries (winterfell 0.13.1 leaves this out)
    5  the DEEP values computed from these rows are those of a word close to degree below n (FRI)

Anything else is refused before by the reader: other options, another AIR's shape, bytes in another than their one form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from zkpair_python.errors import InputError
from zkpair_python.verdict import Verdict

from .air import Air
from .composition import composition_at
from .deep import deep_at
from .errors import RejectedProof
from .extension import ONE, ZERO, Ext, encode_extension
from .field import GENERATOR, P, encode_elements, root_of_unity
from .fri import draw_alphas, verify_fri
from .hashing import Hash, hash_extension
from .merkle import check_opening
from .options import BLOWUP, Options
from .proof import Proof, decode_proof, seed_elements
from .prover import frame_message
from .transcript import Coin


@dataclass(frozen=True)
class Queried:
    """What the transcript leaves to check at the queries: the opened rows, and all that was drawn for them."""

    domain_size: int
    positions: list[int]
    rows: list[list[int | Ext]]
    at_z: list[Ext]
    at_gz: list[Ext]
    gammas: list[Ext]
    alphas: list[Ext]
    z: Ext


def verify(proof: Proof, air: Air, options: Options, h: Hash) -> None:
    """Raise `RejectedProof` (`MalformedProof` for lengths that the positions rule out) unless the proof holds."""
    q = replay(proof, air, options, h)
    omega = root_of_unity(q.domain_size)
    xs = [GENERATOR * pow(omega, position, P) % P for position in q.positions]
    with outside_of_domains():
        values = deep_at(xs, q.rows, q.at_z, q.at_gz, q.gammas, q.z, q.z * air.generator)
    verify_fri(h, proof.fri_commitments, q.alphas, q.domain_size, q.positions, values, proof.fri)


def replay(proof: Proof, air: Air, options: Options, h: Hash) -> Queried:
    """The transcript to its end, with checks 1 to 3 on the way."""
    coin = Coin(h, seed_elements(air, options))
    domain_size = air.length * BLOWUP

    coin.reseed(proof.trace_commitments[0])
    random: list[Ext] = []
    if air.aux_width:
        random = coin.draw_many(air.num_random)
        coin.reseed(proof.trace_commitments[1])
    coefficients = coin.draw_many(air.num_constraints)
    coin.reseed(proof.constraint_commitment)
    z = coin.draw()
    with outside_of_domains():
        check_composition(proof, air, random, coefficients, z)
    coin.reseed(hash_extension(h, frame_message(proof.trace_frame, proof.constraint_frame)))
    gammas = coin.draw_many(air.main_width + air.aux_width + air.num_composition_columns)
    alphas = draw_alphas(coin, proof.fri_commitments)

    if coin.work(proof.nonce) < options.grinding_bits:
        raise RejectedProof(f"the nonce {proof.nonce} has not the {options.grinding_bits} bits of work demanded")
    positions = sorted(set(coin.draw_positions(options.num_queries, domain_size, proof.nonce)))
    if len(positions) != proof.num_unique:
        raise RejectedProof(f"{proof.num_unique} queries are answered, {len(positions)} were drawn")
    rows = checked_rows(proof, h, positions, domain_size)
    at_z = [*proof.trace_frame.at_z, *proof.constraint_frame.at_z]
    at_gz = [*proof.trace_frame.at_gz, *proof.constraint_frame.at_gz]
    return Queried(domain_size, positions, rows, at_z, at_gz, gammas, alphas, z)


@contextmanager
def outside_of_domains() -> Iterator[None]:
    """A division by zero in here means that z or g·z is a point of a domain."""
    try:
        yield
    except ZeroDivisionError:
        raise RejectedProof("the out-of-domain point lies in a domain: make the proof again") from None


def check_composition(proof: Proof, air: Air, random: Sequence[Ext], coefficients: Sequence[Ext], z: Ext) -> None:
    """The opened columns of the composition must be what the opened columns of the trace give."""
    w = air.main_width
    at_z, at_gz = proof.trace_frame.at_z, proof.trace_frame.at_gz
    expected = composition_at(air, (at_z[:w], at_gz[:w]), (at_z[w:], at_gz[w:]), random, coefficients, z)
    claimed, power, step = ZERO, ONE, z**air.length
    for value in proof.constraint_frame.at_z:
        claimed, power = claimed + power * value, power * step
    if claimed != expected:
        raise RejectedProof("the constraints at the out-of-domain point do not give the composition opened there")


def checked_rows(proof: Proof, h: Hash, positions: Sequence[int], domain_size: int) -> list[list[int | Ext]]:
    """The rows of all columns at the positions, after checking them against the commitments."""
    main = {p: h(encode_elements(row)) for p, row in zip(positions, proof.main.rows, strict=True)}
    check_opening(h, proof.trace_commitments[0], domain_size, main, proof.main.opening, "main trace")
    parts: list[Sequence[Sequence[int | Ext]]] = [proof.main.rows]
    others = [(proof.aux, proof.trace_commitments[-1], "second trace")] if proof.aux else []
    for queries, root, where in [*others, (proof.constraints, proof.constraint_commitment, "composition")]:
        leaves = {p: h(encode_extension(row)) for p, row in zip(positions, queries.rows, strict=True)}
        check_opening(h, root, domain_size, leaves, queries.opening, where)
        parts.append(queries.rows)
    return [[value for part in rows for value in part] for rows in zip(*parts, strict=True)]


Verify = Callable[[Proof, Air, Options, Hash], None]


def judge(data: bytes, air: Air, options: Options, h: Hash, verify: Verify = verify) -> Verdict:
    """Decode strictly, then verify; whatever is malformed is a rejection with its reason."""
    try:
        verify(decode_proof(data, air, options), air, options, h)
    except InputError as refusal:
        return Verdict(False, str(refusal))
    return Verdict(True, "")
