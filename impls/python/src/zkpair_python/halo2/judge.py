"""The verdict for a person: whatever is malformed is a rejection with its reason."""

from __future__ import annotations

from collections.abc import Sequence

from zkpair_python.errors import InputError
from zkpair_python.verdict import Verdict

from .verifier import Statement, verify


def judge(s: Statement, circuits: Sequence[Sequence[Sequence[int]]], proof: bytes) -> Verdict:
    try:
        verify(s, circuits, proof)
    except InputError as refusal:
        return Verdict(False, str(refusal))
    return Verdict(True, "")
