"""Goldilocks, KoalaBear and Merkle trees through the edge: values, levels, threads, buffers, refusals."""

from __future__ import annotations

import hashlib
import importlib
import os
import random
import subprocess
import sys

import numpy as np
import pytest

from zkpair_rust import _native, errors
from zkpair_rust.hash import merkle_tree

FIELDS = {
    "goldilocks": (2**64 - 2**32 + 1, 7, np.uint64, _native.goldilocks_ntt, _native.goldilocks_root_of_unity),
    "koalabear": (2**31 - 2**24 + 1, 3, np.uint32, _native.koalabear_ntt, _native.koalabear_root_of_unity),
}
HASHES = ("sha3_256", "blake3", "poseidon2")
narrow = pytest.mark.parametrize("name", sorted(FIELDS))


def elements(name, seed, n):
    p, _, word, *_ = FIELDS[name]
    rng = random.Random(seed)
    return np.array([rng.randrange(p) for _ in range(n)], dtype=word)


@narrow
@pytest.mark.parametrize("n", [1, 2, 64, 256, 2048])
def test_values_are_the_polynomial_at_the_powers_of_omega(name, n):
    p, g, word, ntt, root_of_unity = FIELDS[name]
    coefficients = elements(name, n, n)
    omega = pow(g, (p - 1) // n, p)
    assert root_of_unity(n) == omega
    values = np.asarray(ntt(coefficients)[0])
    assert values.dtype == word and values.shape == (n,) and not values.flags.writeable
    for index in {0, 1 % n, n // 2, n - 1}:
        x, expected = pow(omega, index, p), 0
        for coefficient in reversed(coefficients.tolist()):
            expected = (expected * x + coefficient) % p
        assert values[index] == expected


PROGRAM = """
import hashlib, numpy as np
from zkpair_rust import _native
rows = (np.arange(1 << 14, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)) % np.uint64(2**64 - 2**32 + 1)
narrow = (rows % np.uint64(2**31 - 2**24 + 1)).astype(np.uint32)
outputs = [_native.goldilocks_ntt(rows)[0], _native.koalabear_ntt(narrow)[0]]
outputs += [_native.merkle_tree(rows, name)[0] for name in ("sha3_256", "blake3", "poseidon2")]
print(_native.narrow_simd(), hashlib.sha256(b"".join(bytes(output) for output in outputs)).hexdigest())
"""


def test_levels_and_threads_do_not_change_a_byte():
    found = {}
    for level, threads in [("scalar", 1), ("avx2", 1), ("avx512", 1), ("avx512", 2), ("", 2)]:
        env = {**os.environ, "ZKPAIR_SIMD": level, "RAYON_NUM_THREADS": str(threads)}
        answer = subprocess.run([sys.executable, "-c", PROGRAM], env=env, capture_output=True, text=True, check=True)
        told, found[level, threads] = answer.stdout.split()
        order = ["scalar", "avx2", "avx512"]
        assert told in order
        assert not level or order.index(told) <= order.index(level)
    assert len(set(found.values())) == 1


def test_the_attributes_tell_the_level():
    for name in ("algebra.ntt", "hash.merkle_tree"):
        adapter = importlib.import_module(f"zkpair_rust.{name}").Rust()
        assert adapter.attributes["simd"] == _native.narrow_simd()
        assert adapter.parallel


@narrow
def test_buffers_of_the_fields_words_and_bytes_are_taken(name):
    _, _, word, ntt, _ = FIELDS[name]
    values = elements(name, 3, 256)
    expected = ntt(values)[0]
    for same in (values.tobytes(), bytearray(values.tobytes()), memoryview(values), values.copy()):
        assert ntt(same)[0] == expected
    frozen = values.copy()
    frozen.flags.writeable = False
    assert ntt(frozen)[0].tobytes() == expected.tobytes() == np.asarray(expected).tobytes()
    assert len(expected) == 256
    other = np.uint32 if word is np.uint64 else np.uint64
    for bad in (values.astype(other), values.astype(float), "text", None):
        with pytest.raises(TypeError, match="coefficients: a buffer of"):
            ntt(bad)
    with pytest.raises(errors.NotContiguousError):
        ntt(values[::2])
    with pytest.raises(errors.WrongLengthError, match="bytes"):
        ntt(values.tobytes()[:-1])


@narrow
def test_what_is_no_element_is_refused(name):
    p, _, word, ntt, root_of_unity = FIELDS[name]
    values = elements(name, 4, 256)
    values[77] = p
    with pytest.raises(errors.NonCanonicalFieldElementError, match=rf"coefficients\[77\] .*{name}") as refused:
        ntt(values)
    assert refused.value.place == 77
    for n in (0, 3, 100):
        with pytest.raises(errors.NotAPowerOfTwoError):
            ntt(np.zeros(n, word))
    with pytest.raises(errors.NotAPowerOfTwoError):
        root_of_unity(1 << 29)


@pytest.mark.parametrize("name", HASHES)
def test_trees_against_their_definition(name):
    rows = elements("goldilocks", 5, 8 * 64).tobytes()
    opened = merkle_tree(rows, name)
    assert len(opened) == 32 * (1 + 16 * 6)
    assert opened != merkle_tree(rows[64:] + rows[:64], name)
    if name != "sha3_256":
        return
    level = [hashlib.sha3_256(rows[i : i + 64]).digest() for i in range(0, len(rows), 64)]
    while len(level) > 1:
        level = [hashlib.sha3_256(left + right).digest() for left, right in zip(level[::2], level[1::2], strict=True)]
    assert opened[:32] == level[0]


def test_what_is_no_tree_is_refused():
    rows = elements("goldilocks", 6, 16)
    with pytest.raises(ValueError, match="md5"):
        merkle_tree(rows, "md5")
    with pytest.raises(errors.WrongLengthError):
        merkle_tree(rows[:15], "blake3")
    with pytest.raises(errors.NotAPowerOfTwoError):
        merkle_tree(np.zeros(24, np.uint64), "blake3")
    rows[3] = 2**64 - 1
    with pytest.raises(errors.NonCanonicalFieldElementError, match=r"rows\[3\]"):
        merkle_tree(rows, "poseidon2")
