"""The quotient h of all constraints by X^n − 1: at each point of the coset what the verifier computes at x.

The constraints' values are folded by y, divided by X^n − 1, and transformed back: d − 1 pieces of n coefficients.
"""

from __future__ import annotations

from collections.abc import Sequence

from zkpair_python.halo.field import FP, P

from . import permutation
from .constraint_system import ConstraintSystem
from .domain import Domain, RowSelectors, extended_k
from .expression import Kind
from .polynomial import Coset, rows_to_coefficients

Polynomials = Sequence[Sequence[int]]


def row_selectors_on(coset: Coset, blinding_factors: int) -> list[RowSelectors]:
    """l_0, l_last and l_blind at each point."""
    n, b = coset.domain.n, blinding_factors
    rows = ([0], [n - b - 1], range(n - b, n))
    of_each = [coset.values(rows_to_coefficients(coset.domain, [int(i in ones) for i in range(n)])) for ones in rows]
    return [RowSelectors(*values) for values in zip(*of_each, strict=True)]


def quotient_pieces(
    cs: ConstraintSystem,
    domain: Domain,
    circuits: Sequence[tuple[dict[Kind, Polynomials], Polynomials]],
    sigmas: Polynomials,
    beta: int,
    gamma: int,
    y: int,
) -> list[list[int]]:
    """h_0 … h_{d−2}. `circuits`: each one's columns and permutation products, `sigmas`: all by their coefficients.

    Circuits without lookups. Witnesses that break a constraint give pieces of which no proof verifies.
    """
    assert not cs.lookups, "lookups are not proven here"
    coset = Coset(domain, extended_k(domain.k, cs.degree))
    rows = row_selectors_on(coset, cs.blinding_factors)
    last = -(cs.blinding_factors + 1)
    on_coset = [
        ({kind: [coset.values(p) for p in columns[kind]] for kind in Kind}, [coset.values(z) for z in products])
        for columns, products in circuits
    ]
    sigmas_on = [coset.values(sigma) for sigma in sigmas]
    values = []
    for i, x in enumerate(coset.points()):
        folded = 0
        for columns, products in on_coset:
            at = {
                kind: [coset.rotated(columns[kind][q.column.index], i, q.rotation) for q in cs.queries[kind]]
                for kind in Kind
            }
            sets = [
                permutation.ProductEvaluations(z[i], coset.rotated(z, i, 1), coset.rotated(z, i, last))
                for z in products
            ]
            found = [gate.evaluate(at) for gate in cs.gates]
            found += permutation.constraints(cs, at, [sigma[i] for sigma in sigmas_on], sets, rows[i], beta, gamma, x)
            for constraint in found:
                folded = (folded * y + constraint) % P
        values.append(folded)
    vanishing = FP.batch_inverse([(pow(x, domain.n, P) - 1) % P for x in coset.points()])
    h = coset.coefficients([value * inverse % P for value, inverse in zip(values, vanishing, strict=True)])
    return [h[i * domain.n : (i + 1) * domain.n] for i in range(cs.num_quotient_pieces)]
