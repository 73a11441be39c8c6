"""A proof of exactly the length that the key gives it, read along with the transcript."""

from __future__ import annotations

from zkpair_python.halo.curve import Curve, Point
from zkpair_python.halo.errors import MalformedProof
from zkpair_python.halo.field import ELEMENT_BYTES
from zkpair_python.halo.transcript import TranscriptReader


class ProofReader(TranscriptReader):
    """`num_elements` points and scalars of 32 bytes each."""

    def __init__(self, curve: Curve, proof: bytes, num_elements: int) -> None:
        if len(proof) != num_elements * ELEMENT_BYTES:
            raise MalformedProof(f"the proof has {len(proof)} bytes, this key's have {num_elements * ELEMENT_BYTES}")
        super().__init__(curve, proof)

    def read_points(self, count: int) -> list[Point]:
        return [self.read_point() for _ in range(count)]

    def read_scalars(self, count: int) -> list[int]:
        return [self.read_scalar() for _ in range(count)]
