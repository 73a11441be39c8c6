"""The quotient h of all constraints by X^n − 1: at each point of the coset what the verifier computes at x.

The constraints' values are folded by y, divided by X^n − 1, and transformed back: d − 1 pieces of n coefficients.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zkpair_python.halo.field import FP, P

from . import lookup, permutation
from .constraint_system import ConstraintSystem
from .domain import Domain, RowSelectors, extended_k
from .expression import Kind
from .polynomial import Coset, rows_to_coefficients

Polynomials = Sequence[Sequence[int]]


@dataclass(frozen=True)
class LookupPolynomials:
    """By their coefficients, or by their values on the coset."""

    permuted_inputs: Sequence[int]
    permuted_table: Sequence[int]
    product: Sequence[int]


@dataclass(frozen=True)
class CircuitPolynomials:
    """One circuit's columns, permutation products and lookups, likewise."""

    columns: Mapping[Kind, Polynomials]
    products: Polynomials
    lookups: Sequence[LookupPolynomials] = ()


@dataclass(frozen=True)
class Challenges:
    """What the constraints' values depend on, and y, by which they are folded."""

    theta: int
    beta: int
    gamma: int
    y: int


def row_selectors_on(coset: Coset, blinding_factors: int) -> list[RowSelectors]:
    """l_0, l_last and l_blind at each point."""
    n, b = coset.domain.n, blinding_factors
    rows = ([0], [n - b - 1], range(n - b, n))
    of_each = [coset.values(rows_to_coefficients(coset.domain, [int(i in ones) for i in range(n)])) for ones in rows]
    return [RowSelectors(*values) for values in zip(*of_each, strict=True)]


def on_coset(coset: Coset, of: CircuitPolynomials) -> CircuitPolynomials:
    """By coefficients to by values."""
    return CircuitPolynomials(
        {kind: [coset.values(p) for p in of.columns[kind]] for kind in Kind},
        [coset.values(z) for z in of.products],
        [
            LookupPolynomials(*(coset.values(p) for p in (found.permuted_inputs, found.permuted_table, found.product)))
            for found in of.lookups
        ],
    )


def constraints_at(
    cs: ConstraintSystem,
    coset: Coset,
    of: CircuitPolynomials,
    sigmas: Polynomials,
    rows: RowSelectors,
    challenges: Challenges,
    i: int,
    x: int,
) -> list[int]:
    """One circuit's constraints at the i-th point x, in the verifier's order: gates, permutation, lookups."""
    theta, beta, gamma = challenges.theta, challenges.beta, challenges.gamma
    last = -(cs.blinding_factors + 1)
    at = {
        kind: [coset.rotated(of.columns[kind][q.column.index], i, q.rotation) for q in cs.queries[kind]]
        for kind in Kind
    }
    sets = [
        permutation.ProductEvaluations(z[i], coset.rotated(z, i, 1), coset.rotated(z, i, last)) for z in of.products
    ]
    found = [gate.evaluate(at) for gate in cs.gates]
    found += permutation.constraints(cs, at, [sigma[i] for sigma in sigmas], sets, rows, beta, gamma, x)
    for argument, p in zip(cs.lookups, of.lookups, strict=True):
        values = lookup.LookupEvaluations(
            p.product[i],
            coset.rotated(p.product, i, 1),
            p.permuted_inputs[i],
            coset.rotated(p.permuted_inputs, i, -1),
            p.permuted_table[i],
        )
        found += lookup.constraints(argument, at, values, rows, theta, beta, gamma)
    return found


def quotient_pieces(
    cs: ConstraintSystem,
    domain: Domain,
    circuits: Sequence[CircuitPolynomials],
    sigmas: Polynomials,
    challenges: Challenges,
) -> list[list[int]]:
    """h_0 … h_{d−2}; `circuits` and `sigmas` by their coefficients.

    Witnesses that break a constraint give pieces of which no proof verifies.
    """
    coset = Coset(domain, extended_k(domain.k, cs.degree))
    rows = row_selectors_on(coset, cs.blinding_factors)
    circuits_on = [on_coset(coset, of) for of in circuits]
    sigmas_on = [coset.values(sigma) for sigma in sigmas]
    points = coset.points()
    values = []
    for i, x in enumerate(points):
        folded = 0
        for of in circuits_on:
            for constraint in constraints_at(cs, coset, of, sigmas_on, rows[i], challenges, i, x):
                folded = (folded * challenges.y + constraint) % P
        values.append(folded)
    vanishing = FP.batch_inverse([(pow(x, domain.n, P) - 1) % P for x in points])
    h = coset.coefficients([value * inverse % P for value, inverse in zip(values, vanishing, strict=True)])
    return [h[i * domain.n : (i + 1) * domain.n] for i in range(cs.num_quotient_pieces)]
