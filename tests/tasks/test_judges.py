"""Every judge accepts honest outputs made by a path of its own, and rejects every alteration of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

import pytest

from zkpair.tasks.inference.models import MODELS
from zkpair.tasks.task import CaseData, Task

CELLS: list[tuple[str, Mapping[str, str], int]] = [
    ("algebra/field_mul", {"field": "bn254_fr"}, 256),
    ("algebra/ntt", {"field": "bn254_fr"}, 256),
    ("algebra/ntt", {"field": "goldilocks"}, 256),
    ("algebra/ntt", {"field": "koalabear"}, 256),
    ("hash/merkle_tree", {"hash": "sha3_256"}, 256),
    ("hash/merkle_tree", {"hash": "blake3"}, 16),
    ("hash/merkle_tree", {"hash": "poseidon2"}, 16),
    ("algebra/msm", {"curve": "bn254_g1"}, 16),
    ("algebra/msm", {"curve": "bn254_g2"}, 16),
    ("algebra/pairing", {"curve": "bn254"}, 1),
    ("algebra/pairing", {"curve": "bn254"}, 2),
    ("snark/groth16_setup", {"circuit": "chain"}, 8),
    ("snark/groth16_prove", {"circuit": "chain"}, 8),
    ("snark/groth16_verify", {"circuit": "chain"}, 1),
    ("inference/fit", {"model": "linear_regression"}, 64),
    ("inference/fit", {"model": "linear_regression"}, 442),
    ("inference/predict", {"model": "linear_regression"}, 1),
    ("inference/predict", {"model": "linear_regression"}, 4096),
    ("binding/noop", {}, 256),
    ("binding/struct_round_trip", {}, 16),
    ("binding/struct_round_trip", {}, 1),
    ("binding/error_translation", {}, 16),
    ("binding/error_translation", {}, 256),
    ("binding/array", {"transfer": "copied"}, 1),
    ("binding/array", {"transfer": "borrowed"}, 64),
    ("binding/int_list", {}, 1),
    ("binding/int_list", {}, 64),
    ("binding/pipeline", {"chunk": "1024"}, 16),
    *(("inference/predict", {"model": name}, 1) for name in MODELS),
    ("inference/predict", {"model": "mlp"}, 64),
]
IDS = [f"{task}-{'-'.join(params.values())}-{size}" for task, params, size in CELLS]

MakeCase = Callable[..., CaseData]
Honest = Callable[[CaseData], list[bytes]]


def task_of(task_id: str) -> Task:
    task: Any = import_module("zkpair.tasks." + task_id.replace("/", ".")).TASK
    assert isinstance(task, Task)
    return task


@pytest.mark.parametrize(("task_id", "params", "size"), CELLS, ids=IDS)
def test_honest_accepted_and_altered_rejected(
    task_id: str, params: Mapping[str, str], size: int, make_case: MakeCase, honest: Honest
) -> None:
    task, case = task_of(task_id), make_case(task_id, params, size)
    outputs = honest(case)
    assert len(outputs) == len(case.instances) >= 2
    for i, output in enumerate(outputs):
        assert task.judge(case, i, output) is None
    false = task.false_outputs(case, 0, outputs[0])
    assert len(false) >= 2
    assert max(Counter(f.label for f in false).values()) == 1
    for altered in false:
        assert altered.output != outputs[altered.instance], altered.label
        assert task.judge(case, altered.instance, altered.output) is not None, altered.label
    if task_id != "snark/groth16_verify":
        assert task.judge(case, 0, outputs[1]) is not None, "another instance's output is a replay"


@pytest.mark.parametrize(("task_id", "params", "size"), CELLS, ids=IDS)
def test_edge_cases_judged(
    task_id: str, params: Mapping[str, str], size: int, make_case: MakeCase, honest: Honest
) -> None:
    task = task_of(task_id)
    edges = task.edge_cases(make_case(task_id, params, size).cell)
    assert edges
    for edge in edges:
        assert edge.cell == make_case(task_id, params, size).cell
        for i, output in enumerate(honest(edge)):
            assert task.judge(edge, i, output) is None, i
            for altered in task.false_outputs(edge, i, output) if i == 0 else ():
                assert task.judge(edge, i, altered.output) is not None, altered.label


@pytest.mark.parametrize(("task_id", "params", "size"), CELLS, ids=IDS)
def test_false_cases_differ_from_the_true_one(
    task_id: str, params: Mapping[str, str], size: int, make_case: MakeCase
) -> None:
    case = make_case(task_id, params, size)
    false = task_of(task_id).false_cases(case)
    assert len(false) >= 2
    assert max(Counter(f.label for f in false).values()) == 1
    for f in false:
        assert f.case.cell == case.cell
        assert f.case.shared != case.shared or all(instance not in case.instances for instance in f.case.instances), (
            f.label
        )
        assert f.expected == "refuse" or f.output, f.label


@pytest.mark.parametrize(("field", "width"), [("goldilocks", 8), ("koalabear", 4)])
def test_any_single_element_of_a_narrow_field_matters(
    field: str, width: int, make_case: MakeCase, honest: Honest
) -> None:
    task = task_of("algebra/ntt")
    case = make_case(task.id, {"field": field}, 256)
    output = honest(case)[1]
    for i in range(256):
        altered = bytearray(output)
        altered[width * i] ^= 1
        assert task.judge(case, 1, bytes(altered)) is not None, i


@pytest.mark.parametrize("hash_name", ["sha3_256", "blake3", "poseidon2"])
def test_any_digest_of_an_opening_matters(hash_name: str, make_case: MakeCase, honest: Honest) -> None:
    task = task_of("hash/merkle_tree")
    case = make_case(task.id, {"hash": hash_name}, 16)
    output = honest(case)[1]
    for i in range(len(output) // 32):
        altered = bytearray(output)
        altered[32 * i + i % 32] ^= 1 << i % 8
        assert task.judge(case, 1, bytes(altered)) is not None, i


@pytest.mark.parametrize("name", ["field_mul", "ntt"])
def test_any_single_element_matters(name: str, make_case: MakeCase, honest: Honest) -> None:
    task = task_of(f"algebra/{name}")
    case = make_case(task.id, {"field": "bn254_fr"}, 256)
    output = honest(case)[1]
    for i in range(256):
        altered = bytearray(output)
        altered[32 * i] ^= 1
        assert task.judge(case, 1, bytes(altered)) is not None, i
