"""The ONNX project's own node tests, for every operator that is converted: what they expect within 1e-4, exact shapes.

They come with the onnx package: its modules make models of one node with inputs and outputs as they are imported. Where
an operator wants weights, all inputs but the first become constants; the first dimension is no batch, so all are fixed.
"""

from __future__ import annotations

import importlib
import warnings
from functools import cache
from typing import Any

import numpy as np
import pytest

from zkpair_graph import read, write
from zkpair_graph.errors import UnsupportedModel
from zkpair_graph.evaluate import evaluate
from zkpair_graph.from_onnx.convert import OPERATORS, from_bytes

onnx = pytest.importorskip("onnx")
VALUES = {"Add", "Sub", "Mul", "MatMul", "Gemm", "Concat"}
"""Operators whose operands may all be values."""

MODULES = {"BatchNormalization": "batch_normalization", "ReduceMean": "reducemean"}

WANTED = set(OPERATORS) - {"Cast", "Constant", "Shape"}
"""Those three vanish: nothing is left to compute."""

REFUSED = {
    "3d": "over 3 axes",
    "training": "training",
    "pow": "another exponent",
}
"""Part of a name -> why that test is refused."""


@cache
def cases() -> dict[str, Any]:
    """Name -> case, of models with one node of an operator that is converted."""
    package = importlib.import_module("onnx.backend.test.case.node")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for operator in OPERATORS:
            importlib.import_module(f"{package.__name__}.{MODULES.get(operator, operator.lower())}")
    found = {case.name: case for case in package._NodeTestCases}
    return {
        name: case
        for name, case in sorted(found.items())
        if len(case.model.graph.node) == 1 and case.model.graph.node[0].op_type in WANTED and is_float(case)
    }


def is_float(case: Any) -> bool:
    """What flows through a model is float, and never empty; tests of other types are not for us."""
    inputs, outputs = case.data_sets[0]
    arrays = [*inputs[:1], *outputs]
    return all(isinstance(array, np.ndarray) and array.size for array in arrays) and inputs[0].dtype.kind == "f"


def with_constants(model: Any, arrays: list[Any]) -> bytes:
    """The model's bytes, all inputs but the first made constants where the operator wants weights."""
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    if copy.graph.node[0].op_type != "Split":  # masks, means and places of maxima are no outputs of ours
        del copy.graph.output[1:]
    if copy.graph.node[0].op_type not in VALUES:
        for port, array in list(zip(copy.graph.input, arrays, strict=True))[1:]:
            copy.graph.initializer.append(onnx.numpy_helper.from_array(array, port.name))
            copy.graph.input.remove(port)
    return bytes(copy.SerializeToString())


def outcome(case: Any) -> str:
    """ "equal", or the reason why it is refused."""
    inputs, outputs = case.data_sets[0]
    try:
        converted = from_bytes(with_constants(case.model, inputs), batch="fixed")
    except UnsupportedModel as error:
        return str(error)
    graph = converted.graph
    assert write(read(write(graph))) == write(graph)
    given = [array.astype(np.float32) if array.dtype.kind == "f" else array for array in inputs[: len(graph.inputs)]]
    for got, expected in zip(evaluate(graph, given), outputs[: len(graph.outputs)], strict=True):
        assert got.shape == expected.shape
        scale = max(np.abs(expected).max(), 1.0)
        assert np.abs(got - expected).max() <= 1e-4 * scale
    return "equal"


@pytest.mark.parametrize("name", list(cases()))
def test_as_the_onnx_project_expects(name: str) -> None:
    result = outcome(cases()[name])
    reasons = [reason for part, reason in REFUSED.items() if part in name]
    assert result == "equal" or any(reason in result for reason in reasons), result


def test_every_operator_has_cases_that_are_equal() -> None:
    equal = {case.model.graph.node[0].op_type for case in cases().values() if outcome(case) == "equal"}
    assert WANTED - equal == set()
