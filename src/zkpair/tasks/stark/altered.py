"""Proofs altered: every section and field of a proof, in ways that a judge and every verifier must notice.

A proof in winterfell's format is altered by its sections, an envelope by its header's fields and a sample of its
payload. The sample depends on the proof alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import astuple, replace
from itertools import pairwise

from zkpair.tasks.alterations import flipped, replaced, sample
from zkpair.tasks.stark.envelope import MAGIC, read_envelope, write_envelope

Sections = Mapping[str, tuple[int, int]]
U32_MAX = 2**32 - 1
NOT_CANONICAL = b"\xff" * 8


def altered_sections(blob: bytes, sections: Sections, per_section: int) -> dict[str, bytes]:
    """Every byte of the first section (the context), in each other one both ends and a sample; sections missing,
    doubled, swapped with their neighbour."""
    found = {}
    names = list(sections)
    for name, (start, end) in sections.items():
        for place in sample(blob, name, start, end, end - start if name == names[0] else per_section):
            found[f"{name}: byte {place - start} altered"] = flipped(blob, place, 1 << place % 8)
        found[f"{name}: missing"] = blob[:start] + blob[end:]
        found[f"{name}: twice"] = blob[:end] + blob[start:]
    for first, second in pairwise(names):
        (start, middle), (_, end) = sections[first], sections[second]
        found[f"{first} and {second} swapped"] = blob[:start] + blob[middle:end] + blob[start:middle] + blob[end:]
    return {label: wrong for label, wrong in found.items() if wrong != blob}


def grafted_sections(blob: bytes, sections: Sections, other: bytes, others: Sections) -> dict[str, bytes]:
    """Each section taken from the proof of another statement."""
    found = {}
    for name, (start, end) in sections.items():
        first, last = others[name]
        found[f"{name}: another proof's"] = blob[:start] + other[first:last] + blob[end:]
    return {label: wrong for label, wrong in found.items() if wrong != blob}


def not_canonical(blob: bytes, sections: Sections, names: Mapping[str, int]) -> dict[str, bytes]:
    """In each of these sections the element at an offset overwritten by 2^64 − 1 (the residue 2^32 − 2)."""
    return {
        f"{name}: an element is not canonical": replaced(blob, sections[name][0] + offset, NOT_CANONICAL)
        for name, offset in names.items()
        if name in sections
    }


def altered_header(blob: bytes) -> Iterator[tuple[str, bytes]]:
    """Each field of an envelope's header."""
    name, header, payload = read_envelope(blob)
    yield "magic: a letter altered", flipped(blob, 0)
    for label, wrong in {"empty": "", "another": "plonky9", "longer": f"{name}x", "winterfell": "winterfell"}.items():
        yield f"format: {label}", write_envelope(wrong, header, payload)
    for field, value in zip(type(header).__dataclass_fields__, astuple(header), strict=True):
        for wrong_value in sorted({0, 1, value - 1, value + 1, 64, U32_MAX} - {value, -1}):
            altered = replace(header, **{field: wrong_value})
            yield f"{field}: {wrong_value}", write_envelope(name, altered, payload)
    yield "payload: empty", write_envelope(name, header, b"")


def altered_payload(blob: bytes, count: int) -> Iterator[tuple[str, bytes]]:
    """A sample of single bits of an envelope's payload, and truncations."""
    start = len(blob) - len(read_envelope(blob)[2])
    for place in sample(blob, "payload", start, len(blob), count):
        yield f"payload: byte {place - start} altered", flipped(blob, place, 1 << place % 8)
    for place in sample(blob, "cut", start, len(blob), max(4, count // 4)):
        yield f"cut before byte {place}", blob[:place]


def is_envelope(blob: bytes) -> bool:
    return blob.startswith(MAGIC)
