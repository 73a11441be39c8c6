"""Openings altered: every message of a proof, the statement, the shape; and parameters that are not halo2's."""

from __future__ import annotations

from collections.abc import Mapping

from zkpair.tasks.alterations import refused_shared
from zkpair.tasks.arithmetic.field import ELEMENT_BYTES
from zkpair.tasks.arithmetic.pasta import FP, FQ
from zkpair.tasks.arithmetic.pasta_points import another_point, no_point
from zkpair.tasks.task import CaseData, FalseCase

POINT_BYTES = 2 * ELEMENT_BYTES
TOP = (1 << 255) - 1


def shapes(blob: bytes) -> dict[str, bytes]:
    """What has not this length."""
    return {
        "empty": b"",
        "one byte": blob[:1],
        "first half": blob[: len(blob) // 2],
        "truncated by one byte": blob[:-1],
        "truncated by one element": blob[:-ELEMENT_BYTES],
        "extended by a zero byte": blob + b"\0",
        "extended by a zero element": blob + bytes(ELEMENT_BYTES),
        "twice": blob + blob,
    }


def replaced(blob: bytes, start: int, word: bytes) -> bytes:
    return blob[:start] + word + blob[start + len(word) :]


def altered_point(blob: bytes, start: int) -> dict[str, bytes]:
    """The compressed point at `start`, wrong in every way."""
    word = blob[start : start + ELEMENT_BYTES]
    words = {
        "plus the generator": another_point(word),
        "negated": word[:-1] + bytes([word[-1] ^ 0x80]),
        "infinity": bytes(ELEMENT_BYTES),
        "infinity with a sign": bytes(ELEMENT_BYTES - 1) + b"\x80",
        "no point": no_point(),
        "x not canonical": (FQ + 1).to_bytes(ELEMENT_BYTES, "little"),
        "all ones": b"\xff" * ELEMENT_BYTES,
        "lowest bit flipped": bytes([word[0] ^ 1]) + word[1:],
    }
    return {label: replaced(blob, start, wrong) for label, wrong in words.items() if wrong != word}


def altered_scalar(blob: bytes, start: int) -> dict[str, bytes]:
    """The scalar at `start`, wrong in every way."""
    value = int.from_bytes(blob[start : start + ELEMENT_BYTES], "little")
    values = {
        "plus one": (value + 1) % FP,
        "negated": -value % FP,
        "zero": 0,
        "not canonical (x + modulus)": value + FP,
        "the top bit set": value | 1 << 255,
        "all ones": 2 * TOP + 1,
    }
    return {
        label: replaced(blob, start, wrong.to_bytes(ELEMENT_BYTES, "little"))
        for label, wrong in values.items()
        if wrong != value
    }


def altered_messages(blob: bytes, sections: Mapping[str, tuple[int, int]]) -> dict[str, bytes]:
    """Each message of a proof; c and f are scalars, all others points."""
    found: dict[str, bytes] = {}
    for name, (start, _) in sections.items():
        alter = altered_scalar if name in ("c", "f") else altered_point
        found |= {f"{name}: {label}": wrong for label, wrong in alter(blob, start).items()}
    return found


def refused_params(case: CaseData) -> list[FalseCase]:
    """Parameters that must be refused whatever is proven with them."""

    def swapped(blob: bytes) -> bytes:
        return blob[POINT_BYTES : 2 * POINT_BYTES] + blob[:POINT_BYTES] + blob[2 * POINT_BYTES :]

    def w_and_u(blob: bytes) -> bytes:
        return blob[: -2 * POINT_BYTES] + blob[-POINT_BYTES:] + blob[-2 * POINT_BYTES : -POINT_BYTES]

    alterations = {
        "two generators swapped": swapped,
        "w and u swapped": w_and_u,
        "a generator twice": lambda blob: blob[:POINT_BYTES] * 2 + blob[2 * POINT_BYTES :],
        "a generator at infinity": lambda blob: bytes(POINT_BYTES) + blob[POINT_BYTES:],
        "a generator off the curve": lambda blob: bytes([blob[0] ^ 1]) + blob[1:],
        "one generator short": lambda blob: blob[POINT_BYTES:],
        "truncated by one byte": lambda blob: blob[:-1],
        "extended by a zero byte": lambda blob: blob + b"\0",
        "empty": lambda blob: b"",
    }
    return [refused_shared(f"params: {label}", case, "params", alter) for label, alter in alterations.items()]
