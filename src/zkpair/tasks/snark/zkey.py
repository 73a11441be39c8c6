"""snarkjs's proving key (`.zkey`): its exact bytes for known logarithms, and as much reading as tasks need.

Coordinates are Montgomery (x·2^256 mod p), coefficients stand as value·2^512 mod r
(docs/contract.md, "Files, byte by byte").
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from zkpair.tasks.arithmetic.curve import G1, G2, Curve
from zkpair.tasks.arithmetic.field import ELEMENT_BYTES, EncodingError, P, R, encode_elements, split_elements
from zkpair.tasks.snark.container import Reader, read_container, write_container
from zkpair.tasks.snark.qap import KeyLogs, Trapdoor
from zkpair.tasks.snark.r1cs import R1cs

T = TypeVar("T")

MAGIC, VERSION = b"zkey", 1
SECTIONS = tuple(range(1, 11))
VERIFYING_SECTIONS = (1, 2, 3)
GROTH16 = struct.pack("<I", 1)
NO_CONTRIBUTIONS = bytes(64) + struct.pack("<I", 0)

MONTGOMERY = 1 << 256
FROM_MONTGOMERY = pow(MONTGOMERY, -1, P)


@dataclass(frozen=True)
class Header:
    n_signals: int
    n_public: int
    domain_size: int
    points: bytes
    """α₁, β₁, β₂, γ₂, δ₁, δ₂ as they stand in the file."""


def montgomery_points(curve: Curve[T], points: Iterable[tuple[T, T] | None]) -> bytes:
    parts = []
    for point in points:
        if point is None:
            parts.append(bytes(curve.point_bytes))
        else:
            coordinates = (*curve.to_ints(point[0]), *curve.to_ints(point[1]))
            parts.append(encode_elements(x * MONTGOMERY % P for x in coordinates))
    return b"".join(parts)


def read_montgomery_points(curve: Curve[T], blob: bytes) -> list[tuple[T, T] | None]:
    """Points on the curve (subgroup unchecked); EncodingError says which one is wrong."""
    words = split_elements(blob)
    if words and max(words) >= P:
        raise EncodingError(f"coordinate {next(i for i, x in enumerate(words) if x >= P)} is not below p")
    values = [x * FROM_MONTGOMERY % P for x in words]
    width = curve.degree
    points: list[tuple[T, T] | None] = []
    for start in range(0, len(values), 2 * width):
        if not any(values[start : start + 2 * width]):
            points.append(None)
            continue
        point = (
            curve.of_ints(values[start : start + width]),
            curve.of_ints(values[start + width : start + 2 * width]),
        )
        if not curve.is_on_curve(point):
            raise EncodingError(f"point {len(points)} is not on the curve")
        points.append(point)
    return points


def header_points(secret: Trapdoor) -> bytes:
    """α₁, β₁, β₂, γ₂, δ₁, δ₂ over the standard generators."""
    return b"".join(
        [
            montgomery_points(G1, [G1.multiply(G1.generator, secret.alpha), G1.multiply(G1.generator, secret.beta)]),
            montgomery_points(G2, [G2.multiply(G2.generator, secret.beta), G2.multiply(G2.generator, secret.gamma)]),
            montgomery_points(G1, [G1.multiply(G1.generator, secret.delta)]),
            montgomery_points(G2, [G2.multiply(G2.generator, secret.delta)]),
        ]
    )


def header_section(n_signals: int, n_public: int, domain_size: int, points: bytes) -> bytes:
    fields = b"".join(struct.pack("<I", ELEMENT_BYTES) + q.to_bytes(ELEMENT_BYTES, "little") for q in (P, R))
    return fields + struct.pack("<III", n_signals, n_public, domain_size) + points


def coefficient_section(r1cs: R1cs) -> bytes:
    """For each constraint the terms of A, then those of B, in the file's order; then the extra rows of A."""
    entries = []
    factor = MONTGOMERY * MONTGOMERY % R
    for row, (a, b, _) in enumerate(r1cs.constraints):
        for matrix, combination in enumerate((a, b)):
            for signal, value in combination:
                scaled = (value * factor % R).to_bytes(ELEMENT_BYTES, "little")
                entries.append(struct.pack("<III", matrix, row, signal) + scaled)
    one = factor.to_bytes(ELEMENT_BYTES, "little")
    entries += [struct.pack("<III", 0, len(r1cs.constraints) + j, j) + one for j in range(r1cs.n_public + 1)]
    return struct.pack("<I", len(entries)) + b"".join(entries)


def multiples(curve: Curve[T], logs: Sequence[int]) -> list[tuple[T, T] | None]:
    return [curve.multiply(curve.generator, log) for log in logs]


def write_zkey(r1cs: R1cs, secret: Trapdoor, logs: KeyLogs) -> bytes:
    """The whole key, one scalar multiplication a point: for small circuits."""
    g1_sections = {3: logs.ic, 5: logs.u, 6: logs.v, 8: logs.c, 9: logs.h}
    sections = {number: montgomery_points(G1, multiples(G1, points)) for number, points in g1_sections.items()}
    sections[1] = GROTH16
    sections[2] = header_section(r1cs.n_signals, r1cs.n_public, r1cs.domain_size, header_points(secret))
    sections[4] = coefficient_section(r1cs)
    sections[7] = montgomery_points(G2, multiples(G2, logs.v))
    sections[10] = NO_CONTRIBUTIONS
    return write_container(MAGIC, VERSION, sorted(sections.items()))


def read_sections(blob: bytes, file: str = "zkey") -> dict[int, Reader]:
    return read_container(blob, file, MAGIC, VERSION, SECTIONS)


def read_header(sections: dict[int, Reader]) -> Header:
    protocol = sections[1]
    if protocol.data != GROTH16:
        raise protocol.fail("not a Groth16 key")
    header = sections[2]
    header.expect_modulus(P, "the base field's modulus")
    header.expect_modulus(R, "the scalar field's modulus")
    n_signals, n_public, domain_size = (header.u32(what) for what in ("nVars", "nPublic", "the domain size"))
    if domain_size < 2 or domain_size & (domain_size - 1):
        raise header.fail(f"a domain of {domain_size} is not a power of two")
    points = header.take(3 * G1.point_bytes + 3 * G2.point_bytes, "the points of the header")
    header.expect_end()
    return Header(n_signals, n_public, domain_size, points)


def verifying_key(zkey: bytes, file: str = "zkey") -> bytes:
    """The key cut to what a verifier needs: sections 1, 2, 3 in this order."""
    sections = read_sections(zkey, file)
    return write_container(MAGIC, VERSION, [(number, sections[number].data) for number in VERIFYING_SECTIONS])
