"""`halo/ipa_commit`: Σ pᵢ · gᵢ + r · w over Vesta."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zkpair_rust._native import HaloGenerators
from zkpair_rust.adapter import Adapter
from zkpair_rust.case import Blobs, Case, blob, each_instance
from zkpair_rust.halo.cell import attributes, generators

ZERO = bytes(32)


@dataclass(frozen=True)
class CommitInput:
    """One instance; every scalar was checked."""

    generators: HaloGenerators
    polynomial: bytes
    blind: bytes


class Rust(Adapter):
    """`halo/ipa_commit:rust`."""

    wire_format = "halo2-point"
    attributes = attributes("Straus (short sums) or Pippenger, GLV, signed windows, batched affine additions")

    def prepare(self, case: Case, threads: int) -> Sequence[CommitInput]:
        """The generators once; each polynomial and blind checked."""
        key = generators(case, case.size)
        return each_instance(case, lambda blobs: self._input(key, blobs))

    def _input(self, key: HaloGenerators, blobs: Blobs) -> CommitInput:
        polynomial, blind = blob(blobs, "polynomial"), blob(blobs, "blind")
        key.check_opening(polynomial, blind, ZERO, ZERO)
        return CommitInput(key, polynomial, blind)

    def run(self, state: CommitInput) -> bytes:
        """The compressed commitment."""
        commitment, self._kernel_ns = state.generators.commit(state.polynomial, state.blind)
        return commitment

    def encode(self, output: bytes) -> bytes:
        """32 bytes."""
        return output
