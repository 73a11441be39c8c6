"""`snark/groth16_verify`: does a proof hold for these public inputs? (Groth 2016, section 3.2; ePrint 2016/260.)"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zkpair_rust import _native
from zkpair_rust._native import Groth16VerifyingKey
from zkpair_rust.adapter import crate, described
from zkpair_rust.case import Case, blob, each_instance, shared_blob
from zkpair_rust.snark.errors import ProofRejectedError
from zkpair_rust.verdict import Verdict, Verifier

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["Groth16VerifyingKey", "Rust", "cut_verifying_key", "verify"]


def cut_verifying_key(zkey: Buffer, file: str = "zkey") -> bytes:
    """A `.zkey` cut to its sections 1, 2 and 3, which is what `Groth16VerifyingKey(data, file)` reads."""
    return _native.groth16_cut(zkey, file)


def verify(key: Groth16VerifyingKey, public: Buffer, proof: Buffer) -> None:
    """Returns when the proof holds, else raises ProofRejectedError with the reason.

    `public` is `(l, 4)` limbs, the statement without the constant one; `proof` has 128 bytes. A proof is not bound to
    its bytes: (−A, −B, C) and (A/k, k·B + …, C + …) of a proof that holds do hold as well.
    """
    reason, _ = key.verify(proof, public)
    if reason is not None:
        raise ProofRejectedError(reason)


@dataclass(frozen=True)
class VerifyInput:
    """What comes with an instance stays in bytes: decoding it strictly is a part of verifying."""

    key: Groth16VerifyingKey
    proof: bytes
    public: bytes


class Rust(Verifier):
    """`snark/groth16_verify:rust`."""

    attributes = described(
        crate("ark-ec", "ark-ff", "ark-bn254", "rayon"),
        "own optimal ate, one product of three Miller loops, lines of gamma and delta prepared",
    )

    def prepare(self, case: Case, threads: int) -> Sequence[VerifyInput]:
        """The key checked, with e(α, β) and the lines of γ and δ computed once."""
        key = Groth16VerifyingKey(shared_blob(case, "verifying_key"), "verifying_key")
        return each_instance(case, lambda blobs: VerifyInput(key, blob(blobs, "proof"), blob(blobs, "public")))

    def run(self, state: VerifyInput) -> Verdict:
        """Decodes and verifies; what is malformed is rejected, with its reason."""
        reason, self._kernel_ns = state.key.verify(state.proof, state.public)
        return Verdict(reason)
