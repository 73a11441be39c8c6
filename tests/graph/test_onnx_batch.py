"""The first dimension is the batch, of any size: through reshapes, shapes that a model computes, and attention."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("onnx")
from onnx_models import data, node, operators, random, same

from zkpair_graph.errors import (
    UnsupportedModel,
)
from zkpair_graph.from_onnx.convert import from_bytes


@pytest.mark.parametrize("sides", [[-1, 12], [0, -1], [2, 12], [2, -1], [0, 3, 4], [-1, 4, 3]])
def test_reshapes_keep_the_batch(sides: list[int]) -> None:
    nodes = [node("Reshape", ["x", "shape"], ["y"])]
    constants = {"shape": np.array(sides, np.int64)}
    same(data(nodes, {"x": [2, 3, 4]}, ["y"], constants), {"x": random(0, 2, 3, 4)})


def test_shapes_that_a_model_computes() -> None:
    """Reshape to [Shape(x)[0], 12], as exporters write it."""
    nodes = [
        node("Shape", ["x"], ["s"]),
        node("Gather", ["s", "zero"], ["n"]),
        node("Unsqueeze", ["n", "axes"], ["front"]),
        node("Concat", ["front", "rest"], ["shape"], axis=0),
        node("Reshape", ["x", "shape"], ["y"]),
    ]
    constants = {"zero": np.array(0), "axes": np.array([0]), "rest": np.array([12])}
    converted = same(data(nodes, {"x": ["n", 3, 4]}, ["y"], constants), {"x": random(0, 5, 3, 4)})
    assert operators(converted) == ["Reshape"]


def test_arithmetic_on_the_batch_is_refused() -> None:
    nodes = [
        node("Shape", ["x"], ["s"]),
        node("Mul", ["s", "two"], ["shape"]),
        node("Reshape", ["x", "shape"], ["y"]),
    ]
    with pytest.raises(UnsupportedModel, match="size of the batch"):
        from_bytes(data(nodes, {"x": ["n", 3]}, ["y"], {"two": np.array([2, 1])}))


@pytest.mark.parametrize("kind", ["Gather", "Split", "Slice"])
def test_a_batch_that_moves_and_comes_back(kind: str) -> None:
    """Attention as exporters write it: [batch, tokens, 3, heads, width] with the 3 in front for a moment."""
    constants = {f"i{k}": np.array(k) for k in range(3)} | {"axes": np.array([0])}
    constants |= {f"s{k}": np.array([k]) for k in range(4)}
    nodes = [node("Transpose", ["x"], ["t"], perm=[2, 0, 3, 1, 4])]
    if kind == "Split":
        nodes.append(node("Split", ["t"], ["a0", "a1", "a2"], axis=0))
    for k in range(3):
        if kind == "Gather":
            nodes.append(node("Gather", ["t", f"i{k}"], [f"q{k}"], axis=0))
        elif kind == "Slice":
            nodes.append(node("Slice", ["t", f"s{k}", f"s{k + 1}", "axes"], [f"a{k}"]))
        if kind != "Gather":
            nodes.append(node("Squeeze", [f"a{k}", "axes"], [f"q{k}"]))
    nodes += [
        node("Transpose", ["q1"], ["k"], perm=[0, 1, 3, 2]),
        node("MatMul", ["q0", "k"], ["scores"]),
        node("Softmax", ["scores"], ["p"], axis=-1),
        node("MatMul", ["p", "q2"], ["y"]),
    ]
    converted = same(data(nodes, {"x": ["n", 5, 3, 2, 4]}, ["y"], constants, opset=13), {"x": random(0, 3, 5, 3, 2, 4)})
    assert converted.graph.inputs[0].shape[0] == 0


@pytest.mark.parametrize("front", [-1, 6])
def test_a_batch_that_is_merged_and_taken_apart(front: int) -> None:
    """[batch, heads, …] as [batch·heads, …] for a Transpose."""
    constants = {"merged": np.array([front, 5, 4]), "apart": np.array([-1, 2, 4, 5])}
    nodes = [
        node("Reshape", ["x", "merged"], ["m"]),
        node("Transpose", ["m"], ["t"], perm=[0, 2, 1]),
        node("Reshape", ["t", "apart"], ["y"]),
    ]
    converted = same(data(nodes, {"x": [3, 2, 5, 4]}, ["y"], constants), {"x": random(0, 3, 2, 5, 4)})
    assert operators(converted) == ["Transpose"]
    with pytest.raises(UnsupportedModel, match="--batch fixed"):
        from_bytes(data([*nodes[:1], node("Relu", ["m"], ["y"])], {"x": [3, 2, 5, 4]}, ["y"], constants))


def test_numbers_of_a_shape_that_are_not_the_batch_are_computed_with() -> None:
    """1/√width, as exporters take it from the shape."""
    nodes = [
        node("Shape", ["x"], ["s"]),
        node("Slice", ["s", "last", "end"], ["w"]),
        node("Cast", ["w"], ["f"], to=1),
        node("Sqrt", ["f"], ["r"]),
        node("Div", ["x", "r"], ["y"]),
    ]
    constants = {"last": np.array([-1]), "end": np.array([2**62])}
    assert operators(same(data(nodes, {"x": ["n", 9]}, ["y"], constants), {"x": random(0, 2, 9)})) == ["Mul"]


def test_a_batch_that_stays_away_is_refused() -> None:
    moved = node("Transpose", ["x"], ["t"], perm=[1, 0])
    for nodes in ([moved, node("Relu", ["t"], ["y"])], [node("Transpose", ["x"], ["y"], perm=[1, 0])]):
        with pytest.raises(UnsupportedModel, match="--batch fixed"):
            from_bytes(data(nodes, {"x": ["n", 4]}, ["y"]))
    shaped = [moved, node("Shape", ["t"], ["s"]), node("Reshape", ["x", "s"], ["y"])]
    with pytest.raises(UnsupportedModel, match="--batch fixed"):
        from_bytes(data(shaped, {"x": [4, 4]}, ["y"]))
