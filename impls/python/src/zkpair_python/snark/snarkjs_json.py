"""snarkjs's JSON files: proof.json, public.json, verification_key.json, byte for byte as snarkjs lays them out.

    G1: [x, y, "1"];  G2: [[x0, x1], [y0, y1], ["1", "0"]];  infinity: x = 0, y = 1, z = 0;  numbers are decimal strings
    vk_alphabeta_12: e(α, β)^k as [c0, c1] of F_p12, each [v⁰, v¹, v²] of F_p6, each [u⁰, u¹] of F_p2

k = 2x·(6x² + 3x + 1), x the curve's parameter, because snarkjs (like arkworks) ends its pairing with the faster
exponent of Fuentes-Castañeda, Knapp and Rodríguez-Henríquez, "Faster hashing to G2" (2011), k·(p¹² − 1)/r. By
bilinearity it is e(k·α, β).
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, NoReturn

from zkpair_python.algebra.field import P, R

from .curve import Curve
from .errors import InvalidPoint, MalformedFile
from .points import G1, G2, on_curve_g1, on_curve_g2
from .proof import Proof
from .zkey import VerifyingKey

_MAX_BYTES = 64 << 20
_MAX_NESTING = 16
_ONE, _ZERO = "1", "0"
_X = 4965661367192848881
_SNARKJS_POWER = 2 * _X * (6 * _X * _X + 3 * _X + 1) % R


def write_proof(proof: Proof) -> str:
    return _dump(
        {"pi_a": _g1(proof.a), "pi_b": _g2(proof.b), "pi_c": _g1(proof.c), "protocol": "groth16", "curve": "bn128"}
    )


def read_proof(text: str | bytes, curve: Curve, name: str = "proof") -> Proof:
    data = _load(text, name)
    proof = Proof(
        _parse_g1(_member(data, "pi_a", name), f"{name}: pi_a"),
        _parse_g2(_member(data, "pi_b", name), f"{name}: pi_b"),
        _parse_g1(_member(data, "pi_c", name), f"{name}: pi_c"),
    )
    _check_subgroup([proof.b], ["pi_b"], curve, name)
    return proof


def write_public(public: Sequence[int]) -> str:
    return _dump([str(x) for x in public])


def read_public(text: str | bytes, name: str = "public") -> list[int]:
    data = _parse(text, name)
    if not isinstance(data, list):
        _fail(name, "not a list of decimal strings")
    return [_number(x, R, f"{name}: input {i}") for i, x in enumerate(data)]


def write_verifying_key(vk: VerifyingKey, curve: Curve) -> str:
    return _dump(
        {
            "protocol": "groth16",
            "curve": "bn128",
            "nPublic": vk.num_public,
            "vk_alpha_1": _g1(vk.alpha_1),
            "vk_beta_2": _g2(vk.beta_2),
            "vk_gamma_2": _g2(vk.gamma_2),
            "vk_delta_2": _g2(vk.delta_2),
            "vk_alphabeta_12": _alpha_beta(vk, curve),
            "IC": [_g1(point) for point in vk.ic],
        }
    )


def read_verifying_key(text: str | bytes, curve: Curve, name: str = "verifying_key") -> VerifyingKey:
    """Parse strictly; vk_alphabeta_12, where it stands, must be e(α, β)."""
    data = _load(text, name)
    beta_2, gamma_2, delta_2 = (
        _parse_g2(_member(data, key, name), f"{name}: {key}") for key in ("vk_beta_2", "vk_gamma_2", "vk_delta_2")
    )
    ic = _list(_member(data, "IC", name), f"{name}: IC")
    vk = VerifyingKey(
        _parse_g1(_member(data, "vk_alpha_1", name), f"{name}: vk_alpha_1"),
        beta_2,
        gamma_2,
        delta_2,
        tuple(_parse_g1(point, f"{name}: IC[{i}]") for i, point in enumerate(ic)),
    )
    in_g2 = [vk.beta_2, vk.gamma_2, vk.delta_2]
    if vk.alpha_1 is None or None in in_g2:
        _fail(name, "α, β, γ or δ is infinity, which makes the key forgeable")
    count = _member(data, "nPublic", name)
    if type(count) is not int or count != vk.num_public:
        _fail(name, f"nPublic is {count!r:.40}, but IC has {len(vk.ic)} points (l + 1)")
    _check_subgroup(in_g2, ["vk_beta_2", "vk_gamma_2", "vk_delta_2"], curve, name)
    if "vk_alphabeta_12" in data and data["vk_alphabeta_12"] != _alpha_beta(vk, curve):
        _fail(f"{name}: vk_alphabeta_12", "not the pairing of vk_alpha_1 and vk_beta_2")
    return vk


def _dump(data: Any) -> str:
    return json.dumps(data, indent=1)


def _g1(point: G1) -> list[str]:
    return [_ZERO, _ONE, _ZERO] if point is None else [str(point[0]), str(point[1]), _ONE]


def _g2(point: G2) -> list[list[str]]:
    if point is None:
        return [[_ZERO, _ZERO], [_ONE, _ZERO], [_ZERO, _ZERO]]
    return [[str(c) for c in point[0]], [str(c) for c in point[1]], [_ONE, _ZERO]]


def _fp12(f: Sequence[int]) -> list[list[list[str]]]:
    return [[[str(f[i + 2 * j]), str(f[i + 2 * j + 1])] for j in range(3)] for i in (0, 6)]


def _alpha_beta(vk: VerifyingKey, curve: Curve) -> list[list[list[str]]]:
    return _fp12(curve.pairing_product([(curve.msm_g1([vk.alpha_1], [_SNARKJS_POWER]), vk.beta_2)]))


def _fail(place: str, problem: str) -> NoReturn:
    raise MalformedFile(f"{place}: {problem}; export the file again with snarkjs or zkpair")


def _parse(text: str | bytes, name: str) -> Any:
    if len(text) > _MAX_BYTES:
        _fail(name, f"{len(text)} bytes, at most {_MAX_BYTES} are read")
    try:
        text = text.decode() if isinstance(text, bytes) else text
        if _nesting(text) > _MAX_NESTING:
            _fail(name, f"not JSON of this kind: brackets nested more than {_MAX_NESTING} deep")
        return json.loads(text, object_pairs_hook=lambda pairs: _unique(pairs, name))
    except (ValueError, RecursionError) as error:
        if isinstance(error, MalformedFile):
            raise
        _fail(name, f"not JSON ({error})")


def _nesting(text: str) -> int:
    """The deepest nesting of brackets, at least: the decoder recurses, so that deep input could exhaust the stack."""
    depth = deepest = 0
    for bracket in re.finditer(r"[\[\]{}]", text):
        depth += 1 if bracket[0] in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _unique(pairs: list[tuple[str, Any]], name: str) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) != len(pairs):
        _fail(name, "a key comes twice")
    return data


def _load(text: str | bytes, name: str) -> dict[str, Any]:
    data = _parse(text, name)
    if not isinstance(data, dict):
        _fail(name, "not a JSON object")
    for key, expected in (("protocol", "groth16"), ("curve", "bn128")):
        if _member(data, key, name) != expected:
            _fail(name, f"{key} is {data[key]!r:.40}, expected {expected!r}")
    return data


def _member(data: dict[str, Any], key: str, name: str) -> Any:
    if key not in data:
        _fail(name, f"{key} is missing")
    return data[key]


def _list(data: Any, place: str, length: int | None = None) -> list[Any]:
    if not isinstance(data, list) or not data or (length is not None and len(data) != length):
        _fail(place, f"expected a list of {length or 'at least one'} members")
    return data


def _number(value: Any, modulus: int, place: str) -> int:
    """A canonical decimal string: digits only, no leading zero, below the modulus."""
    if (
        not isinstance(value, str)
        or len(value) > 80
        or not (value.isascii() and value.isdigit())
        or str(int(value)) != value
    ):
        _fail(place, f"expected a decimal string, found {value!r:.60}")
    if int(value) >= modulus:
        _fail(place, "not below the field's modulus")
    return int(value)


def _parse_g1(data: Any, place: str) -> G1:
    x, y, z = (_number(c, P, place) for c in _list(data, place, 3))
    if (x, y, z) == (0, 1, 0):
        return None
    if z != 1:
        _fail(place, "the third coordinate is not 1 (snarkjs writes affine points)")
    if not on_curve_g1((x, y)):
        raise InvalidPoint(f"{place} is not on the curve of G1; export the file again with snarkjs or zkpair")
    return x, y


def _parse_g2(data: Any, place: str) -> G2:
    x, y, z = (tuple(_number(c, P, place) for c in _list(pair, place, 2)) for pair in _list(data, place, 3))
    if (x, y, z) == ((0, 0), (1, 0), (0, 0)):
        return None
    if z != (1, 0):
        _fail(place, "the third coordinate is not (1, 0) (snarkjs writes affine points)")
    point = ((x[0], x[1]), (y[0], y[1]))
    if not on_curve_g2(point):
        raise InvalidPoint(f"{place} is not on the curve of G2; export the file again with snarkjs or zkpair")
    return point


def _check_subgroup(points: Sequence[G2], names: Sequence[str], curve: Curve, name: str) -> None:
    index = curve.first_outside_subgroup(points)
    if index is not None:
        raise InvalidPoint(f"{name}: {names[index]} is outside the subgroup of order r; export the file again")
