"""What no graph comes of is told by name: unsupported, malformed, damaged, gigantic, outside its folder."""

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
from zkpair_graph.from_onnx.convert import from_bytes, from_file
from zkpair_graph.limits import Limits


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


def test_no_package_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    built = tiny()
    for name in ("onnx", "google.protobuf"):
        monkeypatch.setitem(sys.modules, name, None)
    assert from_bytes(built).graph.nodes


def test_model_functions_and_sparse_weights_are_listed() -> None:
    built = model([node("Relu", ["x"], ["y"])], {"x": ["n", 4]}, ["y"])
    built.functions.add(name="F", domain="d")
    built.graph.sparse_initializer.add().values.name = "sparse"
    with pytest.raises(UnsupportedModel) as caught:
        from_bytes(bytes(built.SerializeToString()))
    assert [problem.node for problem in caught.value.problems] == ["F", "sparse"]


def test_elements_in_several_places() -> None:
    built = cnn()
    built.graph.initializer[0].float_data.append(1.0)
    with pytest.raises(MalformedModel, match="w1: its elements are given in several places"):
        from_bytes(bytes(built.SerializeToString()))


@pytest.mark.parametrize(
    ("made", "sides", "error", "reason"),
    [
        (node("Concat", [], ["y"], axis=0), ["n", 4], MalformedModel, "nothing to join"),
        (node("MatMul", ["x", "one"], ["y"]), ["n", 4], MalformedModel, "a number is no matrix"),
        (node("MatMul", ["x", "v"], ["y"]), ["n"], UnsupportedModel, "over the batch"),
        (node("MatMul", ["v", "x"], ["y"]), ["n", 4], ShapeMismatch, "MatMul"),
    ],
)
def test_operands_that_do_not_go_together(made: Any, sides: list[Any], error: type[GraphError], reason: str) -> None:
    constants = {"one": np.array(1, np.float32), "v": random(1, 4)}
    with pytest.raises(error, match=reason):
        from_bytes(data([made, node("Add", ["y", "x"], ["z"])], {"x": sides}, ["z"], constants))
