"""Openings altered: every message of a proof, the statement, the shape; and parameters that are not halo2's."""

from __future__ import annotations

from collections.abc import Mapping

from zkpair.tasks import alterations
from zkpair.tasks.alterations import flipped, refused_each, replaced
from zkpair.tasks.arithmetic.field import ELEMENT_BYTES
from zkpair.tasks.arithmetic.pasta import FP, FQ
from zkpair.tasks.arithmetic.pasta_points import another_point, no_point
from zkpair.tasks.task import CaseData, FalseCase

POINT_BYTES = 2 * ELEMENT_BYTES
TOP = (1 << 255) - 1


def shapes(blob: bytes) -> dict[str, bytes]:
    """What has not this length, by bytes and by elements."""
    by_elements = {
        "truncated by one element": blob[:-ELEMENT_BYTES],
        "extended by a zero element": blob + bytes(ELEMENT_BYTES),
    }
    return alterations.shapes(blob) | by_elements


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
        "lowest bit flipped": flipped(word, 0),
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


def wrong_seeds(seed: bytes) -> dict[str, bytes]:
    return {"one byte short": seed[:-1], "one byte too many": seed + b"\0", "empty": b""}


def refused_params(case: CaseData) -> list[FalseCase]:
    """Parameters that must be refused whatever is proven with them."""
    return refused_each(case, "params", altered_params)


def altered_params(blob: bytes) -> dict[str, bytes]:
    first, second, rest = blob[:POINT_BYTES], blob[POINT_BYTES : 2 * POINT_BYTES], blob[2 * POINT_BYTES :]
    generators, w, u = blob[: -2 * POINT_BYTES], blob[-2 * POINT_BYTES : -POINT_BYTES], blob[-POINT_BYTES:]
    return {
        "two generators swapped": second + first + rest,
        "w and u swapped": generators + u + w,
        "a generator twice": first + first + rest,
        "a generator at infinity": bytes(POINT_BYTES) + second + rest,
        "a generator off the curve": flipped(blob, 0),
        "one generator short": second + rest,
        "truncated by one byte": blob[:-1],
        "extended by a zero byte": blob + b"\0",
        "empty": b"",
    }
