"""`hash/merkle_tree` in Python: paths that lead to the root, both ways alike, refusals, arrays of Poseidon2."""

from __future__ import annotations

import hashlib
import random
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from zkpair_python import errors
from zkpair_python.hash import merkle_tree, merkle_tree_tuned, poseidon2, vector_poseidon2
from zkpair_python.hash.poseidon2_constants import P
from zkpair_python.stark.errors import UnsupportedCellError


@dataclass(frozen=True)
class Case:
    params: Mapping[str, str]
    size: int
    instances: Sequence[Mapping[str, bytes]]
    task: str = "hash/merkle_tree"
    shared: Mapping[str, bytes] = field(default_factory=dict)


def random_rows(seed: int, n: int) -> bytes:
    rng = random.Random(seed)
    return b"".join(rng.randrange(P).to_bytes(8, "little") for _ in range(8 * n))


def outputs(implementation: Any, name: str, n: int, instances: Sequence[bytes]) -> list[bytes]:
    states = implementation.prepare(Case({"hash": name}, n, [{"rows": rows} for rows in instances]), 1)
    return [implementation.encode(implementation.run(state)) for state in states]


@pytest.mark.parametrize("name", sorted(merkle_tree.FUNCTIONS))
@pytest.mark.parametrize("k", [0, 1, 5])
def test_both_agree_and_paths_lead_to_the_root(name: str, k: int) -> None:
    n = 1 << k
    instances = [random_rows(seed, n) for seed in (1, 2)]
    found = outputs(merkle_tree.Python(), name, n, instances)
    if name == "blake3":
        pytest.importorskip("blake3")
    assert outputs(merkle_tree_tuned.PythonTuned(), name, n, instances) == found
    functions = merkle_tree.FUNCTIONS[name]
    for output, rows in zip(found, instances, strict=True):
        root, paths = output[:32], output[32:]
        assert len(paths) == 16 * k * 32
        for j in range(16):
            chosen = hashlib.sha3_256(b"zkpair/merkle" + root + j.to_bytes(8, "little")).digest()
            place = int.from_bytes(chosen[:8], "little") % n
            value = functions.leaf(rows[64 * place : 64 * place + 64])
            for height in range(k):
                sibling = paths[32 * (j * k + height) :][:32]
                value = functions.node(sibling + value if place >> height & 1 else value + sibling)
            assert value == root


def test_sha3_of_four_rows_by_hand() -> None:
    rows = random_rows(3, 2)
    leaves = [hashlib.sha3_256(rows[i : i + 64]).digest() for i in (0, 64)]
    output = outputs(merkle_tree.Python(), "sha3_256", 2, [rows])[0]
    assert output[:32] == hashlib.sha3_256(leaves[0] + leaves[1]).digest()
    assert {output[i : i + 32] for i in range(32, len(output), 32)} <= set(leaves)


def test_columns_of_an_array_are_permuted_as_lists() -> None:
    rng = random.Random(4)
    corners = [0, 1, 2**32 - 1, 2**32, P - 1]
    rows = [[rng.choice([rng.randrange(P), *corners]) for _ in range(8)] for _ in range(60)] + [[P - 1] * 8, [0] * 8]
    array = np.array(rows, dtype=np.uint64)
    assert vector_poseidon2.permute(np.ascontiguousarray(array.T)).T.tolist() == [
        poseidon2.permute(row) for row in rows
    ]
    assert vector_poseidon2.hash_rows(array).tolist() == [poseidon2.hash_elements(row) for row in rows]
    assert vector_poseidon2.compress_rows(array).tolist() == [poseidon2.compress(row[:4], row[4:]) for row in rows]


@pytest.mark.parametrize("implementation", [merkle_tree.Python(), merkle_tree_tuned.PythonTuned()])
def test_what_is_no_tree_is_refused(implementation: Any) -> None:
    good = random_rows(5, 2)
    high = good[:-8] + P.to_bytes(8, "little")
    for params, n, rows, error, named in [
        ({"hash": "sha3_256"}, 2, good[:-1], errors.WrongLengthError, "rows: 127 bytes"),
        ({"hash": "sha3_256"}, 2, high, errors.NonCanonicalFieldElementError, "instance 0: rows: element 15"),
        ({"hash": "sha3_256"}, 3, good + good[:64], errors.UnsupportedParameterError, "power of two"),
        ({"hash": "md5"}, 2, good, errors.UnsupportedParameterError, "poseidon2"),
    ]:
        with pytest.raises(error, match=named):
            implementation.prepare(Case(params, n, [{"rows": rows}]), 1)
    with pytest.raises(errors.MissingBlobError, match="rows"):
        implementation.prepare(Case({"hash": "sha3_256"}, 2, [{}]), 1)


def test_without_the_package_blake3_is_not_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "blake3", None)
    with pytest.raises(UnsupportedCellError, match="pip install blake3"):
        merkle_tree_tuned.PythonTuned().prepare(Case({"hash": "blake3"}, 2, [{"rows": random_rows(6, 2)}]), 1)
