"""Accumulation over few generators: m openings become one; a single bad one, or a false fold, is found."""

from __future__ import annotations

from functools import cache

import pytest

from zkpair_python.errors import InputError, WrongLengthError
from zkpair_python.halo.accumulation import accumulate, accumulation_bytes, decide, opening_bytes
from zkpair_python.halo.curve import VESTA, Point
from zkpair_python.halo.encoding import compress
from zkpair_python.halo.errors import RejectedOpening, RejectedProof
from zkpair_python.halo.field import FP
from zkpair_python.halo.ipa import Statement, create_proof, evaluate
from zkpair_python.halo.params import Params, make_params
from zkpair_python.halo.stream import random_scalars
from zkpair_python.halo.transcript import TranscriptWriter
from zkpair_python.halo.wire import encode_statement

K, M = 3, 4
N = 1 << K
SEED = b"\7" * 32


@cache
def params() -> Params:
    return make_params(K)


@cache
def opening(i: int) -> bytes:
    polynomial, x = [i + j for j in range(N)], 100 + i
    statement = Statement(params().commit(polynomial, i), x, evaluate(FP, polynomial, x))
    transcript = TranscriptWriter(VESTA)
    statement.absorb(transcript)
    draws = random_scalars(FP, bytes([i]) * 32)
    g = create_proof(params(), draws, transcript, polynomial, i, x)
    return encode_statement(VESTA, statement) + transcript.proof + compress(VESTA, g)


@cache
def honest(m: int = M) -> tuple[bytes, bytes]:
    openings = b"".join(opening(i) for i in range(m))
    return openings, accumulate(params(), openings, m, random_scalars(FP, SEED))


@pytest.mark.parametrize("m", [1, 2, M])
def test_honest(m: int) -> None:
    openings, accumulation = honest(m)
    assert len(opening(0)) == opening_bytes(K)
    assert len(accumulation) == accumulation_bytes(K)
    decide(params(), openings, m, accumulation)
    decide(params(), openings, m, accumulation, one_by_one=True)


@pytest.mark.parametrize("index", range(M))
def test_one_bad_opening(index: int) -> None:
    """The value, the proof's last scalar or the claimed generator: refused by its index."""
    size = opening_bytes(K)
    for place in (64, size - 64, size - 32):
        openings, accumulation = honest()
        at = index * size + place
        wrong = openings[:at] + bytes([openings[at] ^ 1]) + openings[at + 1 :]
        with pytest.raises(RejectedOpening, match=f"opening {index}:"):
            accumulate(params(), wrong, M, random_scalars(FP, SEED))
        with pytest.raises(RejectedOpening, match=f"opening {index}:"):
            decide(params(), wrong, M, accumulation)


def forged(i: int) -> bytes:
    """An opening with a false generator that passes its own succinct check: the claim that accumulation must catch.

    The commitment is absorbed before any challenge, so that it cannot be solved for at the end. But a forger may take
    other generators: the true g_0, w and u, which the succinct check sees, and 2·g_i for all the rest.
    """
    g = [VESTA.add(point, point) for point in params().g]
    g[0] = params().g[0]
    other = Params(VESTA, g, params().w, params().u)
    polynomial, x = [i + j for j in range(N)], 100 + i
    statement = Statement(other.commit(polynomial, i), x, evaluate(FP, polynomial, x))
    transcript = TranscriptWriter(VESTA)
    statement.absorb(transcript)
    folded = create_proof(other, random_scalars(FP, bytes([i]) * 32), transcript, polynomial, i, x)
    return encode_statement(VESTA, statement) + transcript.proof + compress(VESTA, folded)


@pytest.mark.parametrize("index", [0, M - 1])
def test_a_false_generator_that_passes_the_succinct_check(index: int) -> None:
    """It passes alone (g_0, w, u are the true ones), and the accumulation then holds for nobody."""
    openings = b"".join(forged(i) if i == index else opening(i) for i in range(M))
    accumulation = accumulate(params(), openings, M, random_scalars(FP, SEED))
    with pytest.raises(RejectedProof):
        decide(params(), openings, M, accumulation)
    with pytest.raises(RejectedOpening, match=f"opening {index}:"):
        decide(params(), openings, M, accumulation, one_by_one=True)


def test_the_last_linear_check() -> None:
    """A fold made by the same trick: every succinct check passes and the linear one does not."""
    openings, _ = honest()
    other = Params(VESTA, [params().g[0], *[VESTA.add(p, p) for p in params().g[1:]]], params().w, params().u)
    forgeries = b"".join(forged(i) for i in range(M))
    accumulation = accumulate(other, forgeries, M, random_scalars(FP, SEED))
    decide(other, forgeries, M, accumulation)
    with pytest.raises(RejectedProof, match="not the commitment to its challenges"):
        decide(params(), forgeries, M, accumulation)
    with pytest.raises(RejectedProof):
        decide(params(), openings, M, accumulation)


def test_altered_accumulations() -> None:
    openings, accumulation = honest()
    for place in range(0, len(accumulation), 32):
        wrong = accumulation[:place] + bytes([accumulation[place] ^ 1]) + accumulation[place + 1 :]
        with pytest.raises(InputError):
            decide(params(), openings, M, wrong)
    for wrong in (b"", accumulation[:-1], accumulation + b"\0", accumulation[:-32] + bytes(32)):
        with pytest.raises(InputError):
            decide(params(), openings, M, wrong)


def test_other_openings() -> None:
    openings, accumulation = honest()
    size = opening_bytes(K)
    swapped = openings[size : 2 * size] + openings[:size] + openings[2 * size :]
    with pytest.raises(RejectedProof):
        decide(params(), swapped, M, accumulation)
    for wrong in (b"", openings[:-1], openings[size:], openings + opening(0)):
        with pytest.raises(WrongLengthError):
            decide(params(), wrong, M, accumulation)


def test_infinity_is_no_generator() -> None:
    openings, accumulation = honest()
    with pytest.raises(RejectedOpening, match=f"opening {M - 1}:"):
        decide(params(), openings[:-32] + bytes(32), M, accumulation)


def test_points_are_not_shared_by_accident() -> None:
    points: set[Point] = set(params().g)
    assert len(points) == N
