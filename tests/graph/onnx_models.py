"""Small ONNX models made node by node, and what they mean to others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from zkpair_graph import write
from zkpair_graph.evaluate import evaluate
from zkpair_graph.from_onnx.convert import Converted, from_bytes
from zkpair_graph.graph import Array


def node(op: str, inputs: Sequence[str], outputs: Sequence[str], **attributes: Any) -> Any:
    return helper.make_node(op, list(inputs), list(outputs), name=f"{op}-{outputs[0]}", **attributes)


def model(
    nodes: Sequence[Any],
    inputs: Mapping[str, Sequence[int | str | None]],
    outputs: Sequence[str],
    constants: Mapping[str, Array] | None = None,
    opset: int = 17,
    types: Mapping[str, int] | None = None,
) -> Any:
    """A model whose inputs are floats unless `types` says otherwise."""
    kinds = dict.fromkeys(inputs, TensorProto.FLOAT) | dict(types or {})
    ports = [helper.make_tensor_value_info(name, kinds[name], list(shape)) for name, shape in inputs.items()]
    results = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs]
    weights = [numpy_helper.from_array(array, name) for name, array in (constants or {}).items()]
    graph = helper.make_graph(list(nodes), "test", ports, results, weights)
    opsets = [helper.make_opsetid("", opset)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=8)


def data(*arguments: Any, **options: Any) -> bytes:
    return bytes(model(*arguments, **options).SerializeToString())


def random(seed: int, *shape: int) -> Array:
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def cnn() -> Any:
    """Conv, BatchNorm, Relu, MaxPool, a grouped and dilated Conv, a residual, global pooling, Gemm: 1 x 8 x 8."""
    channels = 4
    constants = {
        "w1": random(1, channels, 1, 3, 3),
        "scale": random(2, channels),
        "shift": random(3, channels),
        "mean": random(4, channels),
        "variance": np.abs(random(5, channels)) + 0.1,
        "w2": random(6, channels, 2, 3, 3),
        "b2": random(7, channels),
        "w3": random(8, 10, channels),
        "b3": random(9, 10),
    }
    nodes = [
        node("Conv", ["x", "w1"], ["c1"], pads=[1, 1, 1, 1]),
        node("BatchNormalization", ["c1", "scale", "shift", "mean", "variance"], ["n1"]),
        node("Relu", ["n1"], ["r1"]),
        node("MaxPool", ["r1"], ["p1"], kernel_shape=[2, 2], strides=[2, 2]),
        node("Conv", ["p1", "w2", "b2"], ["c2"], group=2, dilations=[2, 2], pads=[2, 2, 2, 2]),
        node("Add", ["c2", "p1"], ["s"]),
        node("Relu", ["s"], ["r2"]),
        node("GlobalAveragePool", ["r2"], ["g"]),
        node("Flatten", ["g"], ["f"]),
        node("Gemm", ["f", "w3", "b3"], ["y"], transB=1),
    ]
    return model(nodes, {"x": ["batch", 1, 8, 8]}, ["y"], constants)


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
    """The model converts, and means the same within 1e-4 of the largest output."""
    converted = from_bytes(model_data, **options)
    write(converted.graph)
    arrays = [inputs[converted.sources[port.name]] for port in converted.graph.inputs]
    for got, expected in zip(evaluate(converted.graph, arrays), runtime(model_data, inputs), strict=True):
        assert got.shape == expected.shape
        assert np.abs(got - expected).max() <= 1e-4 * max(np.abs(expected).max(), 1e-6)
    return converted


def operators(converted: Converted) -> list[str]:
    return [graph_node.op for graph_node in converted.graph.nodes]


__all__ = ["cnn", "data", "model", "node", "onnx", "operators", "random", "same"]
