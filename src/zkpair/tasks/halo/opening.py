"""Openings for judges: reading them strictly, their challenges, and the equation that they must satisfy.

The protocol is stated in docs/protocols/halo.md. Everything is a sum of points that must be infinity, kept as terms
(point, scalar) until one Pippenger sums them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from zkpair.tasks.arithmetic.field import (
    ELEMENT_BYTES,
    EncodingError,
    batch_inverse,
    decode_elements,
    encode_elements,
)
from zkpair.tasks.arithmetic.linear_combination import combine
from zkpair.tasks.arithmetic.pasta import FP, VESTA
from zkpair.tasks.arithmetic.pasta_points import Point, decompress
from zkpair.tasks.halo.params import params_points

STATEMENT_BYTES = 3 * ELEMENT_BYTES
SCALAR_BITS = 255
Terms = list[tuple[Point, int]]


class Transcript:
    """halo2's running BLAKE2b-512."""

    def __init__(self) -> None:
        self.state = hashlib.blake2b(person=b"Halo2-Transcript")

    def point(self, point: Point) -> None:
        if point is None:
            raise EncodingError("a point at infinity in the transcript")
        self.state.update(b"\1" + encode_elements(point))

    def scalar(self, scalar: int) -> None:
        self.state.update(b"\2" + encode_elements([scalar]))

    def challenge(self) -> int:
        self.state.update(b"\0")
        return int.from_bytes(self.state.digest(), "little") % FP


@dataclass(frozen=True)
class Statement:
    """The polynomial in `commitment` has `value` at `point`."""

    commitment: Point
    point: int
    value: int


@dataclass(frozen=True)
class Opening:
    """A proof's messages and challenges."""

    statement: Statement
    s: Point
    xi: int
    z: int
    lefts: Sequence[Point]
    rights: Sequence[Point]
    u: Sequence[int]
    c: int
    f: int


def proof_bytes(n: int) -> int:
    """S, L_j and R_j, c, f for n = 2^k."""
    return (2 * (n.bit_length() - 1) + 3) * ELEMENT_BYTES


def sections(n: int) -> dict[str, tuple[int, int]]:
    """Where the messages of a proof lie."""
    names = ["S"]
    for j in range(1, n.bit_length()):
        names += [f"L_{j}", f"R_{j}"]
    return {name: (ELEMENT_BYTES * i, ELEMENT_BYTES * (i + 1)) for i, name in enumerate([*names, "c", "f"])}


def read_statement(blob: bytes) -> Statement:
    if len(blob) != STATEMENT_BYTES:
        raise EncodingError(f"{len(blob)} bytes where a statement of {STATEMENT_BYTES} was expected")
    point, value = decode_elements(blob[ELEMENT_BYTES:], FP, 2)
    return Statement(decompress(blob[:ELEMENT_BYTES]), point, value)


def read_stated(n: int, statement: Statement, proof: bytes) -> Opening:
    """A proof in a transcript of its own that begins with the statement."""
    transcript = Transcript()
    transcript.point(statement.commitment)
    transcript.scalar(statement.point)
    transcript.scalar(statement.value)
    return read_opening(n, transcript, statement, proof)


def read_opening(n: int, transcript: Transcript, statement: Statement, proof: bytes) -> Opening:
    """The messages with the challenges that this transcript gives; EncodingError for any that cannot be."""
    if len(proof) != proof_bytes(n):
        raise EncodingError(f"{len(proof)} bytes where a proof of {proof_bytes(n)} was expected")
    words = [proof[i : i + ELEMENT_BYTES] for i in range(0, len(proof), ELEMENT_BYTES)]

    def absorbed(word: bytes) -> Point:
        point = decompress(word)
        transcript.point(point)
        return point

    s = absorbed(words[0])
    xi, z = transcript.challenge(), transcript.challenge()
    lefts, rights, u = [], [], []
    for left, right in zip(words[1:-2:2], words[2:-2:2], strict=True):
        lefts.append(absorbed(left))
        rights.append(absorbed(right))
        u.append(transcript.challenge())
    c, f = decode_elements(proof[-2 * ELEMENT_BYTES :], FP, 2)
    transcript.scalar(c)
    transcript.scalar(f)
    if not all(u):
        raise EncodingError("a challenge is zero")
    return Opening(statement, s, xi, z, lefts, rights, u, c, f)


def equation(n: int, opening: Opening) -> Terms:
    """All terms of the verifier's equation but c·G_0, which must make the sum zero: Σ terms = c·G_0."""
    *g, w, u = params_points(n)
    b = folded_value(opening.u, opening.statement.point)
    return [
        (opening.statement.commitment, 1),
        (g[0], -opening.statement.value),
        (opening.s, opening.xi),
        *zip(opening.lefts, batch_inverse(opening.u, FP), strict=True),
        *zip(opening.rights, opening.u, strict=True),
        (u, -opening.c * b * opening.z),
        (w, -opening.f),
    ]


def folded_value(u: Sequence[int], x: int) -> int:
    """Π_j (1 + u_j·x^(2^(k−j)))."""
    product = 1
    for u_j in reversed(u):
        product = product * (1 + u_j * x) % FP
        x = x * x % FP
    return product


def folding_coefficients(u: Sequence[int]) -> list[int]:
    """The coefficients of Π_j (1 + u_j·X^(2^(k−j)))."""
    s = [1]
    for u_j in reversed(u):
        s += [u_j * value % FP for value in s]
    return s


def total(terms: Terms) -> Point:
    """The sum."""
    return combine(VESTA, [point for point, _ in terms], [scalar % FP for _, scalar in terms], SCALAR_BITS)


def claimed_generator(n: int, opening: Opening) -> Point:
    """G_0 as the equation has it: the folded generator of an honest proof, without the linear work."""
    return VESTA.multiply(total(equation(n, opening)), pow(opening.c, -1, FP))
