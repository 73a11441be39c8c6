"""The root that a batch of openings leads to, in winterfell's form (`BatchMerkleProof`; Octopus, ePrint 2017/933).

Leaves lie in pairs. List k of the proof belongs to the k-th pair that has an opened leaf; it begins with the pair's
other leaf if that is not opened. On each level above, the k-th known node (by position) takes its sibling from list k,
unless the sibling is known too.
"""

from __future__ import annotations

from collections.abc import Sequence

from zkpair.tasks.arithmetic.field import EncodingError
from zkpair.tasks.stark.hashing import Hash
from zkpair.tasks.stark.winter_proof import Opening


class _Lists:
    """The proof's lists of nodes, each read from its beginning to its end."""

    def __init__(self, nodes: Sequence[Sequence[bytes]]):
        self._nodes, self._used = nodes, [0] * len(nodes)

    def next(self, k: int) -> bytes:
        if self._used[k] == len(self._nodes[k]):
            raise EncodingError(f"proof: list {k} of a batch of paths has fewer nodes than it needs")
        self._used[k] += 1
        return self._nodes[k][self._used[k] - 1]

    def end(self) -> None:
        if self._used != [len(nodes) for nodes in self._nodes]:
            raise EncodingError("proof: a batch of paths has more nodes than it needs")


def opened_root(opening: Opening, positions: Sequence[int], hash_: Hash) -> bytes:
    """`positions` are distinct and in the order of the rows. EncodingError when the proof has nodes too few or many."""
    if len(positions) != len(opening.rows):
        raise EncodingError(f"proof: {len(opening.rows)} rows are opened where {len(positions)} are asked for")
    known = dict(zip(positions, hash_.many(opening.rows), strict=True))
    pairs = sorted({position & ~1 for position in positions})
    if len(pairs) != len(opening.nodes):
        raise EncodingError(f"proof: {len(opening.nodes)} lists of nodes for {len(pairs)} pairs of leaves")
    lists = _Lists(opening.nodes)
    for k, left in enumerate(pairs):
        for leaf in (left, left + 1):
            if leaf not in known:
                known[leaf] = lists.next(k)
    nodes = _parents(pairs, known, hash_)
    for _ in range(1, opening.depth):
        current = sorted(nodes)
        for k, node in enumerate(current):
            if node ^ 1 not in nodes:
                nodes[node ^ 1] = lists.next(k)
        nodes = _parents(sorted({node & ~1 for node in current}), nodes, hash_)
    lists.end()
    return nodes[0]


def _parents(lefts: Sequence[int], nodes: dict[int, bytes], hash_: Hash) -> dict[int, bytes]:
    """The level above: from the positions of the left children."""
    digests = hash_.many([nodes[left] + nodes[left + 1] for left in lefts])
    return {left >> 1: digest for left, digest in zip(lefts, digests, strict=True)}
