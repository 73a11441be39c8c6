"""The chain: a circuit of any size, x_(k+1) = x_k·(x_k + b), whose last l states are public outputs.

With m constraints it has the states x_0 … x_m. The number of constraints fills the domain: m + l + 1 = N.
Signals: one, x_(m−l+1) … x_m (outputs), b, x_0 (private inputs), x_1 … x_(m−l).
"""

from __future__ import annotations

from collections.abc import Callable

from zkpair.tasks.arithmetic.field import R
from zkpair.tasks.snark.r1cs import R1cs


def n_constraints(domain_size: int, n_public: int) -> int:
    """m = N − l − 1; ValueError where not even the outputs fit."""
    m = domain_size - n_public - 1
    if n_public < 1 or m < n_public or domain_size & (domain_size - 1):
        raise ValueError(f"no chain with {n_public} outputs fills a domain of size {domain_size}")
    return m


def smallest_domain(n_public: int) -> int:
    """The smallest power of two N ≥ 8 with m = N − l − 1 ≥ l."""
    return max(8, 1 << (2 * n_public).bit_length())


def _signal_of_state(m: int, n_public: int) -> Callable[[int], int]:
    """k -> the signal of x_k."""
    first_output = m - n_public + 1
    return lambda k: 1 + k - first_output if k >= first_output else n_public + 2 + k


def chain_r1cs(domain_size: int, n_public: int) -> R1cs:
    m = n_constraints(domain_size, n_public)
    signal = _signal_of_state(m, n_public)
    b = n_public + 1
    constraints = [([(signal(k), 1)], [(b, 1), (signal(k), 1)], [(signal(k + 1), 1)]) for k in range(m)]
    return R1cs(m + 3, n_public, 0, 2, constraints)


def chain_witness(domain_size: int, n_public: int, x: int, b: int) -> list[int]:
    """All signals for x_0 = x."""
    m = n_constraints(domain_size, n_public)
    states = [x % R]
    for _ in range(m):
        states.append(states[-1] * (states[-1] + b) % R)
    first_output = m - n_public + 1
    return [1, *states[first_output:], b % R, *states[:first_output]]
