"""Proofs of halo2's test circuit without its lookup: they are halo2's own, and none of a false witness verifies."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from zkpair_python.halo.errors import FalseWitness, RejectedProof
from zkpair_python.halo.field import FP
from zkpair_python.halo.stream import random_scalars
from zkpair_python.halo.tuned.curve import VESTA_TUNED
from zkpair_python.halo2.expression import Kind
from zkpair_python.halo2.key_text import parse_key
from zkpair_python.halo2.proof_shape import num_elements
from zkpair_python.halo2.prover import ProvingKey, Witness, create_proof
from zkpair_python.halo2.verifier import statement, verify

SPEC = importlib.util.spec_from_file_location("plonk_api_circuit", Path(__file__).parent / "plonk_api_circuit.py")
assert SPEC is not None and SPEC.loader is not None
circuit = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(circuit)

GOLDEN = Path(__file__).parent / "without_lookup"
SEED = bytes(range(32))


@pytest.fixture(scope="module")
def without_lookup():
    """The same columns and copies: degree 3, so twelve sets of one column and a quotient of two pieces."""
    key = parse_key((GOLDEN / "key.txt").read_bytes())
    assert (key.cs.degree, len(key.cs.permutation_sets), key.cs.num_quotient_pieces) == (3, 12, 2)
    return key


@pytest.fixture(scope="module")
def fast_params(params):
    return replace(params, curve=VESTA_TUNED)


@pytest.fixture(scope="module")
def prove(without_lookup, fast_params):
    columns = circuit.columns()
    pk = ProvingKey(
        without_lookup, columns[Kind.FIXED], circuit.copies(without_lookup.cs.permutation).sigmas(without_lookup.domain)
    )

    def proven(*witnesses, seed=SEED, draws=None):
        return create_proof(pk, fast_params, witnesses, draws or random_scalars(FP, seed))

    return proven


@pytest.fixture(scope="module")
def check(without_lookup, fast_params):
    s = statement(without_lookup, fast_params, [1])
    return lambda circuits, proof: verify(s, circuits, proof)


def witness(broken=None, public=2):
    columns = circuit.columns()
    if broken:
        columns[Kind.ADVICE][broken[0]][broken[1]] += 1
    columns[Kind.INSTANCE][0][0] = public
    return Witness(columns[Kind.INSTANCE], columns[Kind.ADVICE])


@pytest.mark.parametrize("count", [1, 2])
def test_its_bytes_are_halo2s(prove, check, count):
    """The same circuit, witness and stream of scalars."""
    golden = (GOLDEN / f"proof-{count}.bin").read_bytes()
    check([[[2]]] * count, golden)
    assert prove(*[witness()] * count) == golden


@pytest.mark.parametrize("count", [1, 2])
def test_its_proofs_verify(prove, check, without_lookup, count):
    proof = prove(*[witness()] * count)
    assert len(proof) == 32 * num_elements(without_lookup, count)
    check([[[2]]] * count, proof)
    with pytest.raises(RejectedProof):
        check([[[2]]] * (count - 1) + [[[3]]], proof)


@pytest.mark.parametrize("broken", [(circuit.B, 3), (circuit.A, 2), (circuit.A, 0)], ids=["gate", "copy", "public"])
def test_false_witnesses_give_no_proof(prove, check, broken):
    with pytest.raises(RejectedProof):
        check([[[2]]], prove(witness(broken)))


def test_a_false_public_element_gives_no_proof(prove, check):
    with pytest.raises(RejectedProof):
        check([[[3]]], prove(witness(public=3)))


def test_a_proof_is_a_function_of_witness_and_stream(prove):
    assert prove(witness()) == prove(witness())
    assert prove(witness()) != prove(witness(), seed=bytes(32))


def test_how_much_is_drawn(prove, check):
    """5·6 rows and 5 blinds; 12·(5 + 1); 32 + 1; 2 pieces; f; 32 + 1 + 2·5 of the inner-product argument."""
    expected = 5 * 6 + 5 + 12 * 6 + 33 + 2 + 1 + 33 + 10
    check([[[2]]], prove(witness(), draws=islice(random_scalars(FP, SEED), expected)))
    with pytest.raises((StopIteration, RuntimeError)):
        prove(witness(), draws=islice(random_scalars(FP, SEED), expected - 1))


def test_lookups_are_proven_too(key, fast_params):
    """halo2's own circuit with its lookup, twice in one proof: six sets, a quotient of three pieces."""
    columns = circuit.columns()
    pk = ProvingKey(key, columns[Kind.FIXED], circuit.copies(key.cs.permutation).sigmas(key.domain))
    proof = create_proof(pk, fast_params, [witness(), witness()], random_scalars(FP, SEED))
    s = statement(key, fast_params, [1])
    verify(s, [[[2]], [[2]]], proof)
    with pytest.raises(RejectedProof):
        verify(s, [[[2]], [[3]]], proof)


def test_a_lookup_of_what_is_not_in_the_table_is_refused(key, fast_params):
    columns = circuit.columns()
    pk = ProvingKey(key, columns[Kind.FIXED], circuit.copies(key.cs.permutation).sigmas(key.domain))
    with pytest.raises(FalseWitness, match="not in the table"):
        create_proof(pk, fast_params, [witness((circuit.A, 5))], random_scalars(FP, SEED))
