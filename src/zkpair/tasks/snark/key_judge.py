"""Is a proving key the one of this circuit and this trapdoor?

Every byte is decided: structure and coefficients are compared, points
through a random linear combination of their known logarithms.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from zkpair.tasks.arithmetic.curve import G1, G2, Curve
from zkpair.tasks.arithmetic.field import EncodingError, R
from zkpair.tasks.arithmetic.linear_combination import combine, weights
from zkpair.tasks.snark.container import FileFormatError, write_container
from zkpair.tasks.snark.qap import KeyLogs, Trapdoor
from zkpair.tasks.snark.r1cs import R1cs
from zkpair.tasks.snark.zkey import (
    GROTH16,
    MAGIC,
    NO_CONTRIBUTIONS,
    VERSION,
    coefficient_section,
    header_points,
    header_section,
    read_montgomery_points,
    read_sections,
)

T = TypeVar("T")


def judge_key(zkey: bytes, r1cs: R1cs, secret: Trapdoor, logs: KeyLogs) -> str | None:
    """None when the key is right, else the section that is wrong and how."""
    try:
        sections = {number: reader.data for number, reader in read_sections(zkey).items()}
    except FileFormatError as error:
        return str(error)
    if write_container(MAGIC, VERSION, sorted(sections.items())) != zkey:
        return "the sections are not in ascending order"
    header = header_section(r1cs.n_signals, r1cs.n_public, r1cs.domain_size, header_points(secret))
    exact = {1: GROTH16, 2: header, 4: coefficient_section(r1cs), 10: NO_CONTRIBUTIONS}
    for number, expected in exact.items():
        if sections[number] != expected:
            return f"section {number}: {_difference(sections[number], expected)}"
    for number, points in {3: logs.ic, 5: logs.u, 6: logs.v, 8: logs.c, 9: logs.h}.items():
        reason = judge_points(G1, sections[number], points)
        if reason is not None:
            return f"section {number}: {reason}"
    reason = judge_points(G2, sections[7], logs.v)
    return None if reason is None else f"section 7: {reason}"


def judge_points(curve: Curve[T], blob: bytes, logs: Sequence[int]) -> str | None:
    """Are these the multiples of the generator by `logs`?"""
    if len(blob) != len(logs) * curve.point_bytes:
        return f"{len(blob)} bytes where {len(logs)} points of {curve.point_bytes} bytes were expected"
    try:
        points = read_montgomery_points(curve, blob)
    except EncodingError as error:
        return str(error)
    for i, (point, log) in enumerate(zip(points, logs, strict=True)):
        if (point is None) != (log % R == 0):
            return f"point {i} {'is' if point is None else 'should be'} infinity"
    chosen = weights(len(logs), b"zkpair/key", blob)
    total = sum(weight * log for weight, log in zip(chosen, logs, strict=True)) % R
    if combine(curve, points, chosen) != curve.multiply(curve.generator, total):
        return "a point is wrong (a random linear combination of all of them is)"
    return None


def _difference(found: bytes, expected: bytes) -> str:
    if len(found) != len(expected):
        return f"{len(found)} bytes where {len(expected)} were expected"
    return f"byte {next(i for i, (x, y) in enumerate(zip(found, expected, strict=True)) if x != y)} is wrong"
