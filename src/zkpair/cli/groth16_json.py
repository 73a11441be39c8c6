"""snarkjs's JSON files for `zkpair groth16`, to and from the contract's bytes; independent of every implementation.

    G1: [x, y, "1"];  G2: [[x0, x1], [y0, y1], ["1", "0"]];  infinity: x = 0, y = 1, z = 0;  numbers are decimal strings

A file that cannot be read as what it should be is `UnusableFile`. A proof or public inputs that can be read but can
belong to no statement (off the curve, outside the subgroup, not below the modulus) are `Rejected`: a verifier's answer
to them is no.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from zkpair import bounded_json
from zkpair.cli.groth16_binary import PointG1, PointG2, UnusableFile, VerifyingKey
from zkpair.tasks.arithmetic.curve import G1, G2
from zkpair.tasks.arithmetic.extension import Fp2, fp2_sqrt, fp_sqrt
from zkpair.tasks.arithmetic.field import P, R

MAX_BYTES = 64 << 20
_NEGATIVE, _INFINITY = 0x80, 0x40
_ONE, _ZERO = "1", "0"
_EXPORT_AGAIN = "export it again with snarkjs or zkpair"

_X = 4965661367192848881
SNARKJS_POWER = 2 * _X * (6 * _X * _X + 3 * _X + 1) % R
"""snarkjs's vk_alphabeta_12 is this power of the reduced pairing e(α, β) (docs/protocols/groth16.md)."""


class Rejected(ValueError):
    """A proof or public inputs that no verifying key accepts: why."""


def dump(data: Any) -> str:
    """snarkjs's layout: one space of indent, no newline at the end."""
    return json.dumps(data, indent=1)


def proof_to_json(proof: bytes) -> str:
    """proof.json of the 128 compressed bytes."""
    a, b, c = _decompress_g1(proof[:32]), _decompress_g2(proof[32:96]), _decompress_g1(proof[96:])
    return dump({"pi_a": _g1(a), "pi_b": _g2(b), "pi_c": _g1(c), "protocol": "groth16", "curve": "bn128"})


def public_to_json(public: Sequence[int]) -> str:
    return dump([str(x) for x in public])


def key_to_json(key: VerifyingKey, alpha_beta: Sequence[int]) -> str:
    """verification_key.json; `alpha_beta` has the twelve coefficients of e(α, β)^SNARKJS_POWER in the tower's order."""
    twelve = [[[str(alpha_beta[i + 2 * j]), str(alpha_beta[i + 2 * j + 1])] for j in range(3)] for i in (0, 6)]
    return dump(
        {
            "protocol": "groth16",
            "curve": "bn128",
            "nPublic": key.num_public,
            "vk_alpha_1": _g1(key.alpha_1),
            "vk_beta_2": _g2(key.beta_2),
            "vk_gamma_2": _g2(key.gamma_2),
            "vk_delta_2": _g2(key.delta_2),
            "vk_alphabeta_12": twelve,
            "IC": [_g1(point) for point in key.ic],
        }
    )


def proof_from_json(data: bytes, path: Path) -> bytes:
    """The 128 compressed bytes of a proof.json."""
    content = _object(data, path)
    a = _parse_g1(content, "pi_a", path)
    b = _parse_g2(content, "pi_b", path)
    c = _parse_g1(content, "pi_c", path)
    return _compress_g1(a) + _compress_g2(b) + _compress_g1(c)


def public_from_json(data: bytes, path: Path) -> list[int]:
    content = _load(data, path)
    if not isinstance(content, list):
        raise UnusableFile(f"{path}: not a list of decimal strings; {_EXPORT_AGAIN}")
    return [_number(x, R, f"{path}: input {i}") for i, x in enumerate(content)]


def key_from_json(data: bytes, path: Path) -> VerifyingKey:
    """The key of a verification_key.json, all its points checked. Nothing wrong with a key is a mere rejection."""
    content = _object(data, path)
    ic = _member(content, "IC", path)
    if not isinstance(ic, list) or not ic:
        raise UnusableFile(f"{path}: IC is not a list of points; {_EXPORT_AGAIN}")
    try:
        key = VerifyingKey(
            _parse_g1(content, "vk_alpha_1", path),
            _parse_g2(content, "vk_beta_2", path),
            _parse_g2(content, "vk_gamma_2", path),
            _parse_g2(content, "vk_delta_2", path),
            tuple(_point_g1(point, f"{path}: IC[{i}]") for i, point in enumerate(ic)),
        )
    except Rejected as error:
        raise UnusableFile(f"{error}; {_EXPORT_AGAIN}") from error
    if None in (key.alpha_1, key.beta_2, key.gamma_2, key.delta_2):
        raise UnusableFile(f"{path}: α, β, γ or δ is infinity, which makes the key forgeable; {_EXPORT_AGAIN}")
    count = _member(content, "nPublic", path)
    if type(count) is not int or count != key.num_public:
        raise UnusableFile(f"{path}: nPublic is {count!r:.40}, but IC has {len(ic)} points (l + 1); {_EXPORT_AGAIN}")
    return key


def _load(data: bytes, path: Path) -> Any:
    try:
        return bounded_json.loads(data, object_pairs_hook=lambda members: _unique(members, path))
    except UnusableFile:
        raise
    except ValueError as error:
        raise UnusableFile(f"{path}: not JSON: {error}; {_EXPORT_AGAIN}") from error


def _unique(members: list[tuple[str, Any]], path: Path) -> dict[str, Any]:
    """Readers differ in which of two equal names they take: a file with both could mean two things."""
    content = dict(members)
    if len(content) != len(members):
        name = next(name for i, (name, _) in enumerate(members) if name in dict(members[:i]))
        raise UnusableFile(f"{path}: {name!r:.40} comes twice; {_EXPORT_AGAIN}")
    return content


def _object(data: bytes, path: Path) -> dict[str, Any]:
    content = _load(data, path)
    if not isinstance(content, dict):
        raise UnusableFile(f"{path}: not a JSON object; {_EXPORT_AGAIN}")
    for name, expected in (("protocol", "groth16"), ("curve", "bn128")):
        if _member(content, name, path) != expected:
            raise UnusableFile(f"{path}: {name} is {content[name]!r:.40}, only {expected!r} is supported")
    return content


def _member(content: dict[str, Any], name: str, path: Path) -> Any:
    if name not in content:
        raise UnusableFile(f"{path}: {name} is missing; {_EXPORT_AGAIN}")
    return content[name]


def _number(value: Any, modulus: int, place: str) -> int:
    """A canonical decimal string below the modulus."""
    if not isinstance(value, str) or not 0 < len(value) <= 80 or not (value.isascii() and value.isdigit()):
        raise UnusableFile(f"{place}: expected a decimal string, found {value!r:.60}; {_EXPORT_AGAIN}")
    if value != str(int(value)):
        raise Rejected(f"{place} has leading zeros")
    if int(value) >= modulus:
        raise Rejected(f"{place} is not below the field's modulus")
    return int(value)


def _three(value: Any, place: str, length: int = 3) -> list[Any]:
    if not isinstance(value, list) or len(value) != length:
        raise UnusableFile(f"{place}: expected a list of {length}; {_EXPORT_AGAIN}")
    return value


def _parse_g1(content: dict[str, Any], name: str, path: Path) -> PointG1:
    return _point_g1(_member(content, name, path), f"{path}: {name}")


def _point_g1(value: Any, place: str) -> PointG1:
    x, y, z = (_number(c, P, place) for c in _three(value, place))
    if (x, y, z) == (0, 1, 0):
        return None
    if z != 1:
        raise Rejected(f"{place}: the third coordinate is not 1")
    if not G1.is_on_curve((x, y)):
        raise Rejected(f"{place} is not on the curve of G1")
    return x, y


def _parse_g2(content: dict[str, Any], name: str, path: Path) -> PointG2:
    place = f"{path}: {name}"
    x, y, z = (_pair(pair, place) for pair in _three(_member(content, name, path), place))
    if (x, y, z) == ((0, 0), (1, 0), (0, 0)):
        return None
    if z != (1, 0):
        raise Rejected(f"{place}: the third coordinate is not (1, 0)")
    if not G2.is_on_curve((x, y)):
        raise Rejected(f"{place} is not on the curve of G2")
    if not G2.is_in_subgroup((x, y)):
        raise Rejected(f"{place} is outside the subgroup of order r")
    return x, y


def _pair(value: Any, place: str) -> Fp2:
    c0, c1 = (_number(c, P, place) for c in _three(value, place, 2))
    return c0, c1


def _g1(point: PointG1) -> list[str]:
    return [_ZERO, _ONE, _ZERO] if point is None else [str(point[0]), str(point[1]), _ONE]


def _g2(point: PointG2) -> list[list[str]]:
    if point is None:
        return [[_ZERO, _ZERO], [_ONE, _ZERO], [_ZERO, _ZERO]]
    return [[str(c) for c in point[0]], [str(c) for c in point[1]], [_ONE, _ZERO]]


def _as_pair(y: int | Fp2) -> Fp2:
    return y if isinstance(y, tuple) else (y, 0)


def _is_negative(y: int | Fp2) -> bool:
    """y > −y, c1 compared before c0."""
    c0, c1 = _as_pair(y)
    return (c1, c0) > (-c1 % P, -c0 % P)


def _compress_g1(point: PointG1) -> bytes:
    """x little-endian with 0x80 in the last byte when y > −y; infinity is 0x40 after zeros."""
    return _flagged(bytes(32), _INFINITY) if point is None else _with_sign(point[0].to_bytes(32, "little"), point[1])


def _compress_g2(point: PointG2) -> bytes:
    if point is None:
        return _flagged(bytes(64), _INFINITY)
    (x0, x1), y = point
    return _with_sign(x0.to_bytes(32, "little") + x1.to_bytes(32, "little"), y)


def _with_sign(x: bytes, y: int | Fp2) -> bytes:
    return _flagged(x, _NEGATIVE if _is_negative(y) else 0)


def _flagged(x: bytes, flag: int) -> bytes:
    return x[:-1] + bytes([x[-1] | flag])


def _split(data: bytes) -> tuple[list[int], bool, bool]:
    flags = data[-1]
    data = data[:-1] + bytes([flags & ~(_NEGATIVE | _INFINITY)])
    x = [int.from_bytes(data[i : i + 32], "little") for i in range(0, len(data), 32)]
    return x, bool(flags & _NEGATIVE), bool(flags & _INFINITY)


def _decompress_g1(data: bytes) -> PointG1:
    (x,), negative, infinite = _split(data)
    if infinite:
        return None
    y = fp_sqrt((x * x * x + 3) % P)
    if y is None:
        raise ValueError(
            "the implementation gave a point that is not on the curve of G1; run `zkpair verify snark/groth16_prove`"
        )
    return x, y if _is_negative(y) == negative else -y % P


def _decompress_g2(data: bytes) -> PointG2:
    (x0, x1), negative, infinite = _split(data)
    if infinite:
        return None
    x = (x0, x1)
    y = fp2_sqrt(G2.add_field(G2.mul_field(G2.mul_field(x, x), x), G2.b))
    if y is None:
        raise ValueError(
            "the implementation gave a point that is not on the curve of G2; run `zkpair verify snark/groth16_prove`"
        )
    return x, y if _is_negative(y) == negative else G2.sub_field((0, 0), y)
