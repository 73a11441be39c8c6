"""What conformance found out about a cell."""

from __future__ import annotations

from dataclasses import dataclass

from zkpair.schema import Check, Conformance

CONFORMANT, SELF_VERIFIED, FAILED = "conformant", "self-verified", "failed"
UNAVAILABLE, UNSUPPORTED = "unavailable", "unsupported"
ABSENT = (UNAVAILABLE, UNSUPPORTED)


@dataclass(frozen=True)
class Proven:
    """The record, and what the planner learned on the way, by implementation: seconds a run, to prepare and to start,
    whether it uses more than one thread; and the digests of its honest outputs, against which later outputs are
    held."""

    record: Conformance
    run_s: dict[str, float]
    prepare_s: dict[str, float]
    start_s: dict[str, float]
    parallel: dict[str, bool]
    output_digests: dict[str, list[str]]

    def good(self, implementation: str) -> bool:
        return self.record.status.get(implementation) in (CONFORMANT, SELF_VERIFIED)


@dataclass(frozen=True)
class Examined:
    """What one implementation answered to false and edge cases: nobody else's change can change that."""

    checks: list[Check]
