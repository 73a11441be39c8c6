"""The integer operators against their definition written with Python's own integers, one element at a time."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from random_graphs import graphs, inputs_of

from zkpair_graph import Graph, Input, Node, integer, write
from zkpair_graph.accumulators import BOUND
from zkpair_graph.errors import AccumulatorOverflow, MalformedModel
from zkpair_graph.graph import Array, Attribute


def graph_of(op: str, x: tuple[int, ...], tensors: dict[str, Array], **attributes: Attribute) -> Graph:
    node = Node(op, ("x", *tensors), "y", attributes)
    return Graph("int8", "", (Input("x", (0, *x), "i8"),), ("y",), (node,), tensors, {"x": 4, "y": 4})


def run(graph: Graph, x: Array) -> list[list[int]]:
    write(graph)  # is well-formed
    (y,) = integer.evaluate(graph, [x])
    assert y.dtype == np.int8
    return y.reshape(len(x), -1).tolist()


def rounded(accumulator: int, shift: int, lo: int, hi: int) -> int:
    """Halves up, by exact fractions."""
    return min(max(math.floor(Fraction(accumulator, 2**shift) + Fraction(1, 2)) if shift else accumulator, lo), hi)


def random_x(seed: int, *shape: int) -> Array:
    return np.random.default_rng(seed).integers(-128, 128, shape).astype(np.int8)


@example(3, 1)
@example(-3, 1)
@example(-1, 1)
@example(5, 0)
@example(-6, 2)
@given(st.integers(-(2**30), 2**30), st.integers(0, 30))
def test_requantisation_rounds_halves_up(accumulator: int, shift: int) -> None:
    value = integer.requantise(np.array([accumulator]), shift, -(2**31), 2**31)
    assert value.tolist() == [rounded(accumulator, shift, -(2**31), 2**31)]


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 2**32 - 1))
def test_linear(seed: int) -> None:
    rng = np.random.default_rng(seed)
    w = rng.integers(-128, 128, (5, 7)).astype(np.int8)
    b = rng.integers(-(2**18), 2**18, 5).astype(np.int32)
    shift = tuple(rng.integers(0, 20, 5).tolist())
    x = random_x(seed, 3, 7)
    got = run(graph_of("Linear", (7,), {"w": w, "b": b}, shift=shift, lo=0, hi=127), x)
    for n in range(3):
        for o in range(5):
            accumulator = sum(int(x[n, i]) * int(w[o, i]) for i in range(7)) + int(b[o])
            assert got[n][o] == rounded(accumulator, shift[o], 0, 127)


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 2**32 - 1), st.sampled_from([1, 2]), st.sampled_from([1, 2]), st.sampled_from([1, 2]))
def test_conv(seed: int, groups: int, stride: int, dilation: int) -> None:
    rng = np.random.default_rng(seed)
    w = rng.integers(-128, 128, (4, 2 // groups, 2, 3)).astype(np.int8)
    b = rng.integers(-(2**15), 2**15, 4).astype(np.int32)
    shift = (3, 9, 10, 0)
    x = random_x(seed, 2, 2, 5, 6)
    top, left, bottom, right = pads = tuple(rng.integers(0, 2, 4).tolist())
    graph = graph_of(
        *("Conv", (2, 5, 6), {"w": w, "b": b}),
        strides=(stride, 1),
        pads=pads,
        dilations=(dilation, dilation),
        groups=groups,
        shift=shift,
        lo=-128,
        hi=100,
    )
    high = (5 + top + bottom - dilation - 1) // stride + 1
    wide = 6 + left + right - 2 * dilation
    expected = []
    for n in range(2):
        row = []
        for o in range(4):
            for p in range(high):
                for q in range(wide):
                    accumulator = int(b[o])
                    for i in range(2 // groups):
                        for r in range(2):
                            for c in range(3):
                                h, v = p * stride + r * dilation - top, q + c * dilation - left
                                if 0 <= h < 5 and 0 <= v < 6:
                                    channel = (o // (4 // groups)) * (2 // groups) + i
                                    accumulator += int(w[o, i, r, c]) * int(x[n, channel, h, v])
                    row.append(rounded(accumulator, shift[o], -128, 100))
        expected.append(row)
    assert run(graph, x) == expected


def test_elementwise_over_all_values() -> None:
    x = np.arange(-128, 128).astype(np.int8).reshape(1, 256)
    c = np.random.default_rng(1).integers(-128, 128, 256).astype(np.int8)
    pairs = list(zip(x[0].tolist(), c.tolist(), strict=True))
    clamp = {"lo": -100, "hi": 127}
    add = run(graph_of("Add", (256,), {"c": c}, left=(2, 1), shift=3, **clamp), x)
    assert add == [[rounded(4 * a + 2 * b, 3, -100, 127) for a, b in pairs]]
    sub = run(graph_of("Sub", (256,), {"c": c}, left=(0, 3), shift=2, **clamp), x)
    assert sub == [[rounded(a - 8 * b, 2, -100, 127) for a, b in pairs]]
    mul = run(graph_of("Mul", (256,), {"c": c}, shift=7, **clamp), x)
    assert mul == [[rounded(a * b, 7, -100, 127) for a, b in pairs]]
    requantised = run(graph_of("Requantise", (256,), {}, left=1, shift=4, **clamp), x)
    assert requantised == [[rounded(2 * a, 4, -100, 127) for a, _ in pairs]]
    assert run(graph_of("Table", (256,), {"c": c}), x) == [c.tolist()]


def test_pools() -> None:
    x = random_x(3, 1, 1, 4, 4)
    window: dict[str, Attribute] = {"kernel": (3, 3), "strides": (1, 1), "pads": (1, 1, 1, 1), "dilations": (1, 1)}
    under = [
        [int(x[0, 0, h, v]) for h in range(p - 1, p + 2) for v in range(q - 1, q + 2) if 0 <= h < 4 and 0 <= v < 4]
        for p in range(4)
        for q in range(4)
    ]
    assert run(graph_of("MaxPool", (1, 4, 4), {}, **window), x) == [[max(values) for values in under]]
    average = graph_of("AveragePool", (1, 4, 4), {}, multiplier=7282, shift=16, lo=-128, hi=127, **window)
    assert run(average, x) == [[rounded(7282 * sum(values), 16, -128, 127) for values in under]]


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 2**32 - 1), st.integers(0, 6))
def test_softmax_is_near_the_real_one(seed: int, exponent: int) -> None:
    x = random_x(seed, 2, 9)
    table = np.floor(2**16 * np.exp(-np.arange(256) * 2.0**-exponent) + 0.5).astype(np.int32)
    got = np.array(run(graph_of("Softmax", (9,), {"t": table}, axis=1, exponent=7), x))
    powers = [[int(table[max(row) - value]) for value in row] for row in x.tolist()]
    expected = [[min(math.floor(Fraction(p * 128, sum(row)) + Fraction(1, 2)), 127) for p in row] for row in powers]
    assert got.tolist() == expected
    real = np.exp(x * 2.0**-exponent)
    real /= real.sum(axis=1, keepdims=True)
    assert np.abs(np.minimum(real * 128, 127) - got).max() < 0.51


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 2**32 - 1), st.sampled_from([1, 2, 64, 1024]), st.sampled_from([1, 16, 256]))
def test_layer_norm_is_near_the_real_one(seed: int, n: int, spread: int) -> None:
    rng = np.random.default_rng(seed)
    x = (rng.integers(-128, 128, (2, n)) // spread).astype(np.int8)
    g = rng.integers(-128, 128, n).astype(np.int8)
    b = rng.integers(-(2**15), 2**15, n).astype(np.int32)
    epsilon = math.floor(1e-5 * 4**4 * n**3 + 0.5)
    shift = tuple(rng.integers(8, 12, n).tolist())
    got = run(graph_of("LayerNorm", (n,), {"g": g, "b": b}, epsilon=epsilon, shift=shift, lo=-128, hi=127), x)
    for row, result in zip(x.tolist(), got, strict=True):
        c = [n * value - sum(row) for value in row]
        deviations = sum(value**2 for value in c) + epsilon
        root = max(math.isqrt(deviations * 2**16 // n), 1)
        for i in range(n):
            z = math.floor(Fraction(c[i] * 2**16, root) + Fraction(1, 2))
            assert result[i] == rounded(z * int(g[i]) + int(b[i]), shift[i], -128, 127)
            assert abs(z) <= (math.isqrt(n) + 2) * 2**8
            if deviations - epsilon:
                real = c[i] / math.sqrt(deviations / n) * 2**8
                assert abs(z - real) <= 0.51 + abs(real) / root * 1.01


def linear(weight: int, inputs: int, bias: int, shift: int) -> Graph:
    w, b = np.full((2, inputs), weight, np.int8), np.array([0, bias], np.int32)
    return graph_of("Linear", (inputs,), {"w": w, "b": b}, shift=(0, shift), lo=-128, hi=127)


def test_the_bound_of_an_accumulator_is_exact() -> None:
    """127·128·inputs + |b| + 2^(s−1), against p/2: the last that fits, and one more."""
    inputs, shift = 1000, 12
    largest = BOUND - 127 * 128 * inputs - 2 ** (shift - 1)
    assert BOUND < (2**31 - 2**24 + 1) / 2 < BOUND + 1
    write(linear(127, inputs, largest, shift))
    write(linear(127, inputs, -largest, shift))
    for bias in (largest + 1, -largest - 1):
        with pytest.raises(AccumulatorOverflow, match="Linear v1, channel 1"):
            write(linear(127, inputs, bias, shift))
    with pytest.raises(AccumulatorOverflow):
        write(linear(-128, 2**16, 0, 0))


def test_the_bound_counts_rounding_where_there_is_one_shift() -> None:
    """128·2^22 + 2^(s−1): 2^29 + 2^28 fits, 2^29 + 2^29 does not."""
    for op, tensors, attributes in (
        ("Requantise", {}, {"left": 22}),
        ("Add", {"c": np.zeros(3, np.int8)}, {"left": (22, 0)}),
    ):
        clamp: dict[str, Attribute] = {"lo": -128, "hi": 127}
        write(graph_of(op, (3,), tensors, **attributes, shift=29, **clamp))
        with pytest.raises(AccumulatorOverflow):
            write(graph_of(op, (3,), tensors, **attributes, shift=30, **clamp))


def test_the_bound_of_layer_norm_is_exact() -> None:
    """|z| ≤ (⌊√n⌋ + 2)·2^8 with g = 127, against p/2."""
    n, shift = 1000, 10
    largest = BOUND - 127 * (31 + 2) * 2**8 - 2 ** (shift - 1)
    for bias, fits in ((largest, True), (-largest, True), (largest + 1, False)):
        tensors = {"g": np.full(n, 127, np.int8), "b": np.full(n, bias, np.int32)}
        graph = graph_of("LayerNorm", (n,), tensors, epsilon=1, shift=(shift,) * n, lo=-128, hi=127)
        if fits:
            write(graph)
        else:
            with pytest.raises(AccumulatorOverflow):
                write(graph)
    with pytest.raises(AccumulatorOverflow):
        tensors = {"g": np.ones(1025, np.int8), "b": np.zeros(1025, np.int32)}
        write(graph_of("LayerNorm", (1025,), tensors, epsilon=1, shift=(8,) * 1025, lo=-128, hi=127))


def test_other_operators_are_bounded_as_well() -> None:
    clamp: dict[str, Attribute] = {"lo": -128, "hi": 127}
    c = {"c": np.array([1], np.int8)}
    with pytest.raises(AccumulatorOverflow):
        write(graph_of("Add", (3,), c, left=(23, 0), shift=0, **clamp))
    with pytest.raises(AccumulatorOverflow):
        write(graph_of("Requantise", (3,), {}, left=23, shift=0, **clamp))
    with pytest.raises(AccumulatorOverflow):
        write(graph_of("MatMul", (2**17,), {"c": np.full((2**17, 1), 127, np.int8)}, shift=0, **clamp))
    with pytest.raises(MalformedModel):
        write(graph_of("Mul", (3,), c, shift=31, **clamp))
    with pytest.raises(MalformedModel):
        write(graph_of("Add", (3,), c, left=(-1, 0), shift=0, **clamp))
    with pytest.raises(MalformedModel):
        write(graph_of("Mul", (3,), c, shift=3, lo=-129, hi=127))
    with pytest.raises(MalformedModel):
        write(graph_of("Softmax", (3,), {"t": np.full(256, -1, np.int32)}, axis=1, exponent=7))


@settings(deadline=None, max_examples=30)
@given(graphs("int8"), st.integers(0, 2**32 - 1))
def test_a_batch_is_its_samples_side_by_side(graph: Graph, seed: int) -> None:
    (x,) = inputs_of(graph, seed, 3)
    together = integer.evaluate(graph, [x])
    apart = [integer.evaluate(graph, [x[i : i + 1]]) for i in range(3)]
    for k, whole in enumerate(together):
        assert whole.tobytes() == np.concatenate([one[k] for one in apart]).tobytes()


def test_quantised_inputs_round_halves_up() -> None:
    x = np.array([0.5, -0.5, 1.5, -1.5, 200.0, -200.0, 0.49, -0.51], np.float32)
    assert integer.quantise_values(x, 0).tolist() == [1, 0, 2, -1, 127, -128, 0, -1]
    assert integer.quantise_values(x[:4], 1).tolist() == [1, -1, 3, -3]
    assert integer.real_values(np.array([3, -128], np.int8), 2).tolist() == [0.75, -32.0]
