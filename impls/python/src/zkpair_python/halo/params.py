"""halo2's public parameters: generators that come out of a hash, so that nobody knows a relation between them.

    g_i = hash_to_curve(0 ‖ i as u32),    w = hash_to_curve(1),    u = hash_to_curve(2)      domain "Halo2-Parameters"

(halo2_proofs 0.4, `Params::new`.) A commitment to a polynomial p with the blind r is Σ p_i·g_i + r·w.
As a blob: g_0 … g_(n−1), w, u, affine.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from .curve import VESTA, Curve, Point
from .encoding import decode_points
from .errors import WrongParameters
from .hash_to_curve import hash_to_curve
from .params_digests import DIGESTS

DOMAIN = "Halo2-Parameters"


@dataclass(frozen=True)
class Params:
    """g: n = 2^k generators; w for blinds; u for values."""

    curve: Curve
    g: Sequence[Point]
    w: Point
    u: Point

    @property
    def n(self) -> int:
        return len(self.g)

    @property
    def k(self) -> int:
        return self.n.bit_length() - 1

    def commit(self, polynomial: Sequence[int], blind: int) -> Point:
        """Σ p_i·g_i + blind·w, the coefficients from the constant one up."""
        return self.curve.msm([*polynomial, blind], [*self.g, self.w])


def generator(curve: Curve, index: int) -> Point:
    """g_index."""
    return hash_to_curve(curve, DOMAIN, b"\0" + index.to_bytes(4, "little"))


def make_params(k: int, curve: Curve = VESTA) -> Params:
    """The parameters for polynomials of degree below 2^k: about a millisecond for each generator."""
    g = [generator(curve, i) for i in range(1 << k)]
    return Params(curve, g, hash_to_curve(curve, DOMAIN, b"\1"), hash_to_curve(curve, DOMAIN, b"\2"))


def read_params(blob: bytes, n: int, curve: Curve = VESTA) -> Params:
    """The parameters of a case over Vesta, `WrongParameters` unless they are halo2's for this n (by their digest)."""
    if n not in DIGESTS:
        raise WrongParameters(f"no parameters for n = {n}: it is a power of two from {min(DIGESTS)} to {max(DIGESTS)}")
    if hashlib.sha256(blob).hexdigest() != DIGESTS[n]:
        raise WrongParameters(f"params: {len(blob)} bytes that are not halo2's generators for n = {n}")
    *g, w, u = decode_points(curve, blob, n + 2, "params")
    return Params(curve, g, w, u)
