"""The constraint composition polynomial (the "ALI" step of DEEP-ALI: Ben-Sasson et al. 2019, ePrint 2019/336).

With independent random α_j, β_k from the extension, one for each constraint and assertion,

    H(x) = Σ_j α_j · C_j(T(x), T(gx)) · (x − g^(n−1))/(x^n − 1)  +  Σ_k β_k · (T_{c_k}(x) − v_k)/(x − g^{r_k})

is a polynomial when all hold. It is cut into pieces of n coefficients, H(x) = Σ_i x^{i·n}·H_i(x), which are committed
to as columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .air import Air, Assertion, in_order
from .extension import ZERO, Ext
from .field import GENERATOR, P, batch_inverse, powers, root_of_unity
from .polynomial import evaluate, evaluate_on_coset, interpolate_ext_on_coset, inverse_ntt


def periodic_polynomials(air: Air) -> list[list[int]]:
    """Of a column of period c, the polynomial q of degree below c with q(x^(n/c)) the column's values on ⟨g⟩."""
    return [inverse_ntt(column, root_of_unity(len(column))) for column in air.periodic_columns()]


def periodic_values(air: Air) -> list[list[int]]:
    """The periodic columns on the constraint domain 7·⟨ω⟩; each list is one period, of length c·blowup."""
    return [
        evaluate_on_coset(q, pow(GENERATOR, air.length // len(q), P), len(q) * air.constraint_blowup)
        for q in periodic_polynomials(air)
    ]


def transition_divisor_inverses(air: Air, xs: Sequence[int]) -> list[int]:
    """(x − g^(n−1))/(x^n − 1) for the points of the constraint domain; x^n has only `constraint_blowup` values."""
    last = pow(air.generator, air.length - 1, P)
    period = air.constraint_blowup
    inverses = batch_inverse([pow(x, air.length, P) - 1 for x in xs[:period]])
    return [(x - last) * inverses[i % period] % P for i, x in enumerate(xs)]


def boundary_terms(
    assertions: Sequence[Assertion], coefficients: Sequence[Ext], columns: Sequence[Sequence[Any]], step: int
) -> dict[int, list[Ext]]:
    """For each asserted row r the list of Σ β_k·(T_{c_k}(x) − v_k) over the points x of the constraint domain."""
    size = len(columns[0]) // step
    terms: dict[int, list[Ext]] = {}
    for assertion, beta in zip(in_order(assertions), coefficients, strict=True):
        column = columns[assertion.column]
        total = terms.setdefault(assertion.row, [ZERO] * size)
        for i in range(size):
            total[i] = total[i] + beta * (column[i * step] - assertion.value)
    return terms


def composition_values(
    air: Air,
    main: Sequence[Sequence[int]],
    aux: Sequence[Sequence[Ext]],
    random: Sequence[Ext],
    coefficients: Sequence[Ext],
) -> list[Ext]:
    """H on the constraint domain, 7·⟨ω⟩ with `constraint_blowup`·n points.

    `main` and `aux` are the columns of the low-degree extension on 7·⟨ω_{8n}⟩; `coefficients` are the α, then the β of
    the main assertions, then of the aux ones.
    """
    domain_size, size = len(main[0]), air.length * air.constraint_blowup
    step, ahead = domain_size // size, domain_size // air.length  # g = ω_{8n}^8: the next row is 8 points further on
    xs = powers(root_of_unity(size), size, GENERATOR)
    divisors = transition_divisor_inverses(air, xs)
    periods = periodic_values(air)
    num_main, num_transition = len(air.main_degrees), air.num_transition_constraints
    alphas, aux_alphas = coefficients[:num_main], coefficients[num_main:num_transition]

    values = []
    for i in range(size):
        here, there = i * step, (i * step + ahead) % domain_size
        row, following = [column[here] for column in main], [column[there] for column in main]
        periodic = [values_of[i % len(values_of)] for values_of in periods]
        total = ZERO
        for alpha, value in zip(alphas, air.transition(row, following, periodic), strict=True):
            total = total + alpha * (value % P)
        if aux:
            aux_row, aux_following = [column[here] for column in aux], [column[there] for column in aux]
            evaluated = air.aux_transition(row, aux_row, aux_following, random)
            for alpha, value_ext in zip(aux_alphas, evaluated, strict=True):
                total = total + alpha * value_ext
        values.append(total * divisors[i])

    betas = coefficients[num_transition:]
    num_main_assertions = len(air.assertions())
    parts: list[tuple[list[Assertion], Sequence[Ext], Sequence[Sequence[Any]]]]
    parts = [(air.assertions(), betas[:num_main_assertions], main)]
    if aux:
        parts.append((air.aux_assertions(), betas[num_main_assertions:], aux))
    for assertions, part_betas, columns in parts:
        for asserted_row, terms in boundary_terms(assertions, part_betas, columns, step).items():
            point = pow(air.generator, asserted_row, P)
            inverses = batch_inverse([(x - point) % P for x in xs])
            values = [value + term * inv for value, term, inv in zip(values, terms, inverses, strict=True)]
    return values


def composition_columns(air: Air, values: Sequence[Ext]) -> list[list[Ext]]:
    """The coefficients of H_0, H_1, … of degree below n, from the values of H on the constraint domain."""
    coefficients, n = interpolate_ext_on_coset(values, GENERATOR), air.length
    return [coefficients[i * n : (i + 1) * n] for i in range(air.num_composition_columns)]


def composition_at(
    air: Air,
    main: tuple[Sequence[Ext], Sequence[Ext]],
    aux: tuple[Sequence[Ext], Sequence[Ext]],
    random: Sequence[Ext],
    coefficients: Sequence[Ext],
    z: Ext,
) -> Ext:
    """The formula for H(z), from the values of the trace's columns at z and at g·z: the verifier's side.

    Raises `ZeroDivisionError` when z is in the trace domain.
    """
    n, g = air.length, air.generator
    periodic = [evaluate(q, z ** (n // len(q))) for q in periodic_polynomials(air)]
    evaluated = air.transition(main[0], main[1], periodic)
    if aux[0]:
        evaluated = evaluated + air.aux_transition(main[0], aux[0], aux[1], random)
    total = ZERO
    for alpha, value in zip(coefficients, evaluated, strict=False):
        total = total + alpha * value
    total = total * (z - pow(g, n - 1, P)) * (z**n - 1).inverse()

    betas = iter(coefficients[air.num_transition_constraints :])
    for assertions, row in ((air.assertions(), main[0]), (air.aux_assertions(), aux[0])):
        for assertion in in_order(assertions):
            numerator = next(betas) * (row[assertion.column] - assertion.value)
            total = total + numerator * (z - pow(g, assertion.row, P)).inverse()
    return total
