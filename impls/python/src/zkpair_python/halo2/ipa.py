"""The opening of one commitment P at x to v (Bowe, Grigg, Hopwood 2019, 2019/1021, section 3; halo2's `commitment`).

P' = P − v·G_0 + ξ·S
P' + Σ u_j^{−1}·L_j + Σ u_j·R_j − c·⟨s, G⟩ − c·b·z·U − f·W = 0,
s the coefficients of g(X) = Π_j (1 + u_j·X^{2^{k−j}}), j = 1..k, and b = g(x)
"""

from __future__ import annotations

from collections.abc import Sequence

from zkpair_python.halo.errors import RejectedProof
from zkpair_python.halo.field import P

from .commitment import Combination
from .proof_reader import ProofReader


def num_elements(k: int) -> int:
    """S, (L_j, R_j), c, f."""
    return 2 * k + 3


def challenge_polynomial_at(x: int, u: Sequence[int]) -> int:
    """g(x) in O(k)."""
    value, power = 1, x
    for u_j in reversed(u):
        value = value * (1 + u_j * power) % P
        power = power * power % P
    return value


def challenge_polynomial(u: Sequence[int], factor: int) -> list[int]:
    """The n = 2^k coefficients of factor·g(X)."""
    s = [factor % P]
    for u_j in reversed(u):
        s += [value * u_j % P for value in s]
    return s


def read_opening(reader: ProofReader, k: int, commitment: Combination, x: int, v: int) -> Combination:
    """What must be zero for the commitment to open at x to v. Raises `RejectedProof` for a challenge of zero."""
    check = Combination(list(commitment.terms))
    blinding, xi = reader.read_point(), reader.squeeze_challenge()
    check.add(xi, blinding)
    z = reader.squeeze_challenge()
    u = []
    for _ in range(k):
        left, right = reader.read_point(), reader.read_point()
        u_j = reader.squeeze_challenge()
        if u_j == 0:
            raise RejectedProof("a round's challenge is zero: make the proof again")
        check.add(pow(u_j, -1, P), left)
        check.add(u_j, right)
        u.append(u_j)
    c, f = reader.read_scalar(), reader.read_scalar()

    check.on_g = challenge_polynomial(u, -c)
    check.on_g[0] = (check.on_g[0] - v) % P
    check.on_u = -c * challenge_polynomial_at(x, u) * z % P
    check.on_w = -f % P
    return check
