"""What the adapters of verify tasks share: a verdict, and its one byte."""

from __future__ import annotations

from dataclasses import dataclass

from zkpair_rust.adapter import Adapter


@dataclass(frozen=True)
class Verdict:
    """`reason` is None when the proof is accepted."""

    reason: str | None


class Verifier(Adapter):
    """The members that do not depend on what is verified."""

    wire_format = "verdict-byte"

    def encode(self, output: Verdict) -> bytes:
        """One byte: 1 accepted, 0 rejected."""
        return bytes([output.reason is None])
