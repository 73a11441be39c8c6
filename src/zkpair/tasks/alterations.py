"""Alterations of blobs of 32-byte elements, from which tasks make their false outputs and false cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from zkpair.tasks.arithmetic.field import ELEMENT_BYTES, encode_elements, split_elements
from zkpair.tasks.task import Blobs, CaseData, FalseCase, FalseOutput


def altered_elements(blob: bytes, modulus: int) -> dict[str, bytes]:
    """Label -> blob: every way in which a list of field elements is easily wrong."""
    values = split_elements(blob)
    n = len(values)
    altered = {}
    for label, i in {"first": 0, "middle": n // 2, "last": n - 1}.items():
        wrong = list(values)
        wrong[i] = (wrong[i] + 1) % modulus
        altered[f"{label} element plus one"] = encode_elements(wrong)
    pair = next((i for i in range(n - 1) if values[i] != values[i + 1]), None)
    if pair is not None:
        wrong = list(values)
        wrong[pair], wrong[pair + 1] = wrong[pair + 1], wrong[pair]
        altered[f"elements {pair} and {pair + 1} swapped"] = encode_elements(wrong)
    altered["last element not canonical (x + modulus)"] = plus_modulus(blob, n - 1, modulus)
    altered["truncated by one byte"] = blob[:-1]
    altered["truncated by one element"] = blob[:-ELEMENT_BYTES]
    altered["extended by a zero element"] = blob + bytes(ELEMENT_BYTES)
    altered["extended by a zero byte"] = blob + b"\0"
    return altered


def plus_modulus(blob: bytes, index: int, modulus: int) -> bytes:
    """The element at `index` written as x + modulus: the same residue, not canonical."""
    start = ELEMENT_BYTES * index
    value = int.from_bytes(blob[start : start + ELEMENT_BYTES], "little") + modulus
    return blob[:start] + value.to_bytes(ELEMENT_BYTES, "little") + blob[start + ELEMENT_BYTES :]


def false_element_outputs(case: CaseData, instance: int, output: bytes, modulus: int) -> list[FalseOutput]:
    return [FalseOutput(label, instance, blob) for label, blob in altered_elements(output, modulus).items()]


def refused_instances(label: str, case: CaseData, name: str, alter: Callable[[bytes], bytes]) -> FalseCase:
    """The case with the blob `name` of each instance altered, which every implementation must refuse."""

    def altered(instance: Blobs) -> Mapping[str, bytes]:
        return {**instance, name: alter(instance[name])}

    return FalseCase(label, replace(case, instances=[altered(instance) for instance in case.instances]), "refuse")


def refused_shared(label: str, case: CaseData, name: str, alter: Callable[[bytes], bytes]) -> FalseCase:
    """The case with the shared blob `name` altered, which every implementation must refuse."""
    return FalseCase(label, replace(case, shared={**case.shared, name: alter(case.shared[name])}), "refuse")


def refused_element_blobs(case: CaseData, name: str, modulus: int) -> list[FalseCase]:
    """Refusals that every blob of field elements owes: not canonical, truncated, extended."""
    return [
        refused_instances(
            f"{name}: last element not canonical",
            case,
            name,
            lambda blob: plus_modulus(blob, len(blob) // ELEMENT_BYTES - 1, modulus),
        ),
        refused_instances(f"{name}: truncated by one byte", case, name, lambda blob: blob[:-1]),
        refused_instances(f"{name}: one element short", case, name, lambda blob: blob[:-ELEMENT_BYTES]),
        refused_instances(f"{name}: one element too many", case, name, lambda blob: blob + bytes(ELEMENT_BYTES)),
    ]
