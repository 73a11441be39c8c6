"""The output of `stark/fri_prove`, read strictly (wire format `winter-fri`).

u8 number of commitments, the 32-byte commitments of the layers and of the remainder, u16 LE number of unique
positions, the evaluations there in ascending order of position (16 bytes each), then winter-fri's `FriProof`
"""

from __future__ import annotations

from dataclasses import dataclass

from zkpair.tasks.arithmetic.field import EncodingError
from zkpair.tasks.stark.reader import DIGEST_BYTES, Element, Reader
from zkpair.tasks.stark.setting import Setting
from zkpair.tasks.stark.winter_proof import FriPart, read_fri


@dataclass(frozen=True)
class FriProof:
    roots: list[bytes]
    evaluations: list[Element]
    part: FriPart
    sections: dict[str, tuple[int, int]]


def read_fri_proof(blob: bytes, domain: int, setting: Setting) -> FriProof:
    """EncodingError names what is not as it must be."""
    reader = Reader(blob, "proof")
    reader.expect("number of commitments", reader.uint(1), setting.fri_layers(domain) + 1)
    roots = reader.digests(setting.fri_layers(domain) + 1)
    ends = [1, reader.position]
    unique = reader.uint(2)
    if not 1 <= unique <= min(setting.queries, domain):
        raise EncodingError(f"proof: {unique} unique positions of {setting.queries}")
    ends.append(reader.position)
    evaluations = reader.extension_elements(unique)
    ends.append(reader.position)
    part = read_fri(reader, unique, domain, setting)
    reader.end()
    names = ("number of commitments", "commitments", "number of positions", "evaluations", "fri")
    starts = [0, *ends]
    sections = {name: (starts[i], [*ends, reader.position][i]) for i, name in enumerate(names)}
    if len(roots) * DIGEST_BYTES != ends[1] - ends[0]:
        raise AssertionError("the commitments lie where they were read")
    return FriProof(roots, evaluations, part, sections)
