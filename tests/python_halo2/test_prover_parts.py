"""What a prover is made of, on halo2's own circuit: columns and copies give the key's commitments, and the parts agree
with the verifier's."""

from __future__ import annotations

import importlib.util
import random
from dataclasses import replace
from pathlib import Path

import pytest

from zkpair_python.halo import ipa
from zkpair_python.halo.field import FP, P
from zkpair_python.halo2 import permutation
from zkpair_python.halo2.copies import Copies
from zkpair_python.halo2.domain import Domain, RowSelectors, extended_k, row_selectors
from zkpair_python.halo2.expression import Column, Kind
from zkpair_python.halo2.permutation_prover import products
from zkpair_python.halo2.polynomial import (
    Coset,
    coefficients_to_rows,
    divide_by_root,
    rows_to_coefficients,
)
from zkpair_python.halo2.quotient import Challenges, CircuitPolynomials, quotient_pieces, row_selectors_on
from zkpair_python.halo2.vanishing import quotient_value

SPEC = importlib.util.spec_from_file_location("plonk_api_circuit", Path(__file__).parent / "plonk_api_circuit.py")
assert SPEC is not None and SPEC.loader is not None
circuit = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(circuit)

DOMAIN = Domain(5)


def evaluate(polynomial, x):
    return ipa.evaluate(FP, polynomial, x)


def randoms(seed, count):
    rng = random.Random(seed)
    return [rng.randrange(P) for _ in range(count)]


def draws(seed):
    rng = random.Random(seed)
    while True:
        yield rng.randrange(P)


def test_columns_give_the_keys_fixed_commitments(key, params):
    fixed = circuit.columns()[Kind.FIXED]
    for column, commitment in zip(fixed, key.fixed_commitments, strict=True):
        assert params.commit(rows_to_coefficients(DOMAIN, column), 1) == commitment


def test_copies_give_the_keys_permutation_commitments(key, params):
    sigmas = circuit.copies(key.cs.permutation).sigmas(DOMAIN)
    for sigma, commitment in zip(sigmas, key.permutation_commitments, strict=True):
        assert params.commit(rows_to_coefficients(DOMAIN, sigma), 1) == commitment


@pytest.mark.parametrize("seed", range(10))
def test_copies_make_one_cycle_of_each_class(seed):
    rng = random.Random(seed)
    columns = [Column(Kind.ADVICE, i) for i in range(3)]
    copies = Copies(columns, 8)
    classes = {(i, j): {(i, j)} for i in range(3) for j in range(8)}
    for _ in range(rng.randrange(30)):
        a, b = ((rng.randrange(3), rng.randrange(8)) for _ in range(2))
        copies.copy((columns[a[0]], a[1]), (columns[b[0]], b[1]))
        joined = classes[a] | classes[b]
        classes.update(dict.fromkeys(joined, joined))
    for cell, expected in classes.items():
        cycle, at = {cell}, copies.successor[cell]
        while at != cell:
            cycle.add(at)
            at = copies.successor[at]
        assert cycle == expected


def test_transforms_agree_with_evaluation():
    polynomial, coset = randoms(1, 32), Coset(DOMAIN, 7)
    rows = coefficients_to_rows(DOMAIN, polynomial)
    assert rows == [evaluate(polynomial, pow(DOMAIN.omega, i, P)) for i in range(32)]
    assert rows_to_coefficients(DOMAIN, rows) == polynomial
    values = coset.values(polynomial)
    assert values == [evaluate(polynomial, x) for x in coset.points()]
    assert coset.coefficients(values) == polynomial + [0] * 96
    for i, rotation in ((0, 1), (5, -1), (127, 3), (2, -6)):
        x = DOMAIN.rotate(coset.points()[i], rotation)
        assert coset.rotated(values, i, rotation) == evaluate(polynomial, x)


@pytest.mark.parametrize("length", [1, 2, 5, 32])
def test_division_by_a_root(length):
    polynomial, (point, x) = randoms(length, length), randoms(3, 2)
    quotient = divide_by_root(polynomial, point)
    assert len(quotient) == length - 1
    assert evaluate(quotient, x) * (x - point) % P == (evaluate(polynomial, x) - evaluate(polynomial, point)) % P


def test_row_selectors_are_the_verifiers():
    coset = Coset(DOMAIN, 7)
    for i, x in list(enumerate(coset.points()))[::37]:
        assert row_selectors_on(coset, 5)[i] == row_selectors(DOMAIN, 5, x)


def on_rows(cs, columns, row):
    """All queries' values in a row."""
    return {
        kind: [columns[kind][q.column.index][(row + q.rotation) % circuit.N] for q in cs.queries[kind]] for kind in Kind
    }


def broken_rows(cs, columns, sigmas, z, beta, gamma):
    """The rows in which a constraint of the permutation is not zero."""
    last = circuit.N - cs.blinding_factors - 1
    for row in range(circuit.N):
        rows = RowSelectors(int(row == 0), int(row == last), int(row > last))
        sets = [
            permutation.ProductEvaluations(p[row], p[(row + 1) % circuit.N], p[(row + last) % circuit.N]) for p in z
        ]
        at, x = on_rows(cs, columns, row), pow(DOMAIN.omega, row, P)
        if any(permutation.constraints(cs, at, [s[row] for s in sigmas], sets, rows, beta, gamma, x)):
            yield row


def test_products_satisfy_the_permutations_constraints(key):
    columns, sigmas = circuit.columns(), circuit.copies(key.cs.permutation).sigmas(DOMAIN)
    beta, gamma = randoms(4, 2)
    z = [p.values for p in products(key.cs, DOMAIN, columns, sigmas, beta, gamma, draws(5))]
    assert len(z) == 6 and all(len(p) == circuit.N for p in z)
    assert not list(broken_rows(key.cs, columns, sigmas, z, beta, gamma))

    columns[Kind.ADVICE][circuit.A][2] += 1  # a cell that is copied
    z = [p.values for p in products(key.cs, DOMAIN, columns, sigmas, beta, gamma, draws(5))]
    assert list(broken_rows(key.cs, columns, sigmas, z, beta, gamma))


def test_products_draw_in_order(key):
    """Each set's blinding rows, then its blind."""
    columns, sigmas = circuit.columns(), circuit.copies(key.cs.permutation).sigmas(DOMAIN)
    found = list(products(key.cs, DOMAIN, columns, sigmas, 2, 3, iter(range(1000))))
    assert [p.values[-5:] for p in found] == [list(range(6 * i, 6 * i + 5)) for i in range(6)]
    assert [p.blind for p in found] == [6 * i + 5 for i in range(6)]


def opened(cs, polynomials, x):
    return {
        kind: [evaluate(polynomials[kind][q.column.index], DOMAIN.rotate(x, q.rotation)) for q in cs.queries[kind]]
        for kind in Kind
    }


@pytest.mark.parametrize("broken", [None, (circuit.B, 3), (circuit.A, 2)], ids=["honest", "gate", "copy"])
def test_the_quotient_is_what_the_verifier_expects(key, broken):
    """Without the lookup: h at any point times x^n − 1 is the folded constraints there, for an honest witness alone."""
    cs = replace(key.cs, lookups=())
    assert (cs.degree, extended_k(5, cs.degree)) == (3, 6)
    columns, sigmas = circuit.columns(), circuit.copies(cs.permutation).sigmas(DOMAIN)
    if broken:
        columns[Kind.ADVICE][broken[0]][broken[1]] += 1
    beta, gamma, y, x = randoms(6, 4)
    z = [p.values for p in products(cs, DOMAIN, columns, sigmas, beta, gamma, draws(7))]
    polynomials = {kind: [rows_to_coefficients(DOMAIN, c) for c in columns[kind]] for kind in Kind}
    z_polynomials = [rows_to_coefficients(DOMAIN, p) for p in z]
    s_polynomials = [rows_to_coefficients(DOMAIN, s) for s in sigmas]
    circuits = [CircuitPolynomials(polynomials, z_polynomials)]
    pieces = quotient_pieces(cs, DOMAIN, circuits, s_polynomials, Challenges(0, beta, gamma, y))
    assert [len(piece) for piece in pieces] == [32, 32]

    sets = [
        permutation.ProductEvaluations(*(evaluate(p, DOMAIN.rotate(x, r)) for r in (0, 1, -6))) for p in z_polynomials
    ]
    at, rows = opened(cs, polynomials, x), row_selectors(DOMAIN, cs.blinding_factors, x)
    values = [gate.evaluate(at) for gate in cs.gates]
    values += permutation.constraints(cs, at, [evaluate(s, x) for s in s_polynomials], sets, rows, beta, gamma, x)
    h = sum(evaluate(piece, x) * pow(x, 32 * i, P) for i, piece in enumerate(pieces)) % P
    assert (h == quotient_value(values, DOMAIN, y, x)) == (broken is None)


def test_zeta_lies_outside_of_the_rows():
    assert pow(FP.zeta, 3, P) == 1 != pow(FP.zeta, 1 << 20, P)
