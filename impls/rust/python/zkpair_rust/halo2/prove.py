"""`halo2/prove`: a proof that a witness gives the public element, the same for the same seed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from zkpair_rust._native import Halo2Cell, Halo2Witness
from zkpair_rust.adapter import Adapter
from zkpair_rust.case import Case, blob, each_instance
from zkpair_rust.halo2.cell import WIRE_FORMAT, attributes, attributes_of_halo2, with_key

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["Halo2Cell", "Rust", "prove"]


def prove(cell: Halo2Cell, witness: Buffer, public: Buffer, seed: Buffer) -> bytes:
    """The proof. `witness` holds the statement's elements, `public` one, `seed` 32 bytes for all that is random.

    Raises FalseWitnessError where the witness does not give the public element, or an element is out of range.
    """
    return cell.witness(witness, public, seed).prove()[0]


class Rust(Adapter):
    """`halo2/prove:rust`: this crate's prover."""

    wire_format = WIRE_FORMAT
    attributes = attributes(
        "halo2's proof by our own prover: constraints as one program on blocks of the coset, our sums and opening"
    )
    by_halo2 = False

    def prepare(self, case: Case, threads: int) -> Sequence[Halo2Witness]:
        """The key held against the cell's, both keys made, each witness checked."""
        cell = with_key(case, case.size, proving=True, by_halo2=self.by_halo2)
        return each_instance(
            case, lambda blobs: cell.witness(blob(blobs, "witness"), blob(blobs, "public"), blob(blobs, "seed"))
        )

    def run(self, state: Halo2Witness) -> bytes:
        """The proof."""
        proof, self._kernel_ns = state.prove(by_halo2=self.by_halo2)
        return proof

    def encode(self, output: bytes) -> bytes:
        """The proof as it is."""
        return output


class RustHalo2(Rust):
    """`halo2/prove:rust+halo2`: the same bytes by halo2's `create_proof`: what our own code brings."""

    attributes = attributes_of_halo2("halo2's create_proof, its randomness from the seed")
    by_halo2 = True
