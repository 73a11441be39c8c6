"""`halo2/keygen`: the verifying key of a circuit, as the text of halo2's pinned key."""

from __future__ import annotations

from collections.abc import Sequence

from zkpair_rust._native import Halo2Cell
from zkpair_rust.adapter import Adapter
from zkpair_rust.case import Case
from zkpair_rust.halo2.cell import attributes_of_halo2, halo2_cell

__all__ = ["Halo2Cell", "Rust", "keygen"]


def keygen(cell: Halo2Cell) -> str:
    """The text `format!("{:?}", vk.pinned())`: columns, gates, queries, arguments and commitments."""
    return cell.keygen()[0]


class Rust(Adapter):
    """`halo2/keygen:rust`."""

    wire_format = "halo2-pinned-key"
    attributes = attributes_of_halo2("halo2's keygen_vk, its text")

    def prepare(self, case: Case, threads: int) -> Sequence[Halo2Cell]:
        """halo2's parameters read from the disk, or made and kept there."""
        cell = halo2_cell(case, case.size)
        cell.load()
        return [cell] * len(case.instances)

    def run(self, state: Halo2Cell) -> str:
        """The key anew."""
        key, self._kernel_ns = state.keygen()
        return key

    def encode(self, output: str) -> bytes:
        """The text."""
        return output.encode()
