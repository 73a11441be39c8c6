"""Groth16's setup with known secrets (Groth 2016, section 3.2, Setup; ePrint 2016/260), in snarkjs's form.

    τ, α, β, γ, δ ← F_r*
    IC_i = (β·u_i(τ) + α·v_i(τ) + w_i(τ)) / γ · G       0 ≤ i ≤ l
    C_i  = (β·u_i(τ) + α·v_i(τ) + w_i(τ)) / δ · G       l < i < number of signals
    h_j  = ℓ_{2j+1}(τ) / δ · G                          0 ≤ j < N,  ℓ the Lagrange basis of the 2N domain (see qap.py)

Who knows τ, α, β, γ, δ can prove anything: this is for tests and benchmarks. A key to rely on comes from a ceremony.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import ClassVar

from zkpair_python.algebra.field import TWO_ADICITY, R, decode_elements
from zkpair_python.case import Case, require_blob

from .curve import Curve
from .curve_reference import ReferenceCurve
from .errors import InvalidTrapdoor, MalformedFile
from .points import G1
from .qap import coefficients, domain_size, evaluate_qap, odd_lagrange_at
from .r1cs import R1cs, read_r1cs
from .zkey import ProvingKey, VerifyingKey, write_proving_key


@dataclass(frozen=True)
class Trapdoor:
    """The secrets of a setup ("toxic waste"), elements of F_r other than zero."""

    tau: int
    alpha: int
    beta: int
    gamma: int
    delta: int

    def check(self, n: int) -> None:
        """Raise `InvalidTrapdoor` for a zero, or for τ in the 2n domain."""
        for name, value in vars(self).items():
            if value % R == 0:
                raise InvalidTrapdoor(f"trapdoor: {name} is zero; draw another")
        if pow(self.tau, 2 * n, R) == 1:
            raise InvalidTrapdoor(f"trapdoor: tau lies in the domain of size {2 * n}; draw another")


def setup(r1cs: R1cs, trapdoor: Trapdoor, curve: Curve) -> ProvingKey:
    """The proving key of a circuit; the verifying key is a part of it."""
    num_public = r1cs.num_public
    n = domain_size(r1cs.num_constraints, num_public)
    if n > 1 << (TWO_ADICITY - 1):
        raise MalformedFile(
            f"r1cs: {r1cs.num_constraints} constraints need a domain above 2^{TWO_ADICITY - 1}; split the circuit"
        )
    trapdoor.check(n)
    alpha, beta, gamma, delta = trapdoor.alpha, trapdoor.beta, trapdoor.gamma, trapdoor.delta
    qap = evaluate_qap(r1cs, trapdoor.tau)
    combined = [(beta * u + alpha * v + w) % R for u, v, w in zip(qap.u, qap.v, qap.w, strict=True)]
    by_gamma, by_delta = pow(gamma, -1, R), pow(delta, -1, R)

    logs_1 = {
        "secrets": [alpha, beta, delta],
        "a": qap.u,
        "b_1": qap.v,
        "ic": [k * by_gamma % R for k in combined[: num_public + 1]],
        "c": [k * by_delta % R for k in combined[num_public + 1 :]],
        "h": [k * by_delta % R for k in odd_lagrange_at(n, trapdoor.tau)],
    }
    in_g1 = _split(curve.multiples_g1([k for logs in logs_1.values() for k in logs]), logs_1)
    alpha_1, beta_1, delta_1 = in_g1["secrets"]
    beta_2, gamma_2, delta_2, *b_2 = curve.multiples_g2([beta, gamma, delta, *qap.v])
    return ProvingKey(
        verifying_key=VerifyingKey(alpha_1, beta_2, gamma_2, delta_2, in_g1["ic"]),
        beta_1=beta_1,
        delta_1=delta_1,
        num_signals=r1cs.num_signals,
        domain_size=n,
        coefficients=tuple(coefficients(r1cs)),
        a=in_g1["a"],
        b_1=in_g1["b_1"],
        b_2=tuple(b_2),
        c=in_g1["c"],
        h=in_g1["h"],
    )


def _split(points: Sequence[G1], like: Mapping[str, Sequence[int]]) -> dict[str, tuple[G1, ...]]:
    """One list of points back into the named ones; a single list lets one table serve all multiples."""
    rest = iter(points)
    return {name: tuple(islice(rest, len(logs))) for name, logs in like.items()}


@dataclass(frozen=True)
class SetupInput:
    r1cs: R1cs
    trapdoor: Trapdoor


class Python:
    """`snark/groth16_setup:python`: one double-and-add for each point of the key."""

    curve: Curve = ReferenceCurve()
    wire_format = "snarkjs-zkey"
    attributes: ClassVar[dict[str, str]] = {
        "language": "python",
        "library": "py_ecc optimized_bn128",
        "algorithm": "Lagrange evaluations at tau, double-and-add per point",
    }
    parallel = False

    def available(self) -> str | None:
        return None

    def prepare(self, case: Case, threads: int) -> Sequence[SetupInput]:
        r1cs = read_r1cs(require_blob(case.shared, "r1cs", "shared"))
        n = domain_size(r1cs.num_constraints, r1cs.num_public)
        states = []
        for i, blobs in enumerate(case.instances):
            where = f"instance {i}"
            trapdoor = Trapdoor(*decode_elements(require_blob(blobs, "trapdoor", where), 5, R, f"{where}: trapdoor"))
            trapdoor.check(n)
            states.append(SetupInput(r1cs, trapdoor))
        return states

    def run(self, state: SetupInput) -> ProvingKey:
        return setup(state.r1cs, state.trapdoor, self.curve)

    def encode(self, output: ProvingKey) -> bytes:
        return write_proving_key(output)
