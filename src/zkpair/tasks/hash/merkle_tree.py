"""Merkle tree over n rows of eight Goldilocks elements: the root, and the paths of sixteen leaves that it chooses.

    leaf i = H(row i),   node = H(left ‖ right)
    p_j = (first 8 bytes, little-endian, of SHA3-256("zkpair/merkle" ‖ root ‖ j as 8 bytes)) mod n,   j = 0 … 15

H of 64 bytes: SHA3-256, BLAKE3-256, or Poseidon2 (a padding-free overwrite sponge of rate 4 for rows, a truncated
permutation for nodes). The output is the root and, for each j, log₂ n sibling digests from the leaf upwards.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache

import numpy as np

from zkpair.tasks.algebra.ntt_narrow import NARROW, malformed
from zkpair.tasks.alterations import refused_instances
from zkpair.tasks.hash import blake3, poseidon2
from zkpair.tasks.task import Blobs, CaseData, Cell, Combination, FalseCase, FalseOutput, Task

FIELD = NARROW["goldilocks"]
SIZES = tuple(1 << k for k in range(8, 21))
HASHES = ("sha3_256", "blake3", "poseidon2")
ROW_ELEMENTS, ROW_BYTES, DIGEST_BYTES, OPENINGS = 8, 64, 32, 16

LevelHash = Callable[[bytes], bytes]
"""From the rows of a level, 64 bytes each, to their digests, one after the other."""


def sha3_rows(data: bytes) -> bytes:
    return b"".join([hashlib.sha3_256(data[i : i + ROW_BYTES]).digest() for i in range(0, len(data), ROW_BYTES)])


LEVELS: dict[str, tuple[LevelHash, LevelHash]] = {
    "sha3_256": (sha3_rows, sha3_rows),
    "blake3": (blake3.blake3_rows, blake3.blake3_rows),
    "poseidon2": (poseidon2.leaf_digests, poseidon2.node_digests),
}
"""For leaves and for nodes."""


def generate(cell: Cell, seed: int, artefacts: Blobs) -> CaseData:
    """Four instances of uniform rows (two from 2^16 leaves up)."""
    count = ROW_ELEMENTS * cell.size
    instances = [
        {"rows": FIELD.encode(FIELD.random_elements(f"{cell}/rows/{i}", seed, count))}
        for i in range(4 if cell.size < 1 << 16 else 2)
    ]
    return CaseData(cell, seed, {}, instances)


def levels(hash_name: str, rows: bytes) -> list[bytes]:
    """The digests of each level, the leaves' first, the root last."""
    of_leaves, of_nodes = LEVELS[hash_name]
    found = [of_leaves(rows)]
    while len(found[-1]) > DIGEST_BYTES:
        found.append(of_nodes(found[-1]))
    return found


def positions(root: bytes, n: int) -> list[int]:
    """p_0, …, p_15."""
    digests = [hashlib.sha3_256(b"zkpair/merkle" + root + j.to_bytes(8, "little")).digest() for j in range(OPENINGS)]
    return [int.from_bytes(digest[:8], "little") % n for digest in digests]


def expected_output(hash_name: str, rows: bytes) -> bytes:
    tree = levels(hash_name, rows)
    parts = [tree[-1]]
    for leaf in positions(tree[-1], len(rows) // ROW_BYTES):
        for height, digests in enumerate(tree[:-1]):
            sibling = leaf >> height ^ 1
            parts.append(digests[DIGEST_BYTES * sibling : DIGEST_BYTES * (sibling + 1)])
    return b"".join(parts)


@lru_cache(maxsize=64)
def _expected_by_digest(hash_name: str, digest: bytes, rows: _Rows) -> bytes:
    return expected_output(hash_name, rows.data)


class _Rows:
    """Rows that a cache tells apart by the digest beside them, not by themselves."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Rows)

    def __hash__(self) -> int:
        return 0


def judge(case: CaseData, instance: int, output: bytes) -> str | None:
    """Every digest is computed again, once for each instance; then root and paths are compared."""
    n, rows = case.cell.size, case.instances[instance]["rows"]
    expected_bytes = DIGEST_BYTES * (1 + OPENINGS * (n.bit_length() - 1))
    if len(output) != expected_bytes:
        return f"{len(output)} bytes where a root and {OPENINGS} paths have {expected_bytes}"
    digest = hashlib.sha256(rows).digest()
    expected = _expected_by_digest(case.cell.parameters["hash"], digest, _Rows(rows))
    if output[:DIGEST_BYTES] != expected[:DIGEST_BYTES]:
        return "the root is not that of the rows"
    return None if output == expected else "a path is not that of its leaf"


def false_outputs(case: CaseData, instance: int, output: bytes) -> list[FalseOutput]:
    """A bit of the root, of the first and of the last sibling turned; digests swapped; cut and extended."""

    def flipped(place: int) -> bytes:
        return output[:place] + bytes([output[place] ^ 1]) + output[place + 1 :]

    first, second = (output[DIGEST_BYTES * i : DIGEST_BYTES * (i + 1)] for i in (1, 2))
    path_bytes = DIGEST_BYTES * (case.cell.size.bit_length() - 1)
    altered = {
        "a bit of the root": flipped(0),
        "a bit of the first sibling": flipped(DIGEST_BYTES),
        "a bit of the last sibling": flipped(len(output) - 1),
        "first two siblings swapped": output[:DIGEST_BYTES] + second + first + output[3 * DIGEST_BYTES :],
        "first path left out": output[:DIGEST_BYTES] + output[DIGEST_BYTES + path_bytes :],
        "truncated by one byte": output[:-1],
        "extended by a zero byte": output + b"\0",
    }
    return [FalseOutput(label, instance, blob) for label, blob in altered.items()]


def false_cases(case: CaseData) -> list[FalseCase]:
    def refused(label: str) -> FalseCase:
        return refused_instances(f"rows: {label}", case, "rows", lambda blob: malformed(blob, FIELD)[label])

    return [refused(label) for label in malformed(case.instances[0]["rows"], FIELD)]


def edge_cases(cell: Cell) -> list[CaseData]:
    """All rows zero, all elements p − 1, all rows equal, rows that count."""
    count = ROW_ELEMENTS * cell.size
    corners = [
        np.zeros(count, np.uint64),
        np.full(count, FIELD.modulus - 1, np.uint64),
        np.tile(np.arange(ROW_ELEMENTS, dtype=np.uint64), cell.size),
        np.arange(count, dtype=np.uint64),
    ]
    return [CaseData(cell, 0, {}, [{"rows": FIELD.encode(corner)} for corner in corners])]


TASK = Task(
    id="hash/merkle_tree",
    summary="Merkle tree over rows of eight field elements: the root and sixteen paths",
    combinations=[Combination({"hash": name}, SIZES) for name in HASHES],
    generate=generate,
    judge=judge,
    false_outputs=false_outputs,
    false_cases=false_cases,
    edge_cases=edge_cases,
    unit="leaves",
    work=lambda cell: float(cell.size),
    complexity="n",
    exponent=1.0,
    size_name="leaves",
)
