"""`halo/ipa_verify`: does an opening hold?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zkpair_rust._native import HaloGenerators
from zkpair_rust.case import Case, blob, each_instance
from zkpair_rust.halo.cell import attributes, generators
from zkpair_rust.halo.errors import ProofRejectedError
from zkpair_rust.verdict import Verdict, Verifier

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["HaloGenerators", "Rust", "ipa_verify"]


def ipa_verify(key: HaloGenerators, statement: Buffer, proof: Buffer) -> None:
    """Returns when the proof holds, else raises ProofRejectedError with the reason. Takes any bytes.

    `statement` is commitment ‖ point ‖ value, 96 bytes.
    """
    reason, _ = key.verify(statement, proof)
    if reason is not None:
        raise ProofRejectedError(reason)


@dataclass(frozen=True)
class VerifyInput:
    """What comes with an instance stays in bytes: parsing it strictly is a part of verifying."""

    generators: HaloGenerators
    statement: bytes
    proof: bytes


class Rust(Verifier):
    """`halo/ipa_verify:rust`."""

    attributes = attributes("one sum over all generators and messages")

    def prepare(self, case: Case, threads: int) -> Sequence[VerifyInput]:
        """Nothing that comes with an instance is refused."""
        key = generators(case, case.size)
        return each_instance(case, lambda blobs: VerifyInput(key, blob(blobs, "statement"), blob(blobs, "proof")))

    def run(self, state: VerifyInput) -> Verdict:
        """Parses and verifies; what is malformed is rejected, with its reason."""
        reason, self._kernel_ns = state.generators.verify(state.statement, state.proof)
        return Verdict(reason)
