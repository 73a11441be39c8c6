"""False points of BN254's groups and of the Pasta curves: wrong answers, off the curve, outside the subgroup."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from zkpair.tasks.alterations import plus_modulus, refused_instances, refused_shared
from zkpair.tasks.arithmetic.curve import G1, G2, Curve
from zkpair.tasks.arithmetic.extension import Fp2, fp2_add, fp2_mul, fp2_sqrt
from zkpair.tasks.arithmetic.field import ELEMENT_BYTES, P
from zkpair.tasks.arithmetic.pasta import PALLAS, VESTA
from zkpair.tasks.task import CaseData, FalseCase, FalseOutput

T = TypeVar("T")

PRIME_FIELD_CURVES = {curve.name: curve for curve in (G1, PALLAS, VESTA)}
POINT_BYTES = {curve.name: curve.point_bytes for curve in PRIME_FIELD_CURVES.values()} | {G2.name: G2.point_bytes}


def false_point_outputs(case: CaseData, instance: int, output: bytes, curve_name: str) -> list[FalseOutput]:
    """Alterations of one affine point."""
    known = PRIME_FIELD_CURVES.get(curve_name)
    altered = false_points(G2, output) if known is None else false_points(known, output)
    return [FalseOutput(label, instance, blob) for label, blob in altered.items()]


def false_points(curve: Curve[T], output: bytes) -> dict[str, bytes]:
    point = curve.decode(output)
    y_start = curve.point_bytes // 2
    altered = {
        "plus the generator": curve.encode(curve.add(point, curve.generator)),
        "the first coordinate plus one": add_to_element(output, 0, 1, curve.modulus),
        "x and y swapped": output[y_start:] + output[:y_start],
        "negated": curve.encode(curve.negate(point)),
        "infinity": bytes(curve.point_bytes),
        "not canonical (x + p)": plus_modulus(output, 0, curve.modulus),
        "truncated by one byte": output[:-1],
        "extended by a zero byte": output + b"\0",
        "empty": b"",
    }
    return {label: blob for label, blob in altered.items() if blob != output}


def add_to_element(blob: bytes, index: int, amount: int, modulus: int = P) -> bytes:
    """The element at `index` plus `amount`, mod p."""
    start = ELEMENT_BYTES * index
    value = (int.from_bytes(blob[start : start + ELEMENT_BYTES], "little") + amount) % modulus
    return blob[:start] + value.to_bytes(ELEMENT_BYTES, "little") + blob[start + ELEMENT_BYTES :]


def off_curve(curve_name: str) -> bytes:
    """Canonical coordinates that are no point: the generator's with y + 1."""
    known = PRIME_FIELD_CURVES.get(curve_name)
    curve_blob = G2.encode(G2.generator) if known is None else known.encode(known.generator)
    return add_to_element(curve_blob, len(curve_blob) // ELEMENT_BYTES // 2, 1, modulus_of(curve_name))


def modulus_of(curve_name: str) -> int:
    """The prime below which coordinates are."""
    return PRIME_FIELD_CURVES[curve_name].modulus if curve_name in PRIME_FIELD_CURVES else G2.modulus


def off_subgroup() -> bytes:
    """A point of the twist outside G2: its order does not divide r."""
    x: Fp2 = (0, 0)
    while True:
        x = (x[0] + 1, 0)
        y = fp2_sqrt(fp2_add(fp2_mul(fp2_mul(x, x), x), G2.b))
        if y is not None and not G2.is_in_subgroup((x, y)):
            return G2.encode((x, y))


def refused_point_blobs(case: CaseData, name: str, curve_name: str) -> list[FalseCase]:
    """Refusals that every blob of points owes; `name` is a shared blob or one of each instance."""
    size, modulus = POINT_BYTES[curve_name], modulus_of(curve_name)
    alterations: dict[str, Callable[[bytes], bytes]] = {
        "first point off the curve": lambda blob: off_curve(curve_name) + blob[size:],
        "last point off the curve": lambda blob: blob[:-size] + off_curve(curve_name),
        "first coordinate not canonical": lambda blob: plus_modulus(blob, 0, modulus),
        "infinity not canonical (p, 0)": lambda blob: plus_modulus(bytes(size), 0, modulus) + blob[size:],
        "truncated by one byte": lambda blob: blob[:-1],
        "one point short": lambda blob: blob[:-size],
        "one point too many": lambda blob: blob + blob[:size],
    }
    if curve_name == G2.name:
        alterations["first point outside the subgroup"] = lambda blob: off_subgroup() + blob[size:]
        alterations["last point outside the subgroup"] = lambda blob: blob[:-size] + off_subgroup()
    refuse = refused_shared if name in case.shared else refused_instances
    return [refuse(f"{name}: {label}", case, name, alter) for label, alter in alterations.items()]
