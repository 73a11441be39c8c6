"""`stark/fri_verify`: one byte, 1 accepted, 0 rejected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from zkpair_python.case import Case, require_blob
from zkpair_python.errors import InputError
from zkpair_python.verdict import Verdict
from zkpair_python.versions import LANGUAGE

from .errors import RejectedProof
from .fri import draw_alphas, verify_fri
from .fri_prove import fri_domain
from .fri_wire import FRI_QUERIES, decode_standalone
from .hashing import Hash, hash_named
from .transcript import Coin


@dataclass(frozen=True)
class FriVerifyInput:
    proof: bytes
    domain_size: int
    hash: Hash


def judge_fri(data: bytes, domain_size: int, h: Hash) -> Verdict:
    """Is the committed word close to a polynomial of degree below domain_size/8?"""
    try:
        proof = decode_standalone(data, domain_size)
        coin = Coin(h, [])
        alphas = draw_alphas(coin, proof.commitments)
        positions = sorted(set(coin.draw_positions(FRI_QUERIES, domain_size, 0)))
        if len(positions) != len(proof.values):
            raise RejectedProof(f"{len(proof.values)} queries are answered, {len(positions)} were drawn")
        verify_fri(h, proof.commitments, alphas, domain_size, positions, proof.values, proof.fri)
    except InputError as refusal:
        return Verdict(False, str(refusal))
    return Verdict(True, "")


class Python:
    """`stark/fri_verify:python`: strict reader, batch Merkle openings, rows of four folded at each query."""

    wire_format = "verdict-byte"
    attributes: ClassVar[dict[str, str]] = {
        "language": LANGUAGE,
        "library": "hashlib for SHA3-256",
        "algorithm": "strict reader, batch Merkle openings, rows of 4",
        "simd": "none",
    }
    parallel = False

    def available(self) -> str | None:
        return None

    def prepare(self, case: Case, threads: int) -> Sequence[FriVerifyInput]:
        size, h = fri_domain(case), hash_named(case.params.get("hash", ""))
        return [
            FriVerifyInput(require_blob(blobs, "proof", f"instance {i}"), size, h)
            for i, blobs in enumerate(case.instances)
        ]

    def run(self, state: FriVerifyInput) -> Verdict:
        return judge_fri(state.proof, state.domain_size, state.hash)

    def encode(self, output: Verdict) -> bytes:
        return bytes([output.accepted])
