"""The tuned curve against the readable one, and the same proofs byte for byte."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zkpair_python.halo.accumulation import accumulate, decide
from zkpair_python.halo.curve import PALLAS, VESTA, Curve
from zkpair_python.halo.encoding import compress
from zkpair_python.halo.field import FP
from zkpair_python.halo.ipa import Statement, create_proof, evaluate
from zkpair_python.halo.ipa_verify import judge
from zkpair_python.halo.params import Params, make_params
from zkpair_python.halo.stream import random_scalars
from zkpair_python.halo.transcript import TranscriptWriter
from zkpair_python.halo.tuned.curve import PALLAS_TUNED, VESTA_TUNED, TunedCurve
from zkpair_python.halo.wire import encode_statement

pytest.importorskip("gmpy2", exc_type=ImportError)

curves = pytest.mark.parametrize("pair", [(PALLAS, PALLAS_TUNED), (VESTA, VESTA_TUNED)], ids=["pallas", "vesta"])
Pair = tuple[Curve, TunedCurve]


@curves
def test_sums_and_folds(pair: Pair) -> None:
    plain, tuned = pair
    order = plain.scalars.modulus
    corners = [0, 1, order - 1, order, plain.scalars.zeta, order // 2, 2**255 - 1]
    scalar = st.one_of(st.integers(0, order - 1), st.sampled_from(corners))

    @settings(max_examples=12, deadline=None)
    @given(st.lists(st.tuples(scalar, st.integers(0, 5)), min_size=1, max_size=6), scalar)
    def check(terms: list[tuple[int, int]], u: int) -> None:
        scalars = [s for s, _ in terms]
        points = [plain.multiply(plain.generator, log) for _, log in terms]
        assert tuned.msm(scalars, points) == plain.msm(scalars, points)
        vector = [*points, *reversed(points)]
        assert tuned.collapse(vector, u) == plain.collapse(vector, u)
        assert tuned.multiply(points[0], u) == plain.multiply(points[0], u)

    check()
    assert tuned.msm([], []) is None
    assert tuned.msm([5], [None]) is None


def test_the_same_bytes() -> None:
    """An opening, the accumulation of two and both verdicts."""
    plain = make_params(3)
    results = []
    for curve in (VESTA, VESTA_TUNED):
        params = Params(curve, plain.g, plain.w, plain.u)
        blobs = []
        for i in range(2):
            polynomial = [i + j * j for j in range(8)]
            statement = Statement(params.commit(polynomial, 9), 4, evaluate(FP, polynomial, 4))
            transcript = TranscriptWriter(curve)
            statement.absorb(transcript)
            g = create_proof(params, random_scalars(FP, bytes(32)), transcript, polynomial, 9, 4)
            blob = encode_statement(curve, statement)
            assert judge(params, blob, transcript.proof).accepted
            assert not judge(params, blob[:64] + b"\1" + blob[65:], transcript.proof).accepted
            blobs.append(blob + transcript.proof + compress(curve, g))
        openings = b"".join(blobs)
        accumulation = accumulate(params, openings, 2, random_scalars(FP, bytes(32)))
        decide(params, openings, 2, accumulation)
        results.append(openings + accumulation)
    assert results[0] == results[1]
