"""Depth-first order of nodes, operands before users, from the outputs; cycles are named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from zkpair_graph.errors import CyclicGraph

T = TypeVar("T")


def depth_first(
    outputs: Iterable[str],
    nodes: Sequence[T],
    makers: Mapping[str, int],
    operands: Callable[[T], Sequence[str]],
    label: Callable[[T], str],
) -> list[T]:
    """The nodes that the outputs need. `makers`: value -> place of the node that makes it."""
    done: set[int] = set()
    path: dict[int, None] = {}  # the nodes whose operands are being made, in order
    result: list[T] = []
    for output in outputs:
        waiting = [(makers[output], False)] if output in makers else []
        while waiting:
            place, operands_done = waiting.pop()
            if operands_done:
                del path[place]
                done.add(place)
                result.append(nodes[place])
            elif place in path:
                along = list(path)
                raise CyclicGraph([label(nodes[other]) for other in along[along.index(place) :]])
            elif place not in done:
                path[place] = None
                waiting.append((place, True))
                waiting.extend((makers[name], False) for name in reversed(operands(nodes[place])) if name in makers)
    return result
