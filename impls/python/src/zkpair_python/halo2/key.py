"""A verifying key: what the pinned text says, checked to be consistent, and its representative in the transcript.

transcript_repr = BLAKE2b-512(personal "Halo2-Verify-Key", u64 length of the text ‖ text) mod p, little-endian
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from zkpair_python.halo.curve import Point
from zkpair_python.halo.field import P

from .constraint_system import ConstraintSystem
from .domain import Domain


@dataclass(frozen=True)
class VerifyingKey:
    domain: Domain
    cs: ConstraintSystem
    fixed_commitments: tuple[Point, ...]
    permutation_commitments: tuple[Point, ...]
    transcript_repr: int


def transcript_repr(text: bytes) -> int:
    """The scalar that stands for the key in every transcript."""
    message = len(text).to_bytes(8, "little") + text
    return int.from_bytes(hashlib.blake2b(message, person=b"Halo2-Verify-Key").digest(), "little") % P
