"""From R1CS to quadratic arithmetic programs, in snarkjs's form.

    (Σ z_i·u_i(X)) · (Σ z_i·v_i(X)) = Σ z_i·w_i(X) + h(X)·t(X),     t(X) = X^N − 1

(Groth 2016, section 2.3.) u_i, v_i, w_i interpolate column i of the matrices A, B, C on the domain of size N, the
smallest power of two ≥ m + l + 1 for m constraints and l public signals.

After the constraints come l + 1 rows that hold only A[m + j][j] = 1 (j = 0 … l): they make the u_i of the statement
linearly independent, without which a proof could be moved to another statement (libsnark's input consistency rows).

The odd points of the 2N domain. P = a·b − c, for the interpolants a, b, c of the witness, has degree below 2N and is
zero on the N even points ω_2N^(2j). So it is Σ_j P(ω_2N^(2j+1))·ℓ_{2j+1}, with ℓ the Lagrange basis of the 2N domain:
the prover needs its values on the odd points only, and no division by t.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zkpair_python.algebra.field import R, root_of_unity

from .curve import Curve
from .polynomials import lagrange_at
from .r1cs import R1cs

A, B = 0, 1


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One entry of the matrices A and B, as a proving key lists them."""

    matrix: int
    """0 for A, 1 for B."""
    row: int
    signal: int
    value: int


def domain_size(num_constraints: int, num_public: int) -> int:
    """The smallest power of two ≥ m + l + 1."""
    return 1 << (num_constraints + num_public).bit_length()


def coefficients(r1cs: R1cs) -> list[Coefficient]:
    """The entries of A and B: for each constraint those of A, then those of B; at the end the extra rows."""
    entries = []
    for row, constraint in enumerate(r1cs.constraints):
        entries += [Coefficient(A, row, signal, value) for signal, value in constraint.a]
        entries += [Coefficient(B, row, signal, value) for signal, value in constraint.b]
    m = r1cs.num_constraints
    entries += [Coefficient(A, m + j, j, 1) for j in range(r1cs.num_public + 1)]
    return entries


@dataclass(frozen=True)
class QapAt:
    """u_i(τ), v_i(τ) and w_i(τ) for every signal i."""

    u: list[int]
    v: list[int]
    w: list[int]


def evaluate_qap(r1cs: R1cs, tau: int) -> QapAt:
    """u_i(τ) = Σ_q A[q][i]·L_q(τ), and likewise v from B and w from C."""
    lagrange = lagrange_at(domain_size(r1cs.num_constraints, r1cs.num_public), tau)
    u, v, w = ([0] * r1cs.num_signals for _ in range(3))
    for entry in coefficients(r1cs):
        column = u if entry.matrix == A else v
        column[entry.signal] = (column[entry.signal] + entry.value * lagrange[entry.row]) % R
    for row, constraint in enumerate(r1cs.constraints):
        for signal, value in constraint.c:
            w[signal] = (w[signal] + value * lagrange[row]) % R
    return QapAt(u, v, w)


def odd_lagrange_at(n: int, tau: int) -> list[int]:
    """ℓ_{2j+1}(τ) for j = 0 … n−1, ℓ the Lagrange basis of the domain of size 2n."""
    return lagrange_at(2 * n, tau)[1::2]


def quotient_values(entries: Sequence[Coefficient], n: int, z: Sequence[int], curve: Curve) -> list[int]:
    """(a·b − c)(ω_2N^(2j+1)) for j = 0 … n−1.

    a and b are evaluated on the domain from the entries; c is set to a∘b there, which is what it must be for a true
    witness (a key holds no matrix C); all three are interpolated and evaluated on the odd points, ω_2N·ω_N^j.
    """
    a, b = [0] * n, [0] * n
    for entry in entries:
        rows = a if entry.matrix == A else b
        rows[entry.row] = (rows[entry.row] + entry.value * z[entry.signal]) % R
    c = [x * y % R for x, y in zip(a, b, strict=True)]
    a_odd, b_odd, c_odd = (_to_odd_points(values, curve) for values in (a, b, c))
    return [(x * y - w) % R for x, y, w in zip(a_odd, b_odd, c_odd, strict=True)]


def _to_odd_points(values: Sequence[int], curve: Curve) -> list[int]:
    """f(ω_N^j) for all j to f(ω_2N^(2j+1)) for all j: interpolate, then f(ω_2N·X) has the coefficients f_i·ω_2N^i."""
    n = len(values)
    omega = root_of_unity(n)
    shift = root_of_unity(2 * n)
    scale = pow(n, -1, R)
    interpolant = curve.ntt(values, pow(omega, -1, R))
    shifted = []
    for coefficient in interpolant:
        shifted.append(coefficient * scale % R)
        scale = scale * shift % R
    return curve.ntt(shifted, omega)
