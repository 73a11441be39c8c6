"""What `zkpair groth16` itself reads of the binary files: sections, sizes, the witness' public part, a key's points.

The implementations parse the files in full and refuse what is wrong; here only the places that the command needs are
read, each within its bounds. Layout: docs/contract.md, "Files, byte by byte".
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from zkpair.tasks.arithmetic.curve import G1, G2
from zkpair.tasks.arithmetic.extension import Fp2
from zkpair.tasks.arithmetic.field import P, R, encode_elements

PointG1 = tuple[int, int] | None
PointG2 = tuple[Fp2, Fp2] | None

_MONTGOMERY = pow(2, 256, P)
_MONTGOMERY_INVERSE = pow(_MONTGOMERY, -1, P)
_HEADER_BYTES = 660


class UnusableFile(ValueError):
    """A file that cannot be used: its path, the place, what is wrong, what to do."""


@dataclass(frozen=True)
class VerifyingKey:
    """The points of a verifying key, checked: on their curves, in the subgroups, none but IC at infinity."""

    alpha_1: PointG1
    beta_2: PointG2
    gamma_2: PointG2
    delta_2: PointG2
    ic: tuple[PointG1, ...]

    @property
    def num_public(self) -> int:
        return len(self.ic) - 1


def read_sections(data: bytes, magic: bytes, path: Path) -> dict[int, bytes]:
    """The sections of circom's container by id."""
    kind = f".{magic.decode()}"
    if data[:4] != magic:
        raise UnusableFile(f"{path}, byte 0: not a {kind} file (it does not start with {magic!r}); give the right file")
    sections: dict[int, bytes] = {}
    offset = 12
    for _ in range(min(_u32(data, 8), 64)):
        if offset + 12 > len(data):
            raise UnusableFile(f"{path}, byte {offset}: the {kind} file ends within its sections; make it again")
        section, size_bytes = _u32(data, offset), int.from_bytes(data[offset + 4 : offset + 12], "little")
        offset += 12
        if size_bytes > len(data) - offset:
            raise UnusableFile(
                f"{path}, byte {offset}: section {section} announces {size_bytes} bytes,"
                f" {len(data) - offset} are left; the file is cut off: make it again"
            )
        sections[section] = data[offset : offset + size_bytes]
        offset += size_bytes
    return sections


def _u32(data: bytes, offset: int) -> int:
    return int.from_bytes(data[offset : offset + 4], "little")


def section(sections: dict[int, bytes], number: int, path: Path, least_bytes: int) -> bytes:
    body = sections.get(number, b"")
    if len(body) < least_bytes:
        raise UnusableFile(
            f"{path}, section {number}: {len(body)} bytes, at least {least_bytes} are needed; the file is damaged"
        )
    return body


def domain_size_of_r1cs(data: bytes, path: Path) -> int:
    """N: the smallest power of two ≥ constraints + l + 1."""
    header = section(read_sections(data, b"r1cs", path), 1, path, 64)
    num_public = _u32(header, 40) + _u32(header, 44)
    return 1 << (_u32(header, 60) + num_public).bit_length()


def sizes_of_key(data: bytes, path: Path) -> tuple[int, int]:
    """(l, N) of a .zkey."""
    header = section(read_sections(data, b"zkey", path), 2, path, _HEADER_BYTES)
    return _u32(header, 76), _u32(header, 80)


def public_of_witness(data: bytes, num_public: int, path: Path) -> list[int]:
    """The values of the signals 1 … l."""
    values = section(read_sections(data, b"wtns", path), 2, path, 32 * (num_public + 1))
    return [int.from_bytes(values[32 * i : 32 * i + 32], "little") for i in range(1, num_public + 1)]


def verifying_key_of(data: bytes, path: Path) -> VerifyingKey:
    """The verifying key in a .zkey (sections 1, 2, 3), checked."""
    sections = read_sections(data, b"zkey", path)
    if section(sections, 1, path, 4) != (1).to_bytes(4, "little"):
        raise UnusableFile(
            f"{path}, section 1: not a Groth16 key; give a key made by `groth16 setup` of zkpair or snarkjs"
        )
    header = section(sections, 2, path, _HEADER_BYTES)
    for offset, modulus, field in ((0, P, "base field"), (36, R, "scalar field")):
        if header[offset : offset + 36] != (32).to_bytes(4, "little") + modulus.to_bytes(32, "little"):
            raise UnusableFile(
                f"{path}, section 2, byte {offset}: the {field} is not BN254's; only bn128 keys are supported"
            )
    count = _u32(header, 76) + 1
    ic = section(sections, 3, path, 64 * count)
    if len(ic) != 64 * count or len(header) != _HEADER_BYTES:
        raise UnusableFile(
            f"{path}: sections 2 and 3 have {len(header)} and {len(ic)} bytes for {count} points; make the key again"
        )
    key = VerifyingKey(
        _g1(header[84:148], f"{path}, section 2: α"),
        _g2(header[212:340], f"{path}, section 2: β"),
        _g2(header[340:468], f"{path}, section 2: γ"),
        _g2(header[532:660], f"{path}, section 2: δ"),
        tuple(_g1(ic[64 * i : 64 * i + 64], f"{path}, section 3: point {i}") for i in range(count)),
    )
    if None in (key.alpha_1, key.beta_2, key.gamma_2, key.delta_2):
        raise UnusableFile(
            f"{path}, section 2: α, β, γ or δ is infinity, which makes the key forgeable; make the key again"
        )
    return key


def cut_key(key: VerifyingKey) -> bytes:
    """The contract's `verifying_key` blob of a key from JSON: β₁ and δ₁ are unknown and stand as infinity."""
    least_domain = 1 << key.num_public.bit_length()
    header = b"".join(
        [
            *((32).to_bytes(4, "little") + modulus.to_bytes(32, "little") for modulus in (P, R)),
            *(count.to_bytes(4, "little") for count in (key.num_public + 1, key.num_public, least_domain)),
            _montgomery(G1.encode(key.alpha_1)),
            bytes(64),
            *(_montgomery(G2.encode(point)) for point in (key.beta_2, key.gamma_2)),
            bytes(64),
            _montgomery(G2.encode(key.delta_2)),
        ]
    )
    sections = {1: (1).to_bytes(4, "little"), 2: header, 3: b"".join(_montgomery(G1.encode(point)) for point in key.ic)}
    head = b"zkey" + (1).to_bytes(4, "little") + len(sections).to_bytes(4, "little")
    return head + b"".join(
        number.to_bytes(4, "little") + len(body).to_bytes(8, "little") + body for number, body in sections.items()
    )


def _montgomery(point: bytes) -> bytes:
    values = (int.from_bytes(point[i : i + 32], "little") for i in range(0, len(point), 32))
    return encode_elements(value * _MONTGOMERY % P for value in values)


def _coordinates(data: bytes, what: str) -> list[int]:
    values = [int.from_bytes(data[i : i + 32], "little") for i in range(0, len(data), 32)]
    if any(value >= P for value in values):
        raise UnusableFile(f"{what}: a coordinate is not below p; the file is damaged: make it again")
    return [value * _MONTGOMERY_INVERSE % P for value in values]


def _g1(data: bytes, what: str) -> PointG1:
    x, y = _coordinates(data, what)
    point = (x, y) if x or y else None
    if not G1.is_on_curve(point):
        raise UnusableFile(f"{what}: not on the curve of G1; the file is damaged: make it again")
    return point


def _g2(data: bytes, what: str) -> PointG2:
    x0, x1, y0, y1 = _coordinates(data, what)
    point = ((x0, x1), (y0, y1)) if x0 or x1 or y0 or y1 else None
    if not G2.is_in_subgroup(point):
        raise UnusableFile(f"{what}: not a point of G2; the file is damaged or forged: make it again")
    return point
