"""`halo/accumulate`: m openings folded into one claim (BCMS20, section 3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zkpair_rust._native import HaloGenerators
from zkpair_rust.adapter import Adapter
from zkpair_rust.case import Case, blob, each_instance
from zkpair_rust.halo.cell import ACCUMULATED_N, attributes, generators, number_of_openings


@dataclass(frozen=True)
class AccumulateInput:
    """The openings stay in bytes: reading and checking them is a part of accumulating."""

    generators: HaloGenerators
    count: int
    openings: bytes
    seed: bytes


class Rust(Adapter):
    """`halo/accumulate:rust`."""

    wire_format = "halo2-ipa-accumulation"
    attributes = attributes("an O(k) check of each opening, then one opening of the sum")

    def prepare(self, case: Case, threads: int) -> Sequence[AccumulateInput]:
        """The generators."""
        count, key = number_of_openings(case), generators(case, ACCUMULATED_N)
        return each_instance(
            case, lambda blobs: AccumulateInput(key, count, blob(blobs, "openings"), blob(blobs, "seed"))
        )

    def run(self, state: AccumulateInput) -> bytes:
        """Proof and claim; an opening that does not hold raises OpeningRejectedError with its index."""
        accumulation, self._kernel_ns = state.generators.accumulate(state.openings, state.count, state.seed)
        return accumulation

    def encode(self, output: bytes) -> bytes:
        """As it is."""
        return output
