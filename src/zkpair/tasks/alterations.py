"""Alterations of blobs, above all of 32-byte elements, from which tasks make their false outputs and false cases."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace

from zkpair.tasks.arithmetic.field import ELEMENT_BYTES, encode_elements, split_elements
from zkpair.tasks.task import Blobs, CaseData, FalseCase, FalseOutput


def flipped(blob: bytes, place: int, mask: int = 1) -> bytes:
    return blob[:place] + bytes([blob[place] ^ mask]) + blob[place + 1 :]


def shapes(blob: bytes) -> dict[str, bytes]:
    """What has not this length."""
    return {
        "empty": b"",
        "one byte": blob[:1],
        "first half": blob[: len(blob) // 2],
        "truncated by one byte": blob[:-1],
        "extended by a zero byte": blob + b"\0",
        "twice": blob + blob,
    }


def sample(blob: bytes, label: str, start: int, end: int, count: int) -> list[int]:
    """Places from start to end: both ends, and others by a hash of blob and label."""
    if end - start <= count:
        return list(range(start, end))
    wide = hashlib.shake_256(hashlib.sha256(blob).digest() + label.encode()).digest(8 * (count - 2))
    drawn = [int.from_bytes(wide[i : i + 8], "little") % (end - start) + start for i in range(0, len(wide), 8)]
    return sorted({start, end - 1, *drawn})


def replaced(blob: bytes, start: int, word: bytes) -> bytes:
    return blob[:start] + word + blob[start + len(word) :]


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
    return replaced(blob, start, value.to_bytes(ELEMENT_BYTES, "little"))


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


def refused_each(case: CaseData, name: str, alter: Callable[[bytes], Mapping[str, bytes]]) -> list[FalseCase]:
    """A refusal for each alteration that `alter` gives of the blob `name`, a shared one or one of each instance."""
    if name in case.shared:
        wrong = alter(case.shared[name])
        cases = {label: replace(case, shared={**case.shared, name: blob}) for label, blob in wrong.items()}
    else:
        each = [alter(instance[name]) for instance in case.instances]
        cases = {
            label: replace(
                case, instances=[{**i, name: wrong[label]} for i, wrong in zip(case.instances, each, strict=True)]
            )
            for label in each[0]
        }
    return [FalseCase(f"{name}: {label}", altered, "refuse") for label, altered in cases.items()]


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
