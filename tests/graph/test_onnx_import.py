"""ONNX models become graphs that mean the same (to onnxruntime, where it is installed), or are refused by name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("onnx")
from onnx_models import cnn, data, model, node, onnx, random

from zkpair_graph import GraphError, write
from zkpair_graph.errors import (
    CyclicGraph,
    MalformedModel,
    NotFinite,
    OutsideFolder,
    ShapeMismatch,
    TooLarge,
    UnsupportedModel,
)
from zkpair_graph.evaluate import evaluate
from zkpair_graph.from_onnx.convert import Converted, from_bytes, from_file
from zkpair_graph.graph import Array
from zkpair_graph.limits import Limits


def runtime(model_data: bytes, inputs: dict[str, Array]) -> list[Array]:
    """What onnxruntime, or else the onnx package's reference evaluator, makes of it."""
    try:
        import onnxruntime
    except ImportError:
        from onnx.reference import ReferenceEvaluator

        return list(ReferenceEvaluator(onnx.load_model_from_string(model_data)).run(None, inputs))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return list(onnxruntime.InferenceSession(model_data, options, ["CPUExecutionProvider"]).run(None, inputs))


def same(model_data: bytes, inputs: dict[str, Array], **options: Any) -> Converted:
    converted = from_bytes(model_data, **options)
    write(converted.graph)
    arrays = [inputs[converted.sources[port.name]] for port in converted.graph.inputs]
    for got, expected in zip(evaluate(converted.graph, arrays), runtime(model_data, inputs), strict=True):
        assert got.shape == expected.shape
        assert np.abs(got - expected).max() <= 1e-4 * max(np.abs(expected).max(), 1e-6)
    return converted


def operators(converted: Converted) -> list[str]:
    return [graph_node.op for graph_node in converted.graph.nodes]


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


def test_everything_unsupported_is_told_at_once() -> None:
    nodes = [
        node("Erf", ["x"], ["a"]),
        node("Gelu", ["a"], ["b"], approximate="other"),
        node("Celu", ["b"], ["c"]),
        node("Relu", ["c"], ["d"]),
        helper_custom("d", "y"),
    ]
    with pytest.raises(UnsupportedModel) as caught:
        from_bytes(data(nodes, {"x": ["n", 4]}, ["y"], {}))
    assert caught.value.operators() == {"Celu": 1, "Erf": 1, "Gelu": 1, "com.example.Own": 1}
    assert "Own-y: com.example.Own: operators of ONNX's own domain are supported" in str(caught.value)


def helper_custom(operand: str, output: str) -> Any:
    made = node("Own", [operand], [output])
    made.domain = "com.example"
    return made


def test_free_sides_are_named_and_can_be_given() -> None:
    built = data([node("Relu", ["x"], ["y"])], {"x": ["n", "height", 4]}, ["y"])
    with pytest.raises(UnsupportedModel, match="--shape x=0,\\?,4"):
        from_bytes(built)
    assert from_bytes(built, shapes={"x": [1, 3, 4]}).graph.inputs[0].shape == (0, 3, 4)
    assert from_bytes(built, shapes={"x": [5, 3, 4]}, batch="fixed").graph.inputs[0].shape == (5, 3, 4)
    with pytest.raises(ShapeMismatch):
        from_bytes(built, shapes={"x": [1, 3, 5]})
    with pytest.raises(MalformedModel, match="no input"):
        from_bytes(built, shapes={"z": [1, 3, 5]})


def test_a_cycle_is_named() -> None:
    nodes = [node("Relu", ["c"], ["a"]), node("Relu", ["a"], ["b"]), node("Relu", ["b"], ["c"])]
    with pytest.raises(CyclicGraph) as caught:
        from_bytes(data(nodes, {"x": ["n", 4]}, ["c"]))
    assert set(caught.value.nodes) == {"Relu-a", "Relu-b", "Relu-c"}


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_weights_that_are_no_numbers_are_refused_by_name(value: float) -> None:
    broken = cnn()
    weights = random(6, 4, 2, 3, 3)
    weights[0, 1, 2, 0] = value
    broken.graph.initializer[5].CopyFrom(onnx.numpy_helper.from_array(weights, "w2"))
    with pytest.raises(NotFinite) as caught:
        from_bytes(bytes(broken.SerializeToString()))
    assert (caught.value.tensor, caught.value.index) == ("w2", 15)


def test_a_batch_norm_that_overflows_is_refused() -> None:
    broken = cnn()
    broken.graph.initializer[4].CopyFrom(onnx.numpy_helper.from_array(np.full(4, -1, np.float32), "variance"))
    with pytest.raises(NotFinite):
        from_bytes(bytes(broken.SerializeToString()))


def test_gigantic_sizes_allocate_nothing() -> None:
    huge = cnn()
    huge.graph.initializer[0].dims[:] = [2**40, 2**20]
    with pytest.raises(TooLarge):
        from_bytes(bytes(huge.SerializeToString()))
    huge = cnn()
    huge.graph.initializer[0].dims[:] = [2**14, 2**14]
    with pytest.raises(MalformedModel, match="w1"):
        from_bytes(bytes(huge.SerializeToString()))
    huge = cnn()
    huge.graph.input[0].type.tensor_type.shape.dim[2].dim_value = 2**31 - 1
    with pytest.raises((TooLarge, ShapeMismatch)):
        from_bytes(bytes(huge.SerializeToString()))
    for op, constants in (
        ("ConstantOfShape", {"k": np.array([2**40])}),
        ("Expand", {"c": np.ones(1, np.float32), "k": np.array([2**20, 2**20])}),
        ("Range", {"a": np.array(0), "b": np.array(2**60), "c": np.array(1)}),
        ("Add", {"a": np.ones((2**14, 1), np.float32), "b": np.ones(2**14, np.float32)}),
    ):
        nodes = [node(op, list(constants), ["big"]), node("Add", ["x", "big"], ["y"])]
        with pytest.raises(TooLarge):
            from_bytes(data(nodes, {"x": ["n", 4]}, ["y"], constants))
    with pytest.raises(TooLarge):
        from_bytes(bytes(cnn().SerializeToString()), limits=Limits(nodes=3))
    with pytest.raises(TooLarge):
        from_bytes(bytes(cnn().SerializeToString()), limits=Limits(file_bytes=100))


def external(location: str, folder: Path, **entries: str) -> Path:
    built = cnn()
    tensor = built.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = onnx.TensorProto.EXTERNAL
    for key, value in {"location": location, **entries}.items():
        tensor.external_data.add(key=key, value=value)
    path = folder / "model.onnx"
    path.write_bytes(built.SerializeToString())
    return path


def test_external_data_lies_in_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    weights = random(1, 4, 1, 3, 3).tobytes()
    (folder / "weights.bin").write_bytes(bytes(8) + weights)
    (tmp_path / "secret.bin").write_bytes(bytes(8) + weights)
    (folder / "link.bin").symlink_to(tmp_path / "secret.bin")
    converted = from_file(external("weights.bin", folder, offset="8", length=str(len(weights))))
    assert write(converted.graph) == write(from_bytes(bytes(cnn().SerializeToString())).graph)
    for outside in ("../secret.bin", str(tmp_path / "secret.bin"), "link.bin", "a/../../secret.bin", ""):
        with pytest.raises(OutsideFolder):
            from_file(external(outside, folder))
    for entries in ({"offset": "9"}, {"offset": "-1"}, {"length": "3"}, {"offset": "x"}, {"offset": str(2**70)}):
        with pytest.raises(MalformedModel):
            from_file(external("weights.bin", folder, **entries))
    with pytest.raises(MalformedModel):
        from_file(external("absent.bin", folder))
    with pytest.raises(MalformedModel):
        from_file(external("nul\0.bin", folder))
    with pytest.raises(MalformedModel, match="give the model as a file"):
        from_bytes(external("weights.bin", folder).read_bytes())


@pytest.mark.parametrize("built", [b"", b"\0", b"not a model", b"\x08\x07"])
def test_what_is_no_model_is_refused(built: bytes) -> None:
    with pytest.raises(MalformedModel, match="not an ONNX model"):
        from_bytes(built)


def test_malformed_graphs_are_refused() -> None:
    relu = node("Relu", ["x"], ["y"])
    for nodes, outputs in (
        ([node("Relu", ["absent"], ["y"])], ["y"]),
        ([relu, relu], ["y"]),
        ([node("Relu", ["y0"], ["x"])], ["x"]),
        ([relu], ["z"]),
        ([node("Relu", ["x"], ["y"], extra="text")], ["y"]),
        ([node("Softmax", ["x"], ["y"], axis=7)], ["y"]),
        ([node("Softmax", ["x"], ["y"], axis=0.5)], ["y"]),
        ([node("Relu", [], ["y"])], ["y"]),
        ([node("Transpose", ["x"], ["y"], perm=[0, 3])], ["y"]),
    ):
        with pytest.raises((MalformedModel, UnsupportedModel)):
            from_bytes(data(nodes, {"x": ["n", 4]}, outputs))
    with pytest.raises(MalformedModel, match="operator set 6"):
        from_bytes(data([relu], {"x": ["n", 4]}, ["y"], opset=6))


def tiny() -> bytes:
    nodes = [
        node("Conv", ["x", "w"], ["c"], pads=[1, 1, 1, 1]),
        node("Clip", ["c", "low"], ["r"]),
        node("Reshape", ["r", "shape"], ["f"]),
        node("Gemm", ["f", "v", "b"], ["y"], alpha=0.5),
    ]
    constants = {"w": random(1, 1, 1, 2, 2), "v": random(2, 9, 2), "b": random(3, 2)}
    constants |= {"low": np.zeros((), np.float32), "shape": np.array([0, -1])}
    return data(nodes, {"x": ["n", 1, 2, 2]}, ["y"], constants)


def accept_or_name(built: bytes) -> bool:
    """A graph that can be written, or a named error: nothing else."""
    try:
        write(from_bytes(built).graph)
    except GraphError:
        return False
    return True


def test_every_truncation_is_a_named_error_or_a_model() -> None:
    whole = tiny()
    assert accept_or_name(whole)
    assert sum(accept_or_name(whole[:length]) for length in range(len(whole))) < len(whole) // 4


def test_flips_are_named_errors_or_models() -> None:
    whole = tiny()
    rng = np.random.default_rng(1)
    for place in range(len(whole)):
        altered = bytearray(whole)
        altered[place] ^= 1 << int(rng.integers(8))
        accept_or_name(bytes(altered))
    for _ in range(300):
        altered = bytearray(whole)
        for place in rng.integers(0, len(whole), 3):
            altered[place] = int(rng.integers(256))
        accept_or_name(bytes(altered))


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(GraphError, match="pip install onnx"):
        from_bytes(tiny())


def test_model_functions_and_sparse_weights_are_listed() -> None:
    built = model([node("Relu", ["x"], ["y"])], {"x": ["n", 4]}, ["y"])
    built.functions.add(name="F", domain="d")
    built.graph.sparse_initializer.add().values.name = "sparse"
    with pytest.raises(UnsupportedModel) as caught:
        from_bytes(bytes(built.SerializeToString()))
    assert [problem.node for problem in caught.value.problems] == ["F", "sparse"]
