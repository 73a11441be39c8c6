"""`halo2/verify_batch`: do all of many proofs hold? One sum over the generators for all of them, or one for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zkpair_rust._native import Halo2Cell
from zkpair_rust.case import Case, blob, each_instance
from zkpair_rust.halo2.cell import attributes, with_key
from zkpair_rust.halo2.errors import ProofRejectedError, UnsupportedCellError
from zkpair_rust.verdict import Verdict, Verifier

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["Halo2Cell", "Rust", "RustOneByOne", "verify_batch"]

ELEMENT_BYTES = 32


def verify_batch(cell: Halo2Cell, proofs: Buffer, publics: Buffer, count: int) -> None:
    """Returns when all of `count` proofs hold, each for its public element, else raises ProofRejectedError."""
    reason, _ = cell.verify_batch(proofs, publics, count)
    if reason is not None:
        raise ProofRejectedError(reason)


@dataclass(frozen=True)
class BatchInput:
    """Proofs and public elements, one after the other, unread."""

    cell: Halo2Cell
    proofs: bytes
    publics: bytes
    count: int


class Rust(Verifier):
    """`halo2/verify_batch:rust`: halo2's verifier up to its equation, and all equations combined."""

    attributes = attributes("exact lengths, halo2's verifier up to its equation, one sum over the generators for all")

    def prepare(self, case: Case, threads: int) -> Sequence[BatchInput]:
        """The key held against the cell's; nothing that comes with an instance is refused."""
        rows = case.params.get("rows", "")
        if not rows.isascii() or not rows.isdecimal():
            raise UnsupportedCellError(f"rows={rows!r} is not a number of rows")
        cell = with_key(case, int(rows), proving=False)
        return each_instance(
            case, lambda blobs: BatchInput(cell, blob(blobs, "proofs"), blob(blobs, "publics"), case.size)
        )

    def run(self, state: BatchInput) -> Verdict:
        """All at once."""
        reason, self._kernel_ns = state.cell.verify_batch(state.proofs, state.publics, state.count)
        return Verdict(reason)


class RustOneByOne(Rust):
    """`halo2/verify_batch:rust+one-by-one`: a call for each proof, up to the first that does not hold."""

    attributes = attributes("a call for each proof, one sum over the generators in each")

    def run(self, state: BatchInput) -> Verdict:
        """Each by itself."""
        length = state.cell.shape()[1]
        proofs, publics = memoryview(state.proofs), memoryview(state.publics)
        if len(proofs) != state.count * length or len(publics) != state.count * ELEMENT_BYTES:
            return Verdict("the proofs or their public elements have another length")
        self._kernel_ns = 0
        for i in range(state.count):
            public = publics[i * ELEMENT_BYTES : (i + 1) * ELEMENT_BYTES]
            reason, ns = state.cell.verify(proofs[i * length : (i + 1) * length], public)
            self._kernel_ns += ns
            if reason is not None:
                return Verdict(f"proof {i}: {reason}")
        return Verdict(None)
