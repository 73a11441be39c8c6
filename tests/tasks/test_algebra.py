"""What the false cases of algebra hold is false indeed, seen by py_ecc; and the laws that judges rest on."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zkpair.tasks.algebra import field_mul, msm, ntt, pairing
from zkpair.tasks.arithmetic.field import P, R, encode_elements, random_elements, root_of_unity
from zkpair.tasks.task import CaseData, Cell, FalseCase

bn: Any = import_module("py_ecc.optimized_bn128")
MakeCase = Callable[..., CaseData]


def words(blob: bytes) -> list[int]:
    return [int.from_bytes(blob[i : i + 32], "little") for i in range(0, len(blob), 32)]


def is_well_formed_point(blob: bytes, width: int) -> bool:
    values = words(blob)
    if max(values) >= P:
        return False
    if not any(values):
        return True
    x, y = values[:width], values[width:]
    if width == 1:
        return bool(bn.is_on_curve((bn.FQ(x[0]), bn.FQ(y[0]), bn.FQ.one()), bn.b))
    point = (bn.FQ2(x), bn.FQ2(y), bn.FQ2.one())
    return bool(bn.is_on_curve(point, bn.b2)) and bn.is_inf(bn.multiply(point, R))


def is_well_formed(blob: bytes, kind: str, count: int) -> bool:
    """`kind` is r for elements of F_r, g1, g2 for points."""
    width = {"r": 1, "g1": 2, "g2": 4}[kind] * 32
    if len(blob) != width * count:
        return False
    if kind == "r":
        return max(words(blob)) < R
    parts = [blob[i : i + width] for i in range(0, len(blob), width)]
    return all(is_well_formed_point(part, int(kind[1])) for part in {parts[0], parts[-1]})


def false_in_one_blob(case: CaseData, false: FalseCase, kinds: dict[str, str]) -> bool:
    """Is exactly one kind of blob altered, and malformed in every instance?"""
    names = {n for n in false.case.shared if false.case.shared[n] != case.shared[n]}
    for before, after in zip(case.instances, false.case.instances, strict=True):
        names |= {n for n in after if after[n] != before[n]}
    if len(names) != 1:
        return False
    name = names.pop()
    holders = [false.case.shared] if name in false.case.shared else false.case.instances
    return not any(is_well_formed(holder[name], kinds[name], case.cell.size) for holder in holders)


@pytest.mark.parametrize(
    ("task", "params", "size", "kinds"),
    [
        (field_mul.TASK, {"field": "bn254_fr"}, 256, {"a": "r", "b": "r"}),
        (ntt.TASK, {"field": "bn254_fr"}, 256, {"coefficients": "r"}),
        (msm.TASK, {"curve": "bn254_g1"}, 16, {"scalars": "r", "bases": "g1"}),
        (msm.TASK, {"curve": "bn254_g2"}, 16, {"scalars": "r", "bases": "g2"}),
        (pairing.TASK, {"curve": "bn254"}, 2, {"g1": "g1", "g2": "g2"}),
    ],
    ids=["field_mul", "ntt", "msm_g1", "msm_g2", "pairing"],
)
def test_refused_cases_are_malformed(
    task: Any, params: dict[str, str], size: int, kinds: dict[str, str], make_case: MakeCase
) -> None:
    case = make_case(task.id, params, size)
    for holder in (case.shared, *case.instances):
        assert all(is_well_formed(blob, kinds[name], size) for name, blob in holder.items())
    for false in task.false_cases(case):
        assert false.expected == "refuse"
        assert false_in_one_blob(case, false, kinds), false.label


def test_subgroup_refusals_are_on_the_curve(make_case: MakeCase) -> None:
    """They test the subgroup check, not the curve equation."""
    case = make_case("algebra/msm", {"curve": "bn254_g2"}, 16)
    outside = [f for f in msm.TASK.false_cases(case) if "subgroup" in f.label]
    assert len(outside) == 2
    for false in outside:
        blob = false.case.shared["bases"]
        part = blob[:128] if "first" in false.label else blob[-128:]
        x, y = (bn.FQ2(words(part)[i : i + 2]) for i in (0, 2))
        assert bn.is_on_curve((x, y, bn.FQ2.one()), bn.b2)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 6), st.integers(0, 2**32), st.booleans())
def test_barycentric_form_is_the_polynomial(k: int, seed: int, in_domain: bool) -> None:
    n = 1 << k
    coefficients = random_elements("barycentric", seed, n)
    omega = root_of_unity(n)
    values = [ntt.horner(coefficients, pow(omega, i, R)) for i in range(n)]
    z = pow(omega, seed, R) if in_domain else random_elements("z", seed, 1)[0]
    assert ntt.barycentric(values, z) == ntt.horner(coefficients, z)


def test_ntt_judge_sees_another_order(make_case: MakeCase, honest: Callable[[CaseData], list[bytes]]) -> None:
    """Bit-reversed outputs, the inverse transform, another root: what an NTT easily gets wrong."""
    case = make_case("algebra/ntt", {"field": "bn254_fr"}, 256)
    values = words(honest(case)[0])
    reversed_bits = [values[int(f"{i:08b}"[::-1], 2)] for i in range(256)]
    other_root = [values[i * 3 % 256] for i in range(256)]
    inverse = [values[-i % 256] for i in range(256)]
    for wrong in (reversed_bits, other_root, inverse):
        assert ntt.judge(case, 0, encode_elements(wrong)) is not None


def test_corner_bases_of_msm() -> None:
    """Infinity, P, −P and another point in turn, and the judge's logarithms of them."""
    cell = Cell.of("algebra/msm", {"curve": "bn254_g1"}, 16)
    blob = msm.bases(cell, msm.CORNER_BASES_SEED)
    logs = msm.logs(cell, msm.CORNER_BASES_SEED)
    parts = [blob[i : i + 64] for i in range(0, len(blob), 64)]
    assert parts[0] == bytes(64)
    assert parts[1] == parts[5]
    assert parts[1][:32] == parts[2][:32]
    assert parts[1] != parts[2]
    for part, log in zip(parts, logs, strict=True):
        if log:
            x, y = bn.normalize(bn.multiply(bn.G1, log))[:2]
            assert words(part) == [int(x), int(y)]
        else:
            assert part == bytes(64)
