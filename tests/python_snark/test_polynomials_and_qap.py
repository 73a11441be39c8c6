"""The laws of the QAP, checked with evaluations that share no code with qap.py."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zkpair_python.algebra.field import R, root_of_unity
from zkpair_python.snark.curve_reference import ReferenceCurve
from zkpair_python.snark.errors import InvalidTrapdoor
from zkpair_python.snark.polynomials import lagrange_at
from zkpair_python.snark.qap import coefficients, domain_size, evaluate_qap, odd_lagrange_at, quotient_values

elements = st.integers(0, R - 1)


def interpolate_at(points, values, x):
    """Lagrange's formula as in a textbook: Σ y_j Π_{k≠j} (x − x_k)/(x_j − x_k)."""
    total = 0
    for j, (x_j, y_j) in enumerate(zip(points, values, strict=True)):
        term = y_j
        for k, x_k in enumerate(points):
            if k != j:
                term = term * (x - x_k) % R * pow(x_j - x_k, -1, R) % R
        total += term
    return total % R


@given(st.integers(0, 4), elements)
@settings(max_examples=20, deadline=None)
def test_lagrange_is_the_textbook_basis(k, x):
    n = 1 << k
    points = [pow(root_of_unity(n), j, R) for j in range(n)]
    if x in points:
        return
    basis = [[int(i == j) for i in range(n)] for j in range(n)]
    assert lagrange_at(n, x) == [interpolate_at(points, unit, x) for unit in basis]


@pytest.mark.parametrize("n", [1, 2, 8])
def test_lagrange_refuses_a_point_of_the_domain(n):
    with pytest.raises(InvalidTrapdoor, match="another"):
        lagrange_at(n, root_of_unity(n))


@pytest.mark.parametrize(
    ("constraints", "public", "expected"), [(5, 2, 8), (6, 2, 16), (13, 2, 16), (1, 0, 2), (0, 0, 1), (4088, 2, 4096)]
)
def test_domain_size(constraints, public, expected):
    assert domain_size(constraints, public) == expected


@pytest.mark.parametrize("m", [1, 5, 13])
@pytest.mark.parametrize("tau", [2, 7**90 % R])
def test_qap_identity(chain, m, tau):
    """a(τ)·b(τ) − c(τ) = h(τ)·t(τ), with P = ab − c known on the odd points only."""
    circuit = chain(m)
    n = domain_size(m, circuit.r1cs.num_public)
    qap = evaluate_qap(circuit.r1cs, tau)
    a, b, c = (sum(z * p for z, p in zip(circuit.z, column, strict=True)) % R for column in (qap.u, qap.v, qap.w))
    odd = quotient_values(coefficients(circuit.r1cs), n, circuit.z, ReferenceCurve())
    by_odd_points = sum(p * basis for p, basis in zip(odd, odd_lagrange_at(n, tau), strict=True)) % R
    assert (a * b - c) % R == by_odd_points


@pytest.mark.parametrize("m", [3, 5])
def test_odd_points_are_the_values_of_ab_minus_c(chain, m):
    circuit = chain(m)
    n = domain_size(m, circuit.r1cs.num_public)
    points = [pow(root_of_unity(n), j, R) for j in range(n)]
    a, b = [0] * n, [0] * n
    for entry in coefficients(circuit.r1cs):
        (b if entry.matrix else a)[entry.row] += entry.value * circuit.z[entry.signal]
    c = [x * y for x, y in zip(a, b, strict=True)]
    odd = [pow(root_of_unity(2 * n), 2 * j + 1, R) for j in range(n)]
    expected = [
        (interpolate_at(points, a, x) * interpolate_at(points, b, x) - interpolate_at(points, c, x)) % R for x in odd
    ]
    assert quotient_values(coefficients(circuit.r1cs), n, circuit.z, ReferenceCurve()) == expected


def test_a_false_witness_breaks_the_identity(chain):
    circuit = chain(5)
    z = list(circuit.z)
    z[5] += 1
    tau = 11
    qap = evaluate_qap(circuit.r1cs, tau)
    a, b, c = (sum(x * p for x, p in zip(z, column, strict=True)) % R for column in (qap.u, qap.v, qap.w))
    odd = quotient_values(coefficients(circuit.r1cs), 8, z, ReferenceCurve())
    assert (a * b - c) % R != sum(p * q for p, q in zip(odd, odd_lagrange_at(8, tau), strict=True)) % R


def test_each_public_signal_has_a_row_of_its_own(chain):
    entries = coefficients(chain(5).r1cs)
    assert [(e.matrix, e.row, e.signal, e.value) for e in entries[-3:]] == [(0, 5, 0, 1), (0, 6, 1, 1), (0, 7, 2, 1)]
