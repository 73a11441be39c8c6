"""What verify tasks share: the answer is one byte, 1 or 0, and the proofs of a case are honest, so that it is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from zkpair.tasks.task import Blobs, CaseData, FalseCase, FalseOutput

ACCEPTED, REJECTED = b"\1", b"\0"


def judge(case: CaseData, instance: int, output: bytes) -> str | None:
    """The truth is known: the proofs of a case are honest (a false one comes as a false case, with its answer)."""
    if output == ACCEPTED:
        return None
    return "an honest proof was rejected" if output == REJECTED else f"{output[:8]!r} is neither 0 nor 1 in one byte"


def false_outputs(case: CaseData, instance: int, output: bytes) -> list[FalseOutput]:
    wrong = {"rejected": REJECTED, "empty": b"", "two bytes": b"\1\1", "neither 0 nor 1": b"\2", "the digit": b"1"}
    return [FalseOutput(label, instance, blob) for label, blob in wrong.items()]


def rejected(case: CaseData, packed: Mapping[str, Sequence[Blobs]]) -> list[FalseCase]:
    """Instances that every verifier must answer with 0, packed as a few cases: a worker each is expensive."""
    return [FalseCase(label, replace(case, instances=made), "answer", REJECTED) for label, made in packed.items()]
