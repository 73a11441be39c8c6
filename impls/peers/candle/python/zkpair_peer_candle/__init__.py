"""`inference/predict:candle`: our graph in candle, as a peer: `make peers` builds the library."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import numpy as np
from zkpair_graph.blobs import output_shapes
from zkpair_graph.engines.case import NETWORKS_ONLY, Case, batches, encoded, float_graph
from zkpair_peer_ort.library import Array, Bound, Network

BUILT = Path(__file__).resolve().parents[2] / "target" / "release" / "libzkpair_peer_candle.so"


class Candle:
    """candle's operators, one call for each of the graph's."""

    wire_format = "float"
    attributes: ClassVar[dict[str, str]] = {
        "language": "rust",
        "library": "candle-core 0.11.1, candle-nn 0.11.1",
        "algorithm": "an operator at a time, as stock candle has them",
        "precision": "float32",
    }
    parallel = True
    not_for = NETWORKS_ONLY
    _kernel_ns = 0

    def available(self) -> str | None:
        return None if BUILT.is_file() else "the library is not built: make peers"

    def prepare(self, case: Case, threads: int) -> list[Bound]:
        """Raises a GraphError for a graph or inputs that are none, EngineError for an operator that candle has not."""
        graph = float_graph(case)
        inputs = batches(case, graph)
        network = Network(BUILT, None, case.shared["graph"], threads)
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
