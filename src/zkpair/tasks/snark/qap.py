"""The quadratic arithmetic program of a circuit at the secret point τ, and what a Groth16 key holds of it.

u_i, v_i, w_i interpolate column i of A, B, C over the domain ω^0 … ω^(N−1); L_k is its Lagrange basis:

    u_i(τ) = Σ_k A[k][i]·L_k(τ),   L_k(τ) = (τ^N − 1)/N · ω^k/(τ − ω^k)

A has an extra row m + j for each public signal j = 0 … l with the single entry A[m + j][j] = 1.
Source: Groth, "On the Size of Pairing-based Non-interactive Arguments", 2016, section 3.2, in snarkjs's form
(docs/contract.md, "Groth16, exactly").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from zkpair.tasks.arithmetic.field import R, batch_inverse, random_elements, root_of_unity
from zkpair.tasks.snark.r1cs import R1cs, read_r1cs


@dataclass(frozen=True)
class Trapdoor:
    """What a real setup throws away; elements of F_r, none zero."""

    tau: int
    alpha: int
    beta: int
    gamma: int
    delta: int


def trapdoor(seed: int, instance: int) -> Trapdoor:
    """The trapdoor of a seed, the same for every circuit."""
    return Trapdoor(*random_elements(f"snark/trapdoor/{instance}", seed, 5))


@dataclass(frozen=True)
class KeyLogs:
    """The discrete logarithms of a key's points, by section."""

    u: Sequence[int]  # section 5, u_i(τ)
    v: Sequence[int]  # sections 6 and 7, v_i(τ)
    w: Sequence[int]  # not in the key
    ic: Sequence[int]  # section 3, (β·u_i + α·v_i + w_i)/γ for i ≤ l
    c: Sequence[int]  # section 8, (β·u_i + α·v_i + w_i)/δ for i > l
    h: Sequence[int]  # section 9, ℓ_(2j+1)(τ)/δ


def lagrange(n: int, tau: int) -> list[int]:
    """L_0(τ) … L_(n−1)(τ) over the domain of size n; τ must lie outside the domain."""
    omega = root_of_unity(n)
    points = [1]
    for _ in range(n - 1):
        points.append(points[-1] * omega % R)
    inverses = batch_inverse([tau - point for point in points], R)
    factor = (pow(tau, n, R) - 1) * pow(n, -1, R) % R
    return [factor * point % R * inverse % R for point, inverse in zip(points, inverses, strict=True)]


def key_logs(r1cs: R1cs, secret: Trapdoor) -> KeyLogs:
    n, n_public = r1cs.domain_size, r1cs.n_public
    basis = lagrange(n, secret.tau)
    u, v, w = ([0] * r1cs.n_signals for _ in range(3))
    for k, constraint in enumerate(r1cs.constraints):
        for column, combination in zip((u, v, w), constraint, strict=True):
            for signal, value in combination:
                column[signal] = (column[signal] + value * basis[k]) % R
    for j in range(n_public + 1):
        u[j] = (u[j] + basis[len(r1cs.constraints) + j]) % R
    mixed = [(secret.beta * x + secret.alpha * y + z) % R for x, y, z in zip(u, v, w, strict=True)]
    by_gamma, by_delta = pow(secret.gamma, -1, R), pow(secret.delta, -1, R)
    odd = lagrange(2 * n, secret.tau)[1::2]
    return KeyLogs(
        u,
        v,
        w,
        [x * by_gamma % R for x in mixed[: n_public + 1]],
        [x * by_delta % R for x in mixed[n_public + 1 :]],
        [x * by_delta % R for x in odd],
    )


@lru_cache(maxsize=4)
def cached_r1cs(blob: bytes) -> R1cs:
    """A judge reads the same circuit for every instance."""
    return read_r1cs(blob)


@lru_cache(maxsize=4)
def cached_key_logs(blob: bytes, secret: Trapdoor) -> KeyLogs:
    return key_logs(cached_r1cs(blob), secret)
