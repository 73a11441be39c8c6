"""`algebra/ntt` and `hash/merkle_tree` against their definitions, at every level that is built."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from zkpair_rust.plonky3.errors import (
    NonCanonicalFieldElementError,
    NotAPowerOfTwoError,
    UnsupportedCellError,
    WrongLengthError,
)
from zkpair_rust.plonky3.library import Library
from zkpair_rust.plonky3.merkle_tree import Best as Tree
from zkpair_rust.plonky3.ntt import Best as Ntt

P = {"goldilocks": (2**64 - 2**32 + 1, 7, 8), "koalabear": (2**31 - 2**24 + 1, 3, 4)}


@pytest.mark.parametrize("field", P)
@pytest.mark.parametrize("log_n", [1, 5, 8, 11])
def test_a_transform_is_the_polynomials_values(library: Library, field: str, log_n: int) -> None:
    p, generator, width = P[field]
    n = 1 << log_n
    omega = pow(generator, (p - 1) // n, p)
    coefficients = [pow(3, i, p) for i in range(n)]
    values, kernel_ns = library.ntt(field, b"".join(c.to_bytes(width, "little") for c in coefficients))
    assert kernel_ns > 0
    for k in (0, 1, n // 2, n - 1):
        x, expected = pow(omega, k, p), 0
        for coefficient in reversed(coefficients):
            expected = (expected * x + coefficient) % p
        assert int.from_bytes(values[width * k : width * (k + 1)], "little") == expected


def test_a_sha3_path_leads_to_the_root(library: Library) -> None:
    n = 16
    rows = b"".join((i**5).to_bytes(8, "little") for i in range(8 * n))
    output, _ = library.merkle_tree("sha3_256", rows)
    root = bytes(output[:32])
    for j in range(16):
        drawn = hashlib.sha3_256(b"zkpair/merkle" + root + j.to_bytes(8, "little")).digest()
        place = int.from_bytes(drawn[:8], "little") % n
        node = hashlib.sha3_256(rows[64 * place : 64 * place + 64]).digest()
        for level in range(4):
            sibling = bytes(output[32 * (1 + 4 * j + level) :][:32])
            node = hashlib.sha3_256(node + sibling if place >> level & 1 == 0 else sibling + node).digest()
        assert node == root


def test_the_adapters_run_and_refuse(make_case: Callable[..., Any]) -> None:
    coefficients = b"".join(i.to_bytes(8, "little") for i in range(16))
    states = Ntt().prepare(make_case({"field": "goldilocks"}, 16, [{"coefficients": coefficients}]), 1)
    values = Ntt().encode(Ntt().run(states[0]))
    assert int.from_bytes(values[:8], "little") == sum(range(16))
    with pytest.raises(UnsupportedCellError):
        Ntt().prepare(make_case({"field": "bn254_fr"}, 16, [{"coefficients": coefficients}]), 1)
    with pytest.raises(WrongLengthError, match="instance 0"):
        Ntt().prepare(make_case({"field": "goldilocks"}, 8, [{"coefficients": coefficients}]), 1)
    with pytest.raises(NonCanonicalFieldElementError, match=r"coefficients\[1\]"):
        bad = coefficients[:8] + b"\xff" * 8
        Ntt().prepare(make_case({"field": "goldilocks"}, 2, [{"coefficients": bad}]), 1)
    with pytest.raises(NotAPowerOfTwoError):
        Ntt().prepare(make_case({"field": "goldilocks"}, 3, [{"coefficients": coefficients[:24]}]), 1)

    rows = bytes(4 * 64)
    for hash_name in ("sha3_256", "blake3", "poseidon2"):
        tree = Tree()
        output = tree.encode(tree.run(tree.prepare(make_case({"hash": hash_name}, 4, [{"rows": rows}]), 1)[0]))
        assert len(output) == 32 * (1 + 16 * 2)
        assert tree.kernel_ns() > 0
    with pytest.raises(UnsupportedCellError):
        Tree().prepare(make_case({"hash": "md5"}, 4, [{"rows": rows}]), 1)
    with pytest.raises(WrongLengthError):
        Tree().prepare(make_case({"hash": "blake3"}, 8, [{"rows": rows}]), 1)
