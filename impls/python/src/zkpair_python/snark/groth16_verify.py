"""Groth16's verifier (Groth 2016, section 3.2, Vfy; ePrint 2016/260).

    [A]₁·[B]₂ = [α]₁·[β]₂ + Σ_{i=0}^{l} x_i·[IC_i]₁ · [γ]₂ + [C]₁·[δ]₂,     x_0 = 1

that is e(A, B)·e(−Σ x_i·IC_i, γ)·e(−C, δ) = e(α, β). The right-hand side belongs to the key and is computed once.

A proof is not bound to its bytes: (−A, −B, C) and (A/k, k·B, C) verify as well (docs/protocols/groth16.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from zkpair_python.algebra.field import R, decode_elements
from zkpair_python.case import Case, require_blob
from zkpair_python.errors import InputError
from zkpair_python.verdict import Verdict

from .curve import Curve
from .curve_reference import ReferenceCurve
from .errors import CircuitMismatch, InvalidPoint
from .points import negate_g1
from .proof import Proof, decode_proof
from .zkey import VerifyingKey, read_verifying_key


@dataclass(frozen=True)
class PreparedKey:
    """A verifying key with e(α, β)."""

    key: VerifyingKey
    alpha_beta: tuple[int, ...]


def prepare_key(key: VerifyingKey, curve: Curve) -> PreparedKey:
    return PreparedKey(key, curve.pairing_product([(key.alpha_1, key.beta_2)]))


def verify(prepared: PreparedKey, public: Sequence[int], proof: Proof, curve: Curve) -> bool:
    """Does the proof hold for these public inputs x_1 … x_l (each below r)?

    Raises `CircuitMismatch` for a wrong number of inputs, `InvalidPoint` for a B outside the subgroup.
    """
    key = prepared.key
    if len(public) != key.num_public:
        raise CircuitMismatch(
            f"public: {len(public)} inputs, the verifying key has {key.num_public}; use files of one circuit"
        )
    if any(not 0 <= x < R for x in public):
        raise CircuitMismatch("public: an input is not below r; reduce it modulo the scalar field's order")
    if curve.first_outside_subgroup([proof.b]) is not None:
        raise InvalidPoint("proof: B is outside the subgroup of order r; make the proof again")
    x_ic = curve.msm_g1(key.ic, [1, *public])
    left = curve.pairing_product(
        [(proof.a, proof.b), (negate_g1(x_ic), key.gamma_2), (negate_g1(proof.c), key.delta_2)]
    )
    return left == prepared.alpha_beta


@dataclass(frozen=True)
class VerifyInput:
    """What comes with an instance stays in bytes: decoding it strictly is a part of verifying."""

    key: PreparedKey
    public: bytes
    proof: bytes


def judge(state: VerifyInput, curve: Curve) -> Verdict:
    """Decode strictly, then verify; whatever is malformed is a rejection with its reason."""
    try:
        public = decode_elements(state.public, state.key.key.num_public, R, "public")
        accepted = verify(state.key, public, decode_proof(state.proof), curve)
    except InputError as refusal:
        return Verdict(False, str(refusal))
    return Verdict(
        accepted, "" if accepted else "the pairing equation does not hold for this key, these inputs and this proof"
    )


class Python:
    """`snark/groth16_verify:python`: three Miller loops, one final exponentiation."""

    curve: Curve = ReferenceCurve()
    wire_format = "verdict-byte"
    attributes: ClassVar[dict[str, str]] = {
        "language": "python",
        "library": "py_ecc optimized_bn128",
        "algorithm": "product of three pairings against e(alpha, beta), subgroup check by r*B",
    }
    parallel = False

    def available(self) -> str | None:
        return None

    def prepare(self, case: Case, threads: int) -> Sequence[VerifyInput]:
        data = require_blob(case.shared, "verifying_key", "shared")
        key = prepare_key(read_verifying_key(data, self.curve), self.curve)
        return [
            VerifyInput(
                key,
                require_blob(blobs, "public", f"instance {i}"),
                require_blob(blobs, "proof", f"instance {i}"),
            )
            for i, blobs in enumerate(case.instances)
        ]

    def run(self, state: VerifyInput) -> Verdict:
        return judge(state, self.curve)

    def encode(self, output: Verdict) -> bytes:
        return bytes([output.accepted])
