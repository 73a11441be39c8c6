"""Groth16's prover (Groth 2016, section 3.2, Prove; ePrint 2016/260), over a key in snarkjs's form.

    r, s ← F_r
    A = α + Σ_{i} z_i·u_i(τ) + r·δ                                      in G1
    B = β + Σ_{i} z_i·v_i(τ) + s·δ                                      in G2, and B₁ the same in G1
    H = Σ_{j=0}^{N−1} (a·b − c)(ω_2N^(2j+1)) · h_j                      = h(τ)·t(τ)/δ  (see qap.py)
    C = Σ_{i>l} z_i·C_i + H + s·A + r·B₁ − r·s·δ

r and s make the proof zero-knowledge: with the same r and s the same witness gives the same proof, so they must never
be used twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from zkpair_python.algebra.field import R, decode_elements
from zkpair_python.case import Case, require_blob

from .curve import Curve
from .curve_reference import ReferenceCurve
from .errors import CircuitMismatch, UnsatisfiedWitness
from .groth16_verify import prepare_key, verify
from .proof import Proof, encode_proof
from .qap import coefficients, domain_size, quotient_values
from .r1cs import R1cs, check_witness, read_r1cs
from .wtns import read_wtns
from .zkey import ProvingKey, read_proving_key


def prove(key: ProvingKey, z: Sequence[int], r: int, s: int, curve: Curve) -> Proof:
    """The proof of the witness z (all signals, z_0 = 1). If z is false, the proof does not verify."""
    vk, first_private = key.verifying_key, key.num_public + 1
    quotient = quotient_values(key.coefficients, key.domain_size, z, curve)
    a = curve.msm_g1([vk.alpha_1, *key.a, key.delta_1], [1, *z, r])
    b = curve.msm_g2([vk.beta_2, *key.b_2, vk.delta_2], [1, *z, s])
    b_1 = curve.msm_g1([key.beta_1, *key.b_1, key.delta_1], [1, *z, s])
    c = curve.msm_g1([*key.c, *key.h, a, b_1, key.delta_1], [*z[first_private:], *quotient, s, r, -r * s % R])
    return Proof(a, b, c)


def check_same_circuit(key: ProvingKey, r1cs: R1cs) -> None:
    """Raise `CircuitMismatch` unless the key is one for this circuit: counts and the matrices A and B agree."""
    counts = {
        "signals": (key.num_signals, r1cs.num_signals),
        "public signals": (key.num_public, r1cs.num_public),
        "domain size": (key.domain_size, domain_size(r1cs.num_constraints, r1cs.num_public)),
    }
    for what, (in_key, in_r1cs) in counts.items():
        if in_key != in_r1cs:
            raise CircuitMismatch(
                f"proving_key: {what} {in_key}, but r1cs has {in_r1cs}; use the files of one and the same circuit"
            )
    if list(key.coefficients) != coefficients(r1cs):
        raise CircuitMismatch(
            "proving_key: the matrices A and B are not those of r1cs; use the files of one and the same circuit"
        )


@dataclass(frozen=True)
class ProveInput:
    key: ProvingKey
    z: Sequence[int]
    r: int
    s: int
    checked: bool
    """The witness was checked against the circuit. If not (a key has no matrix C), the proof is verified."""


def prove_checked(state: ProveInput, curve: Curve) -> Proof:
    """The proof, or `UnsatisfiedWitness`."""
    proof = prove(state.key, state.z, state.r, state.s, curve)
    if not state.checked:
        prepared = prepare_key(state.key.verifying_key, curve)
        if not verify(prepared, state.z[1 : state.key.num_public + 1], proof, curve):
            raise UnsatisfiedWitness(
                "witness: it does not satisfy the circuit of proving_key (the proof made from it does not verify);"
                " give the .r1cs as well to have the constraint named, and check the inputs"
            )
    return proof


class Python:
    """`snark/groth16_prove:python`: four sums of double-and-add multiplications, recursive NTTs."""

    curve: Curve = ReferenceCurve()
    wire_format = "groth16-bn254-compressed"
    attributes: ClassVar[dict[str, str]] = {
        "language": "python",
        "library": "py_ecc optimized_bn128",
        "algorithm": "double-and-add per point, recursive NTT on ints",
    }
    parallel = False

    def available(self) -> str | None:
        return None

    def prepare(self, case: Case, threads: int) -> Sequence[ProveInput]:
        key = read_proving_key(require_blob(case.shared, "proving_key", "shared"), self.curve)
        r1cs_bytes = case.shared.get("r1cs", b"")
        r1cs = read_r1cs(r1cs_bytes) if r1cs_bytes else None
        if r1cs is not None:
            check_same_circuit(key, r1cs)
        states = []
        for i, blobs in enumerate(case.instances):
            where = f"instance {i}"
            z = read_wtns(require_blob(blobs, "witness", where))
            if len(z) != key.num_signals:
                raise CircuitMismatch(
                    f"witness: {len(z)} values, but proving_key has {key.num_signals} signals;"
                    " use the files of one and the same circuit"
                )
            if r1cs is not None:
                check_witness(r1cs, z)
            r, s = decode_elements(require_blob(blobs, "randomness", where), 2, R, f"{where}: randomness")
            states.append(ProveInput(key, z, r, s, checked=r1cs is not None))
        return states

    def run(self, state: ProveInput) -> Proof:
        return prove_checked(state, self.curve)

    def encode(self, output: Proof) -> bytes:
        return encode_proof(output)
