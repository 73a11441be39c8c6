"""The laws of the field, its extension and the transforms, and the commitments over them."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zkpair_python.errors import NonCanonicalFieldElementError, UnsupportedParameterError, WrongLengthError
from zkpair_python.stark import field as f
from zkpair_python.stark.errors import MalformedProof, RejectedProof
from zkpair_python.stark.extension import (
    ONE,
    ZERO,
    Ext,
    batch_inverse_ext,
    decode_extension,
    encode_extension,
)
from zkpair_python.stark.field import P
from zkpair_python.stark.fri import fold, fold_positions, rows_of
from zkpair_python.stark.grinding import find_nonce
from zkpair_python.stark.hashing import sha3_256
from zkpair_python.stark.merkle import MerkleTree, check_opening, open_batch, opening_shape, root_of_opening
from zkpair_python.stark.polynomial import (
    divide_by_linear,
    evaluate,
    evaluate_ext_on_coset,
    evaluate_on_coset,
    interpolate_ext_on_coset,
    interpolate_on_coset,
    inverse_ntt,
    ntt,
)
from zkpair_python.stark.transcript import Coin
from zkpair_python.stark.wire import Reader, encode_usize

elements = st.one_of(st.integers(0, P - 1), st.sampled_from([0, 1, P - 1, 2**32, 2**32 - 1]))
exts = st.builds(Ext, elements, elements)
nonzero = exts.filter(lambda x: x != 0)


@given(exts, exts, exts)
def test_the_extension_is_a_field(x, y, z):
    assert x + y == y + x and x * y == y * x
    assert (x + y) + z == x + (y + z) and (x * y) * z == x * (y * z)
    assert x * (y + z) == x * y + x * z
    assert x + ZERO == x and x * ONE == x and x - x == ZERO and -x == ZERO - x


@given(nonzero, st.integers(0, 40))
def test_inverses_and_powers(x, k):
    assert x * x.inverse() == 1
    power = ONE
    for _ in range(k):
        power = power * x
    assert x**k == power
    assert x ** (P * P - 1) == 1  # the order of the multiplicative group


@given(exts, elements)
def test_ints_are_elements_of_the_base_field(x, k):
    assert x + k == x + Ext(k) == k + x
    assert x - k == x - Ext(k) and k - x == Ext(k) - x
    assert x * k == x * Ext(k) == k * x
    assert Ext(k) == k and hash(Ext(k)) == hash(Ext(k, 0))


def test_the_extension_is_winterfells():
    """φ² = φ − 2, and the polynomial has no root: its discriminant 1 − 8 is no square."""
    phi = Ext(0, 1)
    assert phi * phi == phi - 2
    assert pow(-7, (P - 1) // 2, P) == P - 1


def test_zero_has_no_inverse():
    for call in (lambda: f.inverse(0), ZERO.inverse, lambda: f.batch_inverse([1, 0, 2])):
        with pytest.raises(ZeroDivisionError):
            call()


@given(st.lists(elements.filter(bool), min_size=1, max_size=20), st.lists(nonzero, min_size=1, max_size=20))
def test_batch_inversion(xs, ys):
    assert f.batch_inverse(xs) == [pow(x, -1, P) for x in xs]
    assert batch_inverse_ext(ys) == [y.inverse() for y in ys]


def test_roots_of_unity():
    for k in (0, 1, 6, 20, 32):
        n = 1 << k
        omega = f.root_of_unity(n)
        assert pow(omega, n, P) == 1 and (n == 1 or pow(omega, n // 2, P) == P - 1)
    assert f.root_of_unity(64) == 8  # what winterfell chose it for
    assert f.root_of_unity(1 << 32) != pow(f.GENERATOR, (P - 1) >> 32, P)
    for n in (0, 3, 48, 1 << 33):
        with pytest.raises(UnsupportedParameterError):
            f.root_of_unity(n)


@settings(max_examples=25)
@given(st.integers(0, 5), st.integers(0, 2), elements.filter(bool), st.randoms(use_true_random=False))
def test_transforms_evaluate_and_interpolate(log_n, log_blowup, offset, draw):
    n = 1 << log_n
    coefficients = [draw.randrange(P) for _ in range(n)]
    size = n << log_blowup
    xs = f.powers(f.root_of_unity(size), size, offset)
    direct = [sum(c * pow(x, k, P) for k, c in enumerate(coefficients)) % P for x in xs]
    assert evaluate_on_coset(coefficients, offset, size) == direct
    assert interpolate_on_coset(direct, offset) == coefficients + [0] * (size - n)
    assert inverse_ntt(ntt(coefficients, f.root_of_unity(n)), f.root_of_unity(n)) == coefficients
    ext = [Ext(c, draw.randrange(P)) for c in coefficients]
    values = evaluate_ext_on_coset(ext, offset, size)
    assert values == [evaluate(ext, Ext(x)) for x in xs]
    assert interpolate_ext_on_coset(values, offset)[:n] == ext


@given(st.lists(exts, min_size=1, max_size=12), exts, exts)
def test_division_by_a_linear_factor(coefficients, z, x):
    quotient = divide_by_linear(coefficients, z)
    assert len(quotient) == len(coefficients) and quotient[-1] == 0
    assert evaluate(quotient, x) * (x - z) + evaluate(coefficients, z) == evaluate(coefficients, x)


@settings(max_examples=20)
@given(st.integers(2, 5), exts, st.randoms(use_true_random=False))
def test_folding_keeps_low_degree(log_m, alpha, draw):
    """Σ_k α^k·f_k with f(x) = Σ_k x^k·f_k(x^4): the value at i, as a function of the next domain's i-th point."""
    m = 1 << log_m
    coefficients = [Ext(draw.randrange(P), draw.randrange(P)) for _ in range(m)]
    folded = fold(rows_of(evaluate_ext_on_coset(coefficients, f.GENERATOR, m)), alpha)
    parts = [coefficients[k::4] for k in range(4)]
    combined = [sum((part[i] * alpha**k for k, part in enumerate(parts)), ZERO) for i in range(m // 4)]
    assert folded == evaluate_ext_on_coset(combined, pow(f.GENERATOR, 4, P), m // 4)


def test_folded_positions():
    assert fold_positions([1, 9, 12, 20], 32) == [1, 4]
    assert fold_positions([20, 9, 1], 32) == [4, 1]


@settings(max_examples=60)
@given(st.integers(1, 7), st.randoms(use_true_random=False))
def test_batch_openings(depth, draw):
    n = 1 << depth
    leaves = [sha3_256(bytes([i])) for i in range(n)]
    tree = MerkleTree(sha3_256, leaves)
    positions = draw.sample(range(n), draw.randrange(1, n + 1))
    opening = tree.open_batch(positions)
    assert [len(digests) for digests in opening] == opening_shape(positions, n)
    opened = {position: leaves[position] for position in positions}
    check_opening(sha3_256, tree.root, n, opened, opening, "here")
    assert open_batch(tree.nodes, n, sorted(positions)) == opening
    wrong = {**opened, positions[0]: bytes(32)}
    with pytest.raises(RejectedProof, match="here"):
        check_opening(sha3_256, tree.root, n, wrong, opening, "here")
    with pytest.raises(MalformedProof):
        root_of_opening(sha3_256, n, opened, [*opening, []])
    with pytest.raises(MalformedProof):
        root_of_opening(sha3_256, n, opened, [[*opening[0], bytes(32)], *opening[1:]])


def test_a_single_opening_is_the_path():
    leaves = [bytes([i]) * 32 for i in range(8)]
    nodes = MerkleTree(sha3_256, leaves).nodes
    assert MerkleTree(sha3_256, leaves).open_batch([5]) == [[leaves[4], nodes[7], nodes[2]]]


@given(
    st.one_of(st.integers(0, 2**64 - 1), st.sampled_from([0, 127, 128, 2**14 - 1, 2**14, 2**56 - 1, 2**56, 2**64 - 1]))
)
def test_lengths_are_read_back(value):
    data = encode_usize(value)
    reader = Reader(data)
    assert reader.usize("a length") == value
    reader.end()
    assert len(data) <= 9


def test_lengths_as_winterfell_writes_them():
    """From winter-utils' documentation of `write_usize`: 7 bits a byte, trailing zeros of the first byte."""
    assert encode_usize(0) == b"\x01" and encode_usize(1) == b"\x03" and encode_usize(127) == b"\xff"
    assert encode_usize(128) == b"\x02\x02" and len(encode_usize(2**56)) == 9


@given(st.lists(exts, max_size=8))
def test_elements_are_read_back(xs):
    data = encode_extension(xs)
    assert decode_extension(data, len(xs), "here") == xs
    with pytest.raises(WrongLengthError, match="here"):
        decode_extension(data + b"\0", len(xs), "here")


def test_only_canonical_elements_are_read():
    for value in (P, P + 1, 2**64 - 1):
        with pytest.raises(NonCanonicalFieldElementError, match="element 1"):
            f.decode_elements((P - 1).to_bytes(8, "little") + value.to_bytes(8, "little"), 2, "here")


def test_random_proofs_of_work_are_counted():
    draw = random.Random(1)
    for bits in range(8):
        coin = Coin(sha3_256, [draw.randrange(P)])
        nonce = find_nonce(coin, bits)
        assert coin.work(nonce) >= bits and all(coin.work(other) < bits for other in range(1, nonce))
