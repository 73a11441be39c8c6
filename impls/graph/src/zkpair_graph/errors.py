"""What is refused, by name. Every message says where, what, and what could be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LONGEST_MESSAGE, LONGEST_LINE = 1500, 300


def cut(text: str, length: int) -> str:
    """What a file says may be of any length; what is said about it is not."""
    return text if len(text) <= length else text[: length - 1] + "…"


class GraphError(Exception):
    """The base of all that this package refuses."""

    def __init__(self, message: str, longest: int = LONGEST_MESSAGE):
        super().__init__(cut(message, longest))


class MalformedModel(GraphError):
    """A file, or a graph, that breaks the rules of its own format."""


class MissingPackage(GraphError):
    """A converter needs a package that is not installed."""

    def __init__(self, package: str, why: str):
        super().__init__(f"{why} needs the package {package}: pip install {package}")
        self.package = package


@dataclass(frozen=True)
class Unsupported:
    """One node that cannot be converted. `attribute` is empty where the operator itself is not known."""

    node: str
    op: str
    attribute: str
    advice: str

    def __str__(self) -> str:
        what = f"{self.op} {self.attribute}".rstrip()
        return f"{self.node}: {what}: {self.advice}"


class UnsupportedModel(GraphError):
    """All nodes that cannot be converted, at once."""

    def __init__(self, problems: Sequence[Unsupported]):
        count = "1 node is" if len(problems) == 1 else f"{len(problems)} nodes are"
        lines = [f"{count} not supported", *(cut(str(problem), LONGEST_LINE) for problem in problems)]
        message = "\n  ".join(lines)
        super().__init__(message, len(message))
        self.problems = tuple(problems)

    def operators(self) -> dict[str, int]:
        """How many nodes of each operator are not supported."""
        ops = [problem.op for problem in self.problems]
        return {op: ops.count(op) for op in sorted(set(ops))}


class NotFinite(GraphError):
    """A NaN or an infinity where a weight must be; `index` counts along the flattened tensor."""

    def __init__(self, tensor: str, index: int, value: float):
        super().__init__(f"tensor {tensor}: element {index} is {value}; it must be finite")
        self.tensor, self.index, self.value = tensor, index, value


class ShapeMismatch(GraphError):
    """Shapes, ranks or types that do not fit each other."""

    def __init__(self, node: str, reason: str):
        super().__init__(f"{node}: {reason}")
        self.node, self.reason = node, reason


class TooLarge(GraphError):
    """More than the limit, found before anything of that size was allocated."""

    def __init__(self, what: str, size: int, bound: int):
        super().__init__(f"{what}: {size} is more than the limit of {bound}")
        self.what, self.size, self.bound = what, size, bound


class OutsideFolder(GraphError):
    """External data that does not lie in the folder of the model."""

    def __init__(self, path: str):
        super().__init__(f"external data {path!r} lies outside the folder of the model; put it beside the model")
        self.path = path


class CyclicGraph(GraphError):
    """Nodes that wait for each other."""

    def __init__(self, nodes: Sequence[str]):
        shown = [*nodes[:8], "…"] if len(nodes) > 8 else list(nodes)
        super().__init__(f"the graph has a cycle: {' -> '.join([*shown, nodes[0]])}")
        self.nodes = tuple(nodes)


class AccumulatorOverflow(GraphError):
    """Σ|w|·max|x| + |b| + 2^(s−1) reaches p/2: the sum of a layer could wrap."""

    def __init__(self, layer: str, reached: int, bound: int):
        super().__init__(f"{layer}: the accumulator can reach {reached}, and must stay below {bound}")
        self.layer, self.reached, self.bound = layer, reached, bound
