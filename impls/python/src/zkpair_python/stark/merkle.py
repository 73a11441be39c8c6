"""Merkle trees (Merkle 1987) with winterfell's batch openings.

    node_i = H(node_2i, node_2i+1),   node_1 the root,   node_{n+i} the i-th of n = 2^depth leaves

An opening of many leaves leaves out every node that can be computed. Its digests stand in one list for each pair of
leaves that holds an opened one, in ascending order; at every level above, the k-th of the level's nodes (where two
that are siblings count for both, and only the first is looked at) takes its missing sibling from the k-th list. That
is how winterfell 0.13 numbers them, and both sides must walk in the same way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .errors import MalformedProof, RejectedProof
from .hashing import Hash

BatchOpening = list[list[bytes]]


class MerkleTree:
    """nodes[1] is the root, nodes[n:] the leaves; nodes[0] is not used."""

    def __init__(self, h: Hash, leaves: Sequence[bytes]) -> None:
        n = len(leaves)
        nodes = [b""] * n + list(leaves)
        for i in range(n - 1, 0, -1):
            nodes[i] = h(nodes[2 * i] + nodes[2 * i + 1])
        self.nodes = nodes
        self.num_leaves = n

    @property
    def root(self) -> bytes:
        return self.nodes[1]

    def open_batch(self, positions: Sequence[int]) -> BatchOpening:
        """The digests that lead from the leaves at these distinct positions to the root."""
        return open_batch(self.nodes, self.num_leaves, positions)


def open_batch(nodes: Sequence[bytes], num_leaves: int, positions: Sequence[int]) -> BatchOpening:
    """As `MerkleTree.open_batch`, from a list of nodes by index."""
    opened = set(positions)
    pairs = sorted({position & ~1 for position in positions})
    lists = [[nodes[num_leaves + i] for i in (pair, pair + 1) if i not in opened] for pair in pairs]
    level = [(num_leaves + pair) >> 1 for pair in pairs]
    while level[0] > 1:
        parents, k = [], 0
        while k < len(level):
            sibling = level[k] ^ 1
            if level[k + 1 : k + 2] == [sibling]:
                k += 1
            else:
                lists[k].append(nodes[sibling])
            parents.append(sibling >> 1)
            k += 1
        level = parents
    return lists


def opening_shape(positions: Sequence[int], num_leaves: int) -> list[int]:
    """How many digests each list of the opening has: a reader of proofs knows every length before it reads."""
    opened = set(positions)
    pairs = sorted({position & ~1 for position in positions})
    shape = [2 - ((pair in opened) + (pair + 1 in opened)) for pair in pairs]
    level = [(num_leaves + pair) >> 1 for pair in pairs]
    while level[0] > 1:
        parents, k = [], 0
        while k < len(level):
            if level[k + 1 : k + 2] == [level[k] ^ 1]:
                k += 1
            else:
                shape[k] += 1
            parents.append(level[k] >> 1)
            k += 1
        level = parents
    return shape


def root_of_opening(h: Hash, num_leaves: int, leaves: Mapping[int, bytes], opening: BatchOpening) -> bytes:
    """The root that these leaves (by position) and this opening lead to.

    Raises `MalformedProof` when the opening's lists are not exactly as long as the positions make them.
    """
    if [len(digests) for digests in opening] != opening_shape(list(leaves), num_leaves):
        raise MalformedProof("a Merkle opening has other lengths than its positions make it have")
    rest = [iter(digests) for digests in opening]
    pairs = sorted({position & ~1 for position in leaves})
    level: list[tuple[int, bytes]] = []
    for pair, digests in zip(pairs, rest, strict=True):
        left, right = (leaves[i] if i in leaves else next(digests) for i in (pair, pair + 1))
        level.append(((num_leaves + pair) >> 1, h(left + right)))
    while level[0][0] > 1:
        parents, k = [], 0
        while k < len(level):
            index, node = level[k]
            if k + 1 < len(level) and level[k + 1][0] == index ^ 1:
                k += 1
                sibling = level[k][1]
            else:
                sibling = next(rest[k])
            parents.append((index >> 1, h(sibling + node if index & 1 else node + sibling)))
            k += 1
        level = parents
    return level[0][1]


def check_opening(
    h: Hash, root: bytes, num_leaves: int, leaves: Mapping[int, bytes], opening: BatchOpening, where: str
) -> None:
    """Raise `RejectedProof` unless the leaves stand at their positions in the tree with this root."""
    if root_of_opening(h, num_leaves, leaves, opening) != root:
        raise RejectedProof(f"{where}: the opened values do not lead to the commitment")
