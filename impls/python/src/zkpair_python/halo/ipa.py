"""The inner-product argument of halo2: a committed polynomial has a value at a point (Bowe, Grigg, Hopwood, "Halo",
ePrint 2019/1021, section 3; BCMS20, ePrint 2020/499, appendix A; halo2_proofs 0.4, `poly::commitment`).

Prover and verifier have P = Σ p_i·g_i + r·w, x and v = p(x). With n = 2^k:

    S             a commitment to a random s(X) with s(x) = 0                       → ξ, z
    P' = P − v·g_0 + ξ·S      commits to p'(X) = p(X) − v + ξ·s(X), which is zero at x
    round j = 1 … k, on halves (lo, hi) of p', of b = (1, x, x², …) and of G = (g_0, …):
        L_j = ⟨p'_hi, G_lo⟩ + z·⟨p'_hi, b_lo⟩·u + l_j·w
        R_j = ⟨p'_lo, G_hi⟩ + z·⟨p'_lo, b_hi⟩·u + r_j·w                            → u_j
        p' ← p'_lo + u_j⁻¹·p'_hi      b ← b_lo + u_j·b_hi      G ← G_lo + u_j·G_hi
    c = p'_0,  f = (the blind of P') + Σ (u_j⁻¹·l_j + u_j·r_j)

The verifier's equation:   P' + Σ (u_j⁻¹·L_j + u_j·R_j) = c·(G_0 + z·b_0·u) + f·w

where b_0 = Π_j (1 + u_j·x^(2^(k−j))) costs O(k), and G_0 = ⟨s, G⟩, s the coefficients of Π_j (1 + u_j·X^(2^(k−j))), is
the one thing that costs O(n). Whoever is told G_0 checks all the rest in O(k): the succinct check.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .curve import Curve, Point
from .errors import RejectedProof
from .field import ELEMENT_BYTES, PrimeField
from .params import Params
from .transcript import Transcript, TranscriptReader, TranscriptWriter


def proof_bytes(k: int) -> int:
    """S, the L_j and R_j, c, f."""
    return (2 * k + 3) * ELEMENT_BYTES


@dataclass(frozen=True)
class Statement:
    """The polynomial in `commitment` has `value` at `point`."""

    commitment: Point
    point: int
    value: int

    def absorb(self, transcript: Transcript) -> None:
        transcript.common_point(self.commitment)
        transcript.common_scalar(self.point)
        transcript.common_scalar(self.value)


def evaluate(field: PrimeField, polynomial: Sequence[int], x: int) -> int:
    """p(x) by Horner's rule; coefficients from the constant one up."""
    value = 0
    for coefficient in reversed(polynomial):
        value = (value * x + coefficient) % field.modulus
    return value


def inner_product(field: PrimeField, left: Sequence[int], right: Sequence[int]) -> int:
    return sum(a * b for a, b in zip(left, right, strict=True)) % field.modulus


def create_proof(
    params: Params,
    draws: Iterator[int],
    transcript: TranscriptWriter,
    polynomial: Sequence[int],
    blind: int,
    x: int,
) -> Point:
    """Write an opening at x of the commitment to `polynomial`; returns the folded generator G_0.

    Draws, in order: the n coefficients of s, its blind, then l_j, r_j for each round.
    """
    field, p = params.curve.scalars, params.curve.scalars.modulus
    s = [next(draws) for _ in range(params.n)]
    s[0] = (s[0] - evaluate(field, s, x)) % p
    s_blind = next(draws)
    transcript.write_point(params.commit(s, s_blind))
    xi = transcript.squeeze_challenge()
    z = transcript.squeeze_challenge()

    a = [(xi * s_i + p_i) % p for s_i, p_i in zip(s, polynomial, strict=True)]
    a[0] = (a[0] - evaluate(field, a, x)) % p
    f = (s_blind * xi + blind) % p
    b = [1]
    while len(b) < params.n:
        b.append(b[-1] * x % p)
    g = list(params.g)

    while len(a) > 1:
        half = len(a) // 2
        a_lo, a_hi, b_lo, b_hi, g_lo, g_hi = a[:half], a[half:], b[:half], b[half:], g[:half], g[half:]
        l_blind, r_blind = next(draws), next(draws)
        bases = [params.u, params.w]
        left = params.curve.msm([*a_hi, z * inner_product(field, a_hi, b_lo), l_blind], [*g_lo, *bases])
        right = params.curve.msm([*a_lo, z * inner_product(field, a_lo, b_hi), r_blind], [*g_hi, *bases])
        transcript.write_point(left)
        transcript.write_point(right)
        u = transcript.squeeze_challenge()
        u_inverse = field.inverse(u)
        a = [(lo + u_inverse * hi) % p for lo, hi in zip(a_lo, a_hi, strict=True)]
        b = [(lo + u * hi) % p for lo, hi in zip(b_lo, b_hi, strict=True)]
        g = params.curve.collapse(g, u)
        f = (f + l_blind * u_inverse + r_blind * u) % p

    transcript.write_scalar(a[0])
    transcript.write_scalar(f)
    return g[0]


@dataclass(frozen=True)
class Opening:
    """An opening read by the verifier: all its messages and challenges."""

    statement: Statement
    s: Point
    xi: int
    z: int
    lefts: Sequence[Point]
    rights: Sequence[Point]
    u: Sequence[int]
    c: int
    f: int


def read_opening(k: int, transcript: TranscriptReader, statement: Statement) -> Opening:
    """The messages of `create_proof` with the verifier's challenges; `MalformedProof` where there are none."""
    s = transcript.read_point()
    xi = transcript.squeeze_challenge()
    z = transcript.squeeze_challenge()
    lefts, rights, u = [], [], []
    for _ in range(k):
        lefts.append(transcript.read_point())
        rights.append(transcript.read_point())
        u.append(transcript.squeeze_challenge())
    if not all(u):
        raise RejectedProof("a challenge is zero")
    c = transcript.read_scalar()
    f = transcript.read_scalar()
    return Opening(statement, s, xi, z, lefts, rights, u, c, f)


def folded_powers(field: PrimeField, u: Sequence[int], x: int) -> int:
    """b_0 = Π_j (1 + u_j·x^(2^(k−j))): the last challenge goes with x itself."""
    product = 1
    for u_j in reversed(u):
        product = product * (1 + u_j * x) % field.modulus
        x = x * x % field.modulus
    return product


def folding_coefficients(field: PrimeField, u: Sequence[int]) -> list[int]:
    """s, the coefficients of Π_j (1 + u_j·X^(2^(k−j))), constant one first."""
    s = [1]
    for u_j in reversed(u):
        s += [u_j * s_i % field.modulus for s_i in s]
    return s


def folded_generator(params: Params, u: Sequence[int]) -> Point:
    """G_0 = ⟨s, G⟩: the verifier's linear work."""
    return params.curve.msm(folding_coefficients(params.curve.scalars, u), params.g)


def holds(params: Params, opening: Opening, g_0: Point) -> bool:
    """The verifier's equation with this G_0: O(k) point operations."""
    curve, field, p = params.curve, params.curve.scalars, params.curve.scalars.modulus
    statement, b_0 = opening.statement, folded_powers(params.curve.scalars, opening.u, opening.statement.point)
    inverses = field.batch_inverse(opening.u)
    terms: list[tuple[int, Point]] = [
        (1, statement.commitment),
        (-statement.value % p, params.g[0]),
        (opening.xi, opening.s),
        *zip(inverses, opening.lefts, strict=True),
        *zip(opening.u, opening.rights, strict=True),
        (-opening.c % p, g_0),
        (-opening.c * b_0 * opening.z % p, params.u),
        (-opening.f % p, params.w),
    ]
    return curve.msm([scalar for scalar, _ in terms], [point for _, point in terms]) is None


def check_opening(params: Params, opening: Opening) -> None:
    """The whole verifier, the linear part included; `RejectedProof` where the equation does not hold."""
    if not holds(params, opening, folded_generator(params, opening.u)):
        raise RejectedProof("the verifier's equation does not hold")


def start(curve: Curve, statement: Statement, proof: bytes) -> TranscriptReader:
    """A reader that has absorbed the statement."""
    transcript = TranscriptReader(curve, proof)
    statement.absorb(transcript)
    return transcript
