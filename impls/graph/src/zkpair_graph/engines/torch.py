"""`inference/predict:torch`: our graph as calls of torch's functions, eager, in inference mode."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from zkpair_graph.engines.case import NETWORKS_ONLY, Case, batches, encoded, float_graph, installed, missing
from zkpair_graph.engines.torch_plan import Plan
from zkpair_graph.graph import Array


@dataclass(frozen=True)
class Prepared:
    """The plan, which all instances share, and the inputs of one as tensors that share memory with the case."""

    plan: Plan
    inputs: list[Any]
    inference_mode: Any


class Torch:
    """torch on the CPU."""

    wire_format = "float"
    attributes: ClassVar[dict[str, str]] = {
        "language": "C++",
        "library": installed("torch"),
        "algorithm": "eager, inference mode, oneDNN and MKL",
        "precision": "float32",
    }
    parallel = True
    not_for = NETWORKS_ONLY

    def available(self) -> str | None:
        return missing("torch")

    def prepare(self, case: Case, threads: int) -> list[Prepared]:
        """Raises a GraphError for a graph or inputs that are none."""
        graph = float_graph(case)
        inputs = batches(case, graph)
        import torch

        torch.set_num_threads(threads)
        plan = Plan(graph, torch)
        return [Prepared(plan, [torch.tensor(array) for array in arrays], torch.inference_mode) for arrays in inputs]

    def run(self, state: Prepared) -> list[Array]:
        """The outputs as arrays that share memory with torch's."""
        with state.inference_mode():
            return [tensor.contiguous().numpy() for tensor in state.plan.run(state.inputs)]

    def encode(self, output: list[Array]) -> bytes:
        return encoded(output)
