"""`inference/predict:ort`: our graph as an ONNX model of a fixed batch, run by ONNX Runtime from Rust."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from zkpair_graph.blobs import output_shapes
from zkpair_graph.engines.case import NETWORKS_ONLY, Case, batches, encoded, float_graph, installed
from zkpair_graph.to_onnx import to_onnx

from zkpair_peer_ort.library import BUILT, Array, Bound, Network, runtime


class Ort:
    """The same library as `onnxruntime`, by another way to it."""

    wire_format = "float"
    attributes: ClassVar[dict[str, str]] = {
        "language": "rust",
        "library": f"ort 2.0.0-rc.15, {installed('onnxruntime')}",
        "algorithm": "MLAS, all graph optimisations, fixed batch; outputs copied once",
        "precision": "float32",
    }
    parallel = True
    not_for = NETWORKS_ONLY
    _kernel_ns = 0

    def available(self) -> str | None:
        if not BUILT.is_file():
            return "the library is not built: make peers"
        return None if runtime() is not None else "onnxruntime is not installed: pip install onnxruntime"

    def prepare(self, case: Case, threads: int) -> list[Bound]:
        """Raises a GraphError for a graph or inputs that are none."""
        graph = float_graph(case)
        inputs = batches(case, graph)
        network = Network(BUILT, runtime(), to_onnx(graph, case.size), threads)
        shapes = output_shapes(graph, case.size)
        return [Bound(network, arrays, [np.empty(shape, np.float32) for shape in shapes]) for arrays in inputs]

    def run(self, state: Bound) -> list[Array]:
        """The outputs lie in the state's own memory until its next run."""
        self._kernel_ns = state.run()
        return state.outputs

    def kernel_ns(self) -> int:
        return self._kernel_ns

    def encode(self, output: list[Array]) -> bytes:
        return encoded(output)
