"""The lookup argument's columns: permutations that put equal values together, products that satisfy the verifier."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zkpair_python.halo.errors import FalseWitness
from zkpair_python.halo.field import P
from zkpair_python.halo2 import lookup
from zkpair_python.halo2.constraint_system import ConstraintSystem, Lookup
from zkpair_python.halo2.domain import Domain, RowSelectors
from zkpair_python.halo2.expression import Cell, Column, Kind, Query
from zkpair_python.halo2.lookup_prover import permute, permuted_columns, product

DOMAIN = Domain(5)
USABLE = 26
ADVICE, FIXED = Column(Kind.ADVICE, 0), Column(Kind.FIXED, 0)
INPUT, TABLE = Cell(Kind.ADVICE, 0), Cell(Kind.FIXED, 0)
CS = ConstraintSystem(
    {Kind.FIXED: 1, Kind.ADVICE: 1, Kind.INSTANCE: 0},
    (),
    {Kind.FIXED: (Query(FIXED, 0),), Kind.ADVICE: (Query(ADVICE, 0), Query(ADVICE, 1)), Kind.INSTANCE: ()},
    (),
    (Lookup((INPUT, INPUT * 3), (TABLE, TABLE * 3)),),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 7), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_permuted_columns_are_permutations(table, rng):
    inputs = [rng.choice(table) for _ in table]
    permuted_inputs, permuted_table = permute(inputs, table)
    assert Counter(permuted_inputs) == Counter(inputs) and Counter(permuted_table) == Counter(table)
    assert permuted_inputs[0] == permuted_table[0]
    for row in range(1, len(table)):
        assert permuted_inputs[row] in (permuted_table[row], permuted_inputs[row - 1])


def test_what_is_left_of_the_table_is_taken_from_the_last_row_up():
    assert permute([5, 5, 5, 5], [9, 5, 7, 8]) == ([5, 5, 5, 5], [5, 9, 8, 7])


def test_an_input_outside_of_the_table_is_refused():
    with pytest.raises(FalseWitness, match="0x6, which is not in the table"):
        permute([5, 6], [5, 7])


def columns(seed):
    rng = random.Random(seed)
    table = [rng.randrange(P) for _ in range(10)]
    advice = [rng.choice(table) for _ in range(USABLE)] + [rng.randrange(P) for _ in range(DOMAIN.n - USABLE)]
    fixed = table + [table[0]] * (USABLE - 10) + [0] * (DOMAIN.n - USABLE)
    return {Kind.FIXED: [fixed], Kind.ADVICE: [advice], Kind.INSTANCE: []}


def draws(seed):
    rng = random.Random(seed)
    while True:
        yield rng.randrange(P)


def broken_rows(of, z, on, theta, beta, gamma):
    """The rows in which one of the argument's constraints is not zero."""
    for row in range(DOMAIN.n):
        rows = RowSelectors(int(row == 0), int(row == USABLE), int(row > USABLE))
        at = {
            Kind.FIXED: [on[Kind.FIXED][0][row]],
            Kind.ADVICE: [on[Kind.ADVICE][0][(row + r) % DOMAIN.n] for r in (0, 1)],
            Kind.INSTANCE: [],
        }
        values = lookup.LookupEvaluations(
            z[row],
            z[(row + 1) % DOMAIN.n],
            of.permuted_inputs[row],
            of.permuted_inputs[row - 1],
            of.permuted_table[row],
        )
        if any(lookup.constraints(CS.lookups[0], at, values, rows, theta, beta, gamma)):
            yield row


@pytest.mark.parametrize("seed", range(5))
def test_products_satisfy_the_verifiers_constraints(seed):
    on, challenges = columns(seed), draws(seed + 50)
    theta, beta, gamma = (next(challenges) for _ in range(3))
    of = permuted_columns(CS, DOMAIN, CS.lookups[0], on, theta, draws(seed))
    z = product(CS, DOMAIN, of, beta, gamma, draws(seed + 100))
    assert len(z) == len(of.permuted_inputs) == len(of.permuted_table) == DOMAIN.n and z[USABLE] == 1
    assert not list(broken_rows(of, z, on, theta, beta, gamma))
    on[Kind.ADVICE][0][3] += 1
    assert list(broken_rows(of, z, on, theta, beta, gamma)) == [3]


def test_draws_are_made_in_order():
    """The last b + 1 rows of a', those of s', two blinds; then the last b rows of z."""
    of = permuted_columns(CS, DOMAIN, CS.lookups[0], columns(1), 2, iter(range(100)))
    assert of.permuted_inputs[USABLE:] == list(range(6)) and of.permuted_table[USABLE:] == list(range(6, 12))
    assert (of.input_blind, of.table_blind) == (12, 13)
    assert product(CS, DOMAIN, of, 3, 4, iter(range(100)))[USABLE + 1 :] == list(range(5))
