"""What a verify task answers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    accepted: bool
    reason: str
    """Why not, for a person; empty when accepted."""
