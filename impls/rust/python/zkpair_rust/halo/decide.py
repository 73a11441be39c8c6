"""`halo/decide`: do m openings hold, by their accumulation and one sum over all generators?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zkpair_rust._native import HaloGenerators
from zkpair_rust.case import Case, blob, each_instance
from zkpair_rust.halo.cell import ACCUMULATED_N, attributes, generators, number_of_openings
from zkpair_rust.verdict import Verdict, Verifier


@dataclass(frozen=True)
class DecideInput:
    """What comes with an instance stays in bytes: parsing it strictly is a part of deciding."""

    generators: HaloGenerators
    count: int
    openings: bytes
    accumulation: bytes


class Rust(Verifier):
    """`halo/decide:rust`."""

    attributes = attributes("an O(k) check of each opening and of the fold, one sum over all generators")
    one_by_one = False

    def prepare(self, case: Case, threads: int) -> Sequence[DecideInput]:
        """Nothing that comes with an instance is refused."""
        count, key = number_of_openings(case), generators(case, ACCUMULATED_N)
        return each_instance(
            case, lambda blobs: DecideInput(key, count, blob(blobs, "openings"), blob(blobs, "accumulation"))
        )

    def run(self, state: DecideInput) -> Verdict:
        """Parses and decides; what is malformed is rejected, with its reason."""
        reason, self._kernel_ns = state.generators.decide(
            state.openings, state.count, state.accumulation, self.one_by_one
        )
        return Verdict(reason)


class RustOneByOne(Rust):
    """`halo/decide:rust+one-by-one`: a sum over all generators for each opening as well."""

    attributes = attributes("a sum over all generators for each opening and for the fold")
    one_by_one = True
