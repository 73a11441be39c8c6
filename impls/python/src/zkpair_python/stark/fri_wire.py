"""The wire format `winter-fri`: a FRI proof that stands alone, with what its verifier needs beside winter-fri's bytes.

    u8 number of commitments ‖ commitments (the remainder's last) ‖ u16 number of positions ‖ values there ‖
    winter-fri's FriProof

The positions are those drawn, ascending and without repetitions; they are not written, for the verifier draws them too.
"""

from __future__ import annotations

from dataclasses import dataclass

from .errors import MalformedProof
from .extension import Ext, encode_extension
from .fri import FriProof
from .options import num_fri_layers
from .proof import encode_fri, read_fri
from .wire import Reader

FRI_QUERIES = 121


@dataclass(frozen=True)
class StandaloneFri:
    commitments: list[bytes]
    values: list[Ext]
    """Of the word at the queried positions, ascending."""
    fri: FriProof


def encode_standalone(proof: StandaloneFri, domain_size: int) -> bytes:
    head = bytes([len(proof.commitments)]) + b"".join(proof.commitments) + len(proof.values).to_bytes(2, "little")
    return head + encode_extension(proof.values) + encode_fri(proof.fri, domain_size)


def decode_standalone(data: bytes, domain_size: int) -> StandaloneFri:
    """Raises `MalformedProof`, or one of `zkpair_python.errors` for a field element that is not canonical."""
    reader = Reader(data)
    num_commitments = num_fri_layers(domain_size) + 1
    reader.expect_integer(1, num_commitments, "number of commitments")
    commitments = reader.digests(num_commitments, "commitments")
    num_values = reader.integer(2, "number of positions")
    if not 1 <= num_values <= FRI_QUERIES:
        raise MalformedProof(f"proof: {num_values} positions, but {FRI_QUERIES} are drawn")
    values = reader.extension(num_values, "values")
    fri = read_fri(reader, domain_size, num_values)
    reader.end()
    return StandaloneFri(commitments, values, fri)
