"""A Groth16 proof: three points, π = (A, B, C), and its 128 bytes.

A ‖ B ‖ C in arkworks' compressed encoding: 32 + 64 + 32 bytes (see points.py)
"""

from __future__ import annotations

from dataclasses import dataclass

from .errors import MalformedFile
from .points import G1, G2, compress_g1, compress_g2, decompress_g1, decompress_g2

PROOF_BYTES = 128


@dataclass(frozen=True)
class Proof:
    a: G1
    b: G2
    c: G1


def encode_proof(proof: Proof) -> bytes:
    return compress_g1(proof.a) + compress_g2(proof.b) + compress_g1(proof.c)


def decode_proof(data: bytes, name: str = "proof") -> Proof:
    """The inverse of `encode_proof`; each point is checked to be on its curve, B's subgroup is checked by `verify`."""
    if len(data) != PROOF_BYTES:
        raise MalformedFile(f"{name}: {len(data)} bytes, expected {PROOF_BYTES}; make the proof again")
    return Proof(
        decompress_g1(data[:32], f"{name}: A"),
        decompress_g2(data[32:96], f"{name}: B"),
        decompress_g1(data[96:], f"{name}: C"),
    )
