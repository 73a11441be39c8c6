"""The tuned verifier is the same verifier: its curve gives the same points, and it decides alike."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from zkpair_python.halo.curve import INFINITY, VESTA
from zkpair_python.halo.errors import RejectedProof
from zkpair_python.halo.field import P
from zkpair_python.halo2.judge import Verdict, judge
from zkpair_python.halo2.tuned.curve import TUNED_VESTA
from zkpair_python.halo2.verifier import statement, verify

EDGES = [0, 1, 2, P - 1, P, P + 1, -1, 1 << 254, (1 << 255) - 1]


@pytest.mark.parametrize("count", [0, 1, 2, 9, 32])
def test_sums_are_the_references(params, count):
    rng = random.Random(count)
    scalars = [rng.choice([rng.randrange(P), rng.choice(EDGES)]) for _ in range(count)]
    points = [
        rng.choice([params.g[0], params.g[1], VESTA.negate(params.g[0]), None, point]) for point in params.g[:count]
    ]
    assert TUNED_VESTA.msm(scalars, points) == VESTA.msm(scalars, points)


@pytest.mark.parametrize("scalar", EDGES)
def test_one_point(params, scalar):
    assert TUNED_VESTA.msm([scalar], [params.g[0]]) == VESTA.multiply(params.g[0], scalar)


def test_sums_that_meet(params):
    """Equal points double, opposite ones cancel, in a bucket and between them."""
    g = params.g[0]
    minus = VESTA.negate(g)
    for scalars, points in (([3, 3], [g, g]), ([3, 3], [g, minus]), ([1, 2, 3], [g, g, minus]), ([4, 2], [g, minus])):
        assert TUNED_VESTA.msm(scalars, points) == VESTA.msm(scalars, points)


def test_adding_an_affine_point_is_complete(params):
    g, p = params.g[0], VESTA.field.modulus
    minus, doubled = VESTA.negate(g), VESTA.add(g, g)
    assert TUNED_VESTA.to_affine(TUNED_VESTA.add_affine(INFINITY, *g)) == g
    assert TUNED_VESTA.to_affine(TUNED_VESTA.add_affine((g[0] * 4 % p, g[1] * 8 % p, 2), *g)) == doubled
    assert TUNED_VESTA.to_affine(TUNED_VESTA.add_affine((*g, 1), *minus)) is None


@pytest.fixture(scope="module")
def tuned(key, params):
    return statement(key, replace(params, curve=TUNED_VESTA), [1])


def test_it_verifies_and_rejects(tuned, proof):
    assert judge(tuned, [[[2]], [[2]]], proof) == Verdict(True, "")
    with pytest.raises(RejectedProof):
        verify(tuned, [[[2]], [[3]]], proof)


def test_its_lagrange_generators_are_the_references(key, params, tuned):
    assert statement(key, params, [3]).lagrange[0] == tuned.lagrange[0]


def test_altered_bytes_are_rejected(tuned, proof):
    rng = random.Random(6)
    for _ in range(60):
        altered = bytearray(proof)
        altered[rng.randrange(len(proof))] ^= 1 << rng.randrange(8)
        assert not judge(tuned, [[[2]], [[2]]], bytes(altered)).accepted
