"""ONNX models become graphs that mean the same: to onnxruntime, where it is installed."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("onnx")
from onnx_models import cnn, data, node, onnx, operators, random, same

from zkpair_graph import write
from zkpair_graph.errors import (
    UnsupportedModel,
)
from zkpair_graph.evaluate import evaluate
from zkpair_graph.from_onnx.convert import from_bytes
from zkpair_graph.graph import Array


def test_a_cnn_with_all_that_is_folded() -> None:
    converted = same(bytes(cnn().SerializeToString()), {"x": random(0, 3, 1, 8, 8)})
    assert operators(converted) == [
        *("Conv", "Relu", "MaxPool", "Conv", "Add", "Relu", "GlobalAveragePool", "Flatten", "Linear"),
    ]
    assert converted.sources["v0"] == "x" and converted.sources["v5"] == "s"


def test_names_do_not_matter() -> None:
    """Other names, another order of the nodes: the same bytes."""
    renamed = cnn()
    for graph_node in renamed.graph.node:
        graph_node.name = "other " + graph_node.name
        graph_node.input[:] = ["other " + name for name in graph_node.input]
        graph_node.output[:] = ["other " + name for name in graph_node.output]
    for named in (*renamed.graph.initializer, *renamed.graph.input, *renamed.graph.output):
        named.name = "other " + named.name
    shuffled = list(renamed.graph.node)[::-1]
    del renamed.graph.node[:]
    renamed.graph.node.extend(shuffled)
    assert write(from_bytes(bytes(renamed.SerializeToString())).graph) == write(
        from_bytes(bytes(cnn().SerializeToString())).graph
    )


def test_a_declared_batch_of_one_is_any_batch() -> None:
    fixed = cnn()
    fixed.graph.input[0].type.tensor_type.shape.dim[0].dim_value = 1
    assert write(from_bytes(bytes(fixed.SerializeToString())).graph) == write(
        from_bytes(bytes(cnn().SerializeToString())).graph
    )


GELUS = {
    "torch": [("Div", "x", "root"), ("Erf", "a"), ("Add", "b", "one"), ("Mul", "x", "c"), ("Mul", "d", "half")],
    "half first": [
        *(("Mul", "x", "inverse"), ("Erf", "a"), ("Add", "one", "b"), ("Mul", "x", "half"), ("Mul", "d", "c")),
    ],
    "half last": [("Div", "x", "root"), ("Erf", "a"), ("Add", "b", "one"), ("Mul", "half", "c"), ("Mul", "x", "d")],
}


@pytest.mark.parametrize("kind", list(GELUS))
def test_gelu_spelt_out_is_one_operator(kind: str) -> None:
    nodes = [node(op, inputs, ["abcde"[i]]) for i, (op, *inputs) in enumerate(GELUS[kind])]
    numbers = {"root": 2**0.5, "inverse": 0.5**0.5, "one": 1, "half": 0.5}
    constants = {name: np.array(number, np.float32) for name, number in numbers.items()}
    assert operators(same(data(nodes, {"x": ["n", 9]}, ["e"], constants), {"x": random(0, 4, 9)})) == ["Gelu"]


@pytest.mark.parametrize("square", ["Pow", "Mul"])
def test_layer_norm_spelt_out_is_one_operator(square: str) -> None:
    nodes = [
        node("ReduceMean", ["x"], ["m"], axes=[-1]),
        node("Sub", ["x", "m"], ["d"]),
        node(square, ["d", "two" if square == "Pow" else "d"], ["s"]),
        node("ReduceMean", ["s"], ["v"], axes=[-1]),
        node("Add", ["v", "eps"], ["e"]),
        node("Sqrt", ["e"], ["r"]),
        node("Div", ["d", "r"], ["z"]),
        node("Mul", ["z", "g"], ["zg"]),
        node("Add", ["zg", "b"], ["y"]),
    ]
    constants = {"two": np.array(2, np.float32), "eps": np.array(1e-5, np.float32)}
    constants |= {"g": random(1, 6), "b": random(2, 6)}
    built = data(nodes, {"x": ["n", 4, 6]}, ["y"], constants, opset=13)
    assert operators(same(built, {"x": random(0, 2, 4, 6)})) == ["LayerNorm"]


def test_something_near_gelu_is_not_gelu() -> None:
    nodes = [node(op, inputs, ["abcde"[i]]) for i, (op, *inputs) in enumerate(GELUS["torch"])]
    constants = {name: np.array(value, np.float32) for name, value in (("root", 1.5), ("one", 1), ("half", 0.5))}
    with pytest.raises(UnsupportedModel) as caught:
        from_bytes(data(nodes, {"x": ["n", 9]}, ["e"], constants))
    assert caught.value.operators() == {"Erf": 1}


@pytest.mark.parametrize("opset", [7, 9, 11, 12, 13, 17])
def test_older_operator_sets(opset: int) -> None:
    """Attributes that later became operands, and Softmax over several axes."""
    constants: dict[str, Array] = {}
    nodes = [node("Softmax", ["x"], ["s"], axis=1)]
    if opset < 11:
        nodes.append(node("Clip", ["s"], ["c"], min=0.01, max=0.2))
        nodes.append(node("Pad", ["c"], ["p"], pads=[0, 1, 0, 0, 0, 2], value=0.5))
    else:
        constants |= {"min": np.array(0.01, np.float32), "max": np.array(0.2, np.float32)}
        constants |= {"pads": np.array([0, 1, 0, 0, 0, 2]), "half": np.array(0.5, np.float32)}
        nodes.append(node("Clip", ["s", "min", "max"], ["c"]))
        nodes.append(node("Pad", ["c", "pads", "half"], ["p"]))
    if opset < 13:
        nodes += [node("Unsqueeze", ["p"], ["u"], axes=[1, 4]), node("Squeeze", ["u"], ["y"], axes=[4])]
    else:
        constants |= {"axes": np.array([1, -1]), "last": np.array([-1])}
        nodes += [node("Unsqueeze", ["p", "axes"], ["u"]), node("Squeeze", ["u", "last"], ["y"])]
    x = random(0, 2, 3, 4)
    axes = (1, 2) if opset < 13 else (1,)
    powers = np.exp(x) / np.exp(x).sum(axis=axes, keepdims=True)
    expected = np.pad(np.clip(powers, 0.01, 0.2), ((0, 0), (1, 0), (0, 2)), constant_values=0.5)[:, None]
    graph = from_bytes(data(nodes, {"x": ["n", 3, 4]}, ["y"], constants, opset=opset)).graph
    assert np.allclose(evaluate(graph, [x])[0], expected, atol=1e-6)


@pytest.mark.parametrize(("opset", "axes"), [(11, (1, 2)), (13, (2,))])
def test_the_default_axis_of_softmax_changed(opset: int, axes: tuple[int, ...]) -> None:
    x = random(0, 2, 3, 4)
    graph = from_bytes(data([node("Softmax", ["x"], ["y"])], {"x": ["n", 3, 4]}, ["y"], opset=opset)).graph
    expected = np.exp(x) / np.exp(x).sum(axis=axes, keepdims=True)
    assert np.allclose(evaluate(graph, [x])[0], expected, atol=1e-6)


def test_batch_norm_alone_and_arithmetic_with_constants() -> None:
    constants = {"s": random(1, 3), "b": random(2, 3), "m": random(3, 3), "v": np.abs(random(4, 3)), "c": random(5, 4)}
    nodes = [
        node("BatchNormalization", ["x", "s", "b", "m", "v"], ["n"]),
        node("Div", ["n", "c"], ["d"]),
        node("Sub", ["c", "d"], ["e"]),
        node("Neg", ["e"], ["y"]),
    ]
    same(data(nodes, {"x": ["n", 3, 4]}, ["y"], constants), {"x": random(0, 2, 3, 4)})


def test_a_scale_after_a_layer_with_a_bias() -> None:
    """Both the weights and the bias are scaled, by channel and by one number."""
    constants = {"w": random(1, 3, 4), "b": random(2, 3), "s": random(3, 3), "two": np.array([[2]], np.float32)}
    nodes = [
        node("Gemm", ["x", "w", "b"], ["g"], transB=1),
        node("Mul", ["g", "s"], ["m"]),
        node("Mul", ["two", "m"], ["n"]),
        node("Sub", ["n", "b"], ["y"]),
    ]
    assert operators(same(data(nodes, {"x": ["n", 4]}, ["y"], constants), {"x": random(0, 2, 4)})) == ["Linear"]


def test_a_layer_that_two_need_is_computed_once() -> None:
    constants = {"w": random(1, 4, 3), "c": random(2, 3)}
    nodes = [node("MatMul", ["x", "w"], ["m"]), node("Add", ["m", "c"], ["a"]), node("Mul", ["m", "a"], ["y"])]
    converted = same(data(nodes, {"x": ["n", 4]}, ["y"], constants), {"x": random(0, 2, 4)})
    assert operators(converted) == ["Linear", "Add", "Mul"]


def test_a_layer_that_serves_twice_is_not_folded_away() -> None:
    constants = {"w": random(1, 4, 3), "c": random(2, 3)}
    nodes = [
        node("MatMul", ["x", "w"], ["m"]),
        node("Identity", ["m"], ["i"]),
        node("Add", ["i", "c"], ["a"]),
        node("Mul", ["m", "a"], ["y"]),
    ]
    same(data(nodes, {"x": ["n", 4]}, ["y"], constants), {"x": random(0, 2, 4)})


@pytest.mark.parametrize(
    ("left", "right", "shapes"),
    [
        ("x", "v", {"x": ["n", 3, 4]}),
        ("x", "v", {"x": ["n", 4]}),
        ("v", "x", {"x": ["n", 4, 3]}),
        ("x", "z", {"x": ["n", 2, 4], "z": ["n", 4, 3]}),
    ],
)
def test_vectors_in_a_matrix_product(left: str, right: str, shapes: dict[str, list[str | int]]) -> None:
    built = data([node("MatMul", [left, right], ["y"])], shapes, ["y"], {"v": random(1, 4)})
    same(built, {name: random(2, 5, *sides[1:]) for name, sides in shapes.items()})


def test_constants_are_computed() -> None:
    """Cast, Slice, Concat, Sqrt, Range, Expand and an operator without a rule of its own, on constants alone."""
    nodes = [
        node("Constant", [], ["k"], value_ints=[2, 1]),
        node("ConstantOfShape", ["k"], ["zeros"]),
        node("Expand", ["c", "k2"], ["wide"]),
        node("Sqrt", ["wide"], ["root"]),
        node("Sigmoid", ["root"], ["s"]),
        node("Add", ["s", "zeros"], ["w"]),
        node("Slice", ["w", "start", "end"], ["cut"]),
        node("Add", ["x", "cut"], ["y"]),
    ]
    constants = {"c": np.abs(random(1, 1, 4)), "k2": np.array([2, 4]), "start": np.array([1]), "end": np.array([2])}
    converted = same(data(nodes, {"x": ["n", 4]}, ["y"], constants), {"x": random(0, 2, 4)})
    assert operators(converted) == ["Add"]


def test_products_of_constant_vectors_are_computed() -> None:
    nodes = [
        node("MatMul", ["m", "v"], ["column"]),
        node("MatMul", ["v", "t"], ["row"]),
        node("MatMul", ["v", "v"], ["number"]),
        node("Add", ["x", "column"], ["a"]),
        node("Mul", ["a", "row"], ["b"]),
        node("Add", ["b", "number"], ["y"]),
    ]
    constants = {"m": random(1, 3, 4), "v": random(2, 4), "t": random(3, 4, 3)}
    converted = same(data(nodes, {"x": ["n", 3]}, ["y"], constants), {"x": random(0, 2, 3)})
    assert operators(converted) == ["Add", "Mul", "Add"]


def test_an_embedding_and_a_row() -> None:
    nodes = [
        node("Gather", ["table", "tokens"], ["e"]),
        node("LayerNormalization", ["e", "g"], ["n"]),
        node("Conv", ["n", "w"], ["c"], strides=[2], pads=[1, 0]),
        node("ReduceMean", ["c"], ["y"], axes=[1], keepdims=0),
    ]
    constants = {"table": random(1, 11, 6), "g": random(2, 6), "w": random(3, 2, 5, 3)}
    built = data(nodes, {"tokens": ["n", 5]}, ["y"], constants, types={"tokens": onnx.TensorProto.INT64})
    tokens = np.random.default_rng(0).integers(0, 11, (3, 5))
    assert same(built, {"tokens": tokens}).graph.inputs[0].type == "i32"
