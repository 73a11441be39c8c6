"""halo2's own proof: it verifies unchanged, and nothing beside it does."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from zkpair_python.halo.curve import VESTA
from zkpair_python.halo.errors import (
    MalformedProof,
    PointAtInfinity,
    RejectedProof,
    WrongParameters,
    WrongPublicLength,
)
from zkpair_python.halo.field import P, Q
from zkpair_python.halo2.expression import Kind
from zkpair_python.halo2.judge import judge
from zkpair_python.halo2.key_text import parse_key
from zkpair_python.halo2.proof_shape import num_elements
from zkpair_python.halo2.verifier import statement, verify
from zkpair_python.verdict import Verdict

PUBLIC = [[[2]], [[2]]]
ELEMENT = 32


def layout(key, circuits):
    """The kind of each element, from the order of the messages: p for a point, s for a scalar."""
    cs, sets = key.cs, len(key.cs.permutation_sets)
    kinds = "p" * circuits * (cs.num_columns[Kind.ADVICE] + 3 * len(cs.lookups) + sets) + "p" * cs.degree
    scalars = circuits * (
        len(cs.queries[Kind.INSTANCE]) + len(cs.queries[Kind.ADVICE]) + 3 * sets - 1 + 5 * len(cs.lookups)
    )
    kinds += "s" * (scalars + len(cs.queries[Kind.FIXED]) + 1 + len(cs.permutation)) + "p"
    tail = "p" + "pp" * key.domain.k + "ss"
    return kinds + "s" * (num_elements(key, circuits) - len(kinds) - len(tail)) + tail


def with_element(proof, index, word):
    return proof[: index * ELEMENT] + word.to_bytes(ELEMENT, "little") + proof[(index + 1) * ELEMENT :]


def element(proof, index):
    return int.from_bytes(proof[index * ELEMENT : (index + 1) * ELEMENT], "little")


def test_it_verifies(plonk_api, proof):
    assert judge(plonk_api, PUBLIC, proof) == Verdict(True, "")


def test_what_follows_from_the_constraint_system(key, proof):
    """The numbers that halo2 computes and does not print."""
    assert (key.cs.degree, key.cs.blinding_factors, len(key.cs.permutation_sets)) == (4, 5, 6)
    assert num_elements(key, 2) * ELEMENT == len(proof) == 4160


def altered_elements(proof, kinds):
    """Scalars raised by one; points negated, and replaced by the curve's generator."""
    generator = VESTA.generator[0] | (VESTA.generator[1] & 1) << 255
    for index, kind in enumerate(kinds):
        word = element(proof, index)
        for other in [(word + 1) % P] if kind == "s" else [word ^ 1 << 255, generator]:
            yield with_element(proof, index, other)


@pytest.mark.slow  # about 200 verifications; the sample below is a part of it
@pytest.mark.parametrize("part", range(4))
def test_every_altered_element_is_rejected(plonk_api, key, proof, part):
    for other in list(altered_elements(proof, layout(key, 2)))[part::4]:
        with pytest.raises(RejectedProof):
            verify(plonk_api, PUBLIC, other)


def test_a_sample_of_altered_elements_is_rejected(plonk_api, key, proof):
    for other in list(altered_elements(proof, layout(key, 2)))[::17]:
        with pytest.raises(RejectedProof):
            verify(plonk_api, PUBLIC, other)


def test_altered_bytes_are_rejected(plonk_api, proof):
    rng = random.Random(5)
    for _ in range(20):
        at, bit = rng.randrange(len(proof)), rng.randrange(8)
        altered = bytearray(proof)
        altered[at] ^= 1 << bit
        assert not judge(plonk_api, PUBLIC, bytes(altered)).accepted, (at, bit)


def test_other_lengths_are_refused(plonk_api, proof):
    for other in (b"", proof[:-1], proof[:-ELEMENT], proof + b"\0", proof + bytes(ELEMENT), proof[ELEMENT:]):
        with pytest.raises(MalformedProof):
            verify(plonk_api, PUBLIC, other)


def test_other_words_for_the_same_element_are_refused(plonk_api, key, proof):
    """A scalar plus p, an abscissa plus q: both would be the same element to a lax reader."""
    for index, kind in enumerate(layout(key, 2)):
        word = element(proof, index)
        other = word + P if kind == "s" else (word & (1 << 255) - 1) + Q | word >> 255 << 255
        with pytest.raises(MalformedProof, match="not below"):
            verify(plonk_api, PUBLIC, with_element(proof, index, other))


def test_infinity_and_points_off_the_curve_are_refused(plonk_api, key, proof):
    no_abscissa = next(x for x in range(100) if VESTA.field.sqrt(x**3 + 5) is None)
    for index, kind in enumerate(layout(key, 2)):
        if kind == "p":
            for word in (0, no_abscissa, no_abscissa | 1 << 255):
                with pytest.raises((MalformedProof, PointAtInfinity)):
                    verify(plonk_api, PUBLIC, with_element(proof, index, word))


def test_other_public_elements_are_rejected(plonk_api, proof):
    for public in ([[[3]], [[2]]], [[[2]], [[3]]], [[[0]], [[0]]]):
        with pytest.raises(RejectedProof):
            verify(plonk_api, public, proof)
    for column in ([2, 0], [], [2 + P], [-1]):
        with pytest.raises(WrongPublicLength):
            verify(plonk_api, [[column], [[2]]], proof)
    for columns in ([], [[2], [2]]):
        with pytest.raises(WrongPublicLength):
            verify(plonk_api, [[[2]], columns], proof)
    for public in ([[[2]]], [[[2]]] * 3, []):
        with pytest.raises(MalformedProof):
            verify(plonk_api, public, proof)


def test_halo2_would_take_a_padded_column(key, params, proof):
    """[2] and [2, 0] have one commitment: only the demanded length tells them apart."""
    verify(statement(key, params, [2]), [[[2, 0]], [[2, 0]]], proof)


def test_another_key_is_rejected(plonk_api, key_text, params, proof):
    """Any text that says something else has another representative, though it may describe a like circuit."""
    others = [
        key_text.replace(b"constants: []", b"constants: [Column { index: 0, column_type: Fixed }]"),
        key_text.replace(b"minimum_degree: None", b"minimum_degree: Some(4)"),
        key_text.replace(b"num_selectors: 0", b"num_selectors: 1"),
    ]
    for text in others:
        other = parse_key(text)
        assert text != key_text and other.cs.degree == plonk_api.key.cs.degree
        with pytest.raises(RejectedProof):
            verify(replace(plonk_api, key=other), PUBLIC, proof)


def test_other_parameters_are_rejected(key, params, proof):
    for other in (
        replace(params, w=params.u, u=params.w),
        replace(params, g=[*params.g[1:], params.g[0]]),
    ):
        with pytest.raises(RejectedProof):
            verify(statement(key, other, [1]), PUBLIC, proof)
    with pytest.raises(WrongParameters):
        statement(key, replace(params, g=params.g[:16]), [1])
