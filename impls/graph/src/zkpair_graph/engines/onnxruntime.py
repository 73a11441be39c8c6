"""`inference/predict:onnxruntime`: our graph as an ONNX model of a fixed batch, with every optimisation of graphs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from zkpair_graph.blobs import output_shapes
from zkpair_graph.engines.case import NETWORKS_ONLY, Case, batches, encoded, float_graph, installed, missing
from zkpair_graph.graph import Array, Graph, Shape
from zkpair_graph.to_onnx import to_onnx


@dataclass(frozen=True)
class Prepared:
    """A session, which all instances share, and the memory of one's inputs and outputs, bound to it: a call then costs
    two thirds of what it costs with a dictionary of arrays."""

    session: Any
    binding: Any
    outputs: list[Array]


class OnnxRuntime:
    """onnxruntime's CPU provider from Python."""

    wire_format = "float"
    attributes: ClassVar[dict[str, str]] = {
        "language": "C++",
        "library": installed("onnxruntime"),
        "algorithm": "MLAS, all graph optimisations, fixed batch, bound inputs and outputs",
        "precision": "float32",
    }
    parallel = True
    not_for = NETWORKS_ONLY

    def available(self) -> str | None:
        return missing("onnxruntime")

    def prepare(self, case: Case, threads: int) -> list[Prepared]:
        """Raises a GraphError for a graph or inputs that are none."""
        graph = float_graph(case)
        inputs = batches(case, graph)
        session = _session(to_onnx(graph, case.size), threads)
        shapes = output_shapes(graph, case.size)
        return [_bound(session, graph, arrays, shapes) for arrays in inputs]

    def run(self, state: Prepared) -> list[Array]:
        """The outputs lie in the state's own memory until its next run."""
        state.session.run_with_iobinding(state.binding)
        return state.outputs

    def encode(self, output: list[Array]) -> bytes:
        return encoded(output)


def _bound(session: Any, graph: Graph, inputs: Sequence[Array], shapes: Sequence[Shape]) -> Prepared:
    binding = session.io_binding()
    for port, array in zip(graph.inputs, inputs, strict=True):
        binding.bind_cpu_input(port.name, array)
    outputs = [np.empty(shape, np.float32) for shape in shapes]
    for port, array in zip(session.get_outputs(), outputs, strict=True):
        binding.bind_output(port.name, "cpu", 0, np.float32, array.shape, array.ctypes.data)
    return Prepared(session, binding, outputs)


def _session(model: bytes, threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
