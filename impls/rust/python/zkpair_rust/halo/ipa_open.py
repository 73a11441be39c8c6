"""`halo/ipa_open`: a polynomial's commitment, its value at a point, and the proof of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zkpair_rust._native import HaloGenerators
from zkpair_rust.adapter import Adapter
from zkpair_rust.case import Blobs, Case, blob, each_instance
from zkpair_rust.halo.cell import attributes, generators

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["HaloGenerators", "Rust", "ipa_open"]


def ipa_open(key: HaloGenerators, polynomial: Buffer, blind: Buffer, point: Buffer, seed: Buffer) -> bytes:
    """Commitment ‖ value ‖ proof: 32, 32 and (2k + 3)·32 bytes.

    `polynomial` holds n coefficients, the constant first, 32 bytes little-endian each; `blind` and `point` are scalars,
    `seed` is 32 bytes. Raises WrongLengthError, NonCanonicalFieldElementError, ProverError.
    """
    return key.open(polynomial, blind, point, seed)[0]


@dataclass(frozen=True)
class OpenInput:
    """One instance; every scalar was checked."""

    generators: HaloGenerators
    polynomial: bytes
    blind: bytes
    point: bytes
    seed: bytes


class Rust(Adapter):
    """`halo/ipa_open:rust`."""

    wire_format = "halo2-ipa"
    attributes = attributes("own prover of halo2's bytes: batched affine sums, generators folded by two rounds at once")

    def prepare(self, case: Case, threads: int) -> Sequence[OpenInput]:
        """The generators once; each instance's scalars checked."""
        key = generators(case, case.size)
        return each_instance(case, lambda blobs: self._input(key, blobs))

    def _input(self, key: HaloGenerators, blobs: Blobs) -> OpenInput:
        polynomial, blind, point, seed = (blob(blobs, name) for name in ("polynomial", "blind", "point", "seed"))
        key.check_opening(polynomial, blind, point, seed)
        return OpenInput(key, polynomial, blind, point, seed)

    def run(self, state: OpenInput) -> bytes:
        """Commitment, value, proof."""
        opened, self._kernel_ns = state.generators.open(state.polynomial, state.blind, state.point, state.seed)
        return opened

    def encode(self, output: bytes) -> bytes:
        """As it is."""
        return output
