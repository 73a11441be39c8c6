"""Quantised layers against float ones: exact where scales fit, near where they round, refused where sums could wrap."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_graphs import graphs, inputs_of
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from transformer import transformer_block

from zkpair_graph import Graph, GraphError, Input, Node, evaluate, integer, read, write
from zkpair_graph.errors import AccumulatorOverflow, MalformedModel, NotFinite, ShapeMismatch, UnsupportedModel
from zkpair_graph.graph import Array, Attribute
from zkpair_graph.linear_models import sklearn_model
from zkpair_graph.quantise import quantise
from zkpair_graph.report import LayerReport, compare, quantised_inputs
from zkpair_graph.scales import largest_exponent, to_int8, weight_exponents


def one(op: str, x: tuple[int, ...], *tensors: Array, after: str = "", **attributes: Attribute) -> Graph:
    """A graph of one operator, with Relu or Clip after it where asked."""
    named = {f"t{i}": np.asarray(tensor, np.float32) for i, tensor in enumerate(tensors)}
    nodes = [Node(op, ("x", *named), "y", attributes)]
    if after:
        bounds: dict[str, Attribute] = {"lo": 0.25, "hi": 1.0} if after == "Clip" else {}
        nodes.append(Node(after, ("y",), "z", bounds))
    return Graph("float", "", (Input("x", (0, *x)),), (nodes[-1].output,), tuple(nodes), named)


def dyadic(seed: int, *shape: int, bits: int = 6) -> Array:
    """Multiples of 2^-bits in [-1, 1), with -1 among them: int8 holds them exactly at 2^-bits (and at 2^-7)."""
    x = np.random.default_rng(seed).integers(-(2**bits), 2**bits, shape).astype(np.float32) / 2**bits
    x.flat[0] = -1
    return x


WINDOW: dict[str, Attribute] = {"kernel": (2, 2), "strides": (2, 2), "pads": (0, 0, 0, 0), "dilations": (1, 1)}
CONV: dict[str, Attribute] = {"strides": (1, 2), "pads": (1, 0, 1, 0), "dilations": (1, 1), "groups": 2}
EXACT_INPUTS = {
    "linear": (one("Linear", (12,), dyadic(1, 5, 12), dyadic(2, 5)), 0.0),
    "linear relu": (one("Linear", (12,), dyadic(1, 5, 12), dyadic(2, 5), after="Relu"), 0.0),
    "linear clip": (one("Linear", (12,), dyadic(1, 5, 12), dyadic(2, 5), after="Clip"), 0.0),
    "conv": (one("Conv", (2, 6, 6), dyadic(1, 4, 1, 3, 2), dyadic(2, 4), **CONV), 0.0),
    "add": (one("Add", (8,), dyadic(1, 8)), 0.0),
    "sub": (one("Sub", (8,), dyadic(1, 8), after="Relu"), 0.0),
    "mul": (one("Mul", (8,), dyadic(1, 8)), 0.0),
    "matmul": (one("MatMul", (3, 8), dyadic(1, 8, 4)), 0.0),
    "average": (one("AveragePool", (2, 4, 4), **WINDOW, count_include_pad=0), 0.01),
    "global average": (one("GlobalAveragePool", (2, 5, 7)), 0.01),
    "max": (one("MaxPool", (2, 4, 4), **WINDOW), 0.0),
    "pad": (one("Pad", (3,), pads=(0, 1, 0, 1), value=0.5), 0.0),
    "sigmoid": (one("Sigmoid", (9,)), 0.0),
    "tanh": (one("Tanh", (9,)), 0.0),
    "gelu": (one("Gelu", (9,), approximate=0), 0.0),
    "leaky": (one("LeakyRelu", (9,), alpha=0.1), 0.0),
    "softmax": (one("Softmax", (9,), axis=1), 0.51),
    "layer norm": (one("LayerNorm", (16,), dyadic(1, 16), dyadic(2, 16), eps=1e-5), 0.6),
    "relu": (one("Relu", (9,)), 0.0),
    "clip": (one("Clip", (9,), lo=-0.5, hi=0.25), 0.0),
    "transpose": (one("Transpose", (2, 3), perm=(0, 2, 1)), 0.0),
    "reshape": (one("Reshape", (2, 3), shape=(0, 6)), 0.0),
    "flatten": (one("Flatten", (2, 3)), 0.0),
}


@pytest.mark.parametrize("name", list(EXACT_INPUTS))
def test_one_layer_is_rounded_once(name: str) -> None:
    """Inputs and weights that int8 holds exactly: the output is within half a step of the float one (and a little more
    where the definition itself approximates), wherever it does not saturate."""
    graph, more = EXACT_INPUTS[name]
    x = dyadic(7, 40, *graph.inputs[0].shape[1:])
    quantised = quantise(graph, [x]).graph
    assert write(read(write(quantised))) == write(quantised)
    (inputs,) = quantised_inputs(quantised, [x])
    assert np.array_equal(integer.real_values(inputs, quantised.exponents["v0"]), x)
    (got,), (expected,) = integer.evaluate(quantised, [inputs]), evaluate.evaluate(graph, [x])
    exponent = quantised.exponents[quantised.outputs[0]]
    steps = np.abs(np.ldexp(got.astype(float) - np.ldexp(expected, exponent), 0))
    inside = (got > -128) & (got < 127)
    assert steps[inside].max() <= 0.5 + more
    assert inside.mean() > 0.6
    spread = np.ldexp(np.abs(expected).max(), exponent)
    assert spread <= 128.0 and (spread > 31 or name == "softmax")


@pytest.mark.parametrize("value", [1.0, 127.5, 127.6, 64.0, 0.3, 1e-9, 3e8])
def test_the_largest_exponent_saturates_nothing(value: float) -> None:
    exponent = largest_exponent(value)
    if -40 < exponent < 40:
        assert value * 2.0**exponent <= 127.5 < value * 2.0 ** (exponent + 1)


@given(st.integers(0, 2**32 - 1))
def test_the_chosen_exponent_of_weights_has_the_least_error(seed: int) -> None:
    rng = np.random.default_rng(seed)
    w = rng.normal(size=(3, 20)) * 10.0 ** rng.integers(-3, 3, (3, 1))
    for row, exponent in zip(w, weight_exponents(w).tolist(), strict=True):
        errors = [((row - to_int8(row, e) / 2.0**e) ** 2).sum() for e in range(exponent - 1, exponent + 2)]
        assert errors[1] <= errors[0]


@settings(deadline=None, max_examples=60)
@given(graphs("float"), st.integers(0, 2**32 - 1))
def test_any_graph_becomes_an_integer_graph_or_a_named_error(graph: Graph, seed: int) -> None:
    inputs = inputs_of(graph, seed, 6)
    try:
        quantised = quantise(graph, inputs)
    except (AccumulatorOverflow, UnsupportedModel) as error:
        assert str(error)
        return
    data = write(quantised.graph)
    assert write(read(data)) == data
    outputs = integer.evaluate(quantised.graph, quantised_inputs(quantised.graph, inputs))
    for got, expected in zip(outputs, evaluate.evaluate(graph, inputs), strict=True):
        assert got.shape == expected.shape
    report = compare(graph, quantised, inputs)
    assert {layer.source for layer in report.layers} >= set(graph.outputs)


def digits() -> tuple[Array, Array, Array, Array]:
    x, y = load_digits(return_X_y=True)
    x = (x / 16).astype(np.float32)
    return x[:1200], y[:1200], x[1200:], y[1200:]


def mlp_of(model: MLPClassifier) -> Graph:
    nodes, tensors, value = [], {}, "x"
    for i, (w, b) in enumerate(zip(model.coefs_, model.intercepts_, strict=True)):
        tensors |= {f"w{i}": w.T.astype(np.float32).copy(), f"b{i}": b.astype(np.float32)}
        nodes.append(Node("Linear", (value, f"w{i}", f"b{i}"), f"y{i}"))
        value = f"y{i}"
        if i + 1 < len(model.coefs_):
            nodes.append(Node("Relu", (value,), f"r{i}"))
            value = f"r{i}"
    return Graph("float", "digits", (Input("x", (0, 64)),), (value,), tuple(nodes), tensors)


def test_real_digits_lose_at_most_half_a_point() -> None:
    train_x, train_y, test_x, test_y = digits()
    model = MLPClassifier((32,), random_state=1, max_iter=80, early_stopping=True).fit(train_x, train_y)
    graph = mlp_of(model)
    quantised = quantise(graph, [train_x[:200]])
    report = compare(graph, quantised, [test_x], test_y)
    assert report.float_accuracy == pytest.approx(model.score(test_x, test_y), abs=0.002)
    assert report.float_accuracy is not None and report.int8_accuracy is not None and report.agreement is not None
    assert report.int8_accuracy >= report.float_accuracy - 0.005 and report.float_accuracy > 0.88
    assert report.agreement > 0.98
    assert [layer.op for layer in report.layers] == ["Input", "Linear", "Linear"]
    assert all(layer.cosine > 0.999 for layer in report.layers)


def test_a_transformer_block_stays_near() -> None:
    """Every operator of attention in integers: LayerNorm, MatMul of values, Softmax, Gelu, residuals."""
    graph = transformer_block(tokens=8, width=32, heads=4)
    x = np.random.default_rng(1).normal(size=(24, 8, 32)).astype(np.float32)
    quantised = quantise(graph, [x[:12]])
    report = compare(graph, quantised, [x[12:]])
    ops = {node.op for node in quantised.graph.nodes}
    assert ops >= {"LayerNorm", "MatMul", "Softmax", "Table", "Add", "Mul", "Linear", "Transpose", "Reshape"}
    assert report.layers[-1].op == "Add" and report.layers[-1].cosine > 0.995
    assert all(layer.cosine > 0.98 for layer in report.layers)


def test_an_embedding_is_quantised_and_its_indices_are_not() -> None:
    rng = np.random.default_rng(1)
    tensors = {"table": rng.normal(size=(11, 6)).astype(np.float32), "w": rng.normal(size=(3, 6)).astype(np.float32)}
    tensors["b"] = np.zeros(3, np.float32)
    nodes = (Node("Gather", ("table", "i"), "e", {"axis": 0}), Node("Linear", ("e", "w", "b"), "y"))
    graph = Graph("float", "", (Input("i", (0, 5), "i32"),), ("y",), nodes, tensors)
    tokens = rng.integers(0, 11, (20, 5)).astype(np.int32)
    quantised = quantise(graph, [tokens])
    assert quantised.graph.inputs[0].type == "i32" and compare(graph, quantised, [tokens]).layers[-1].cosine > 0.999
    for places in (np.array([[0, 0, 0, 0, 11]]), np.array([[0, 0, 0, 0, -1]])):
        with pytest.raises(ShapeMismatch, match="beyond axis 0"):
            evaluate.evaluate(graph, [places])
        with pytest.raises(ShapeMismatch, match="beyond axis 0"):
            integer.evaluate(quantised.graph, [places])


def test_a_report_counts_what_it_says() -> None:
    graph = one("Linear", (2,), np.eye(2), np.zeros(2))
    x = np.array([[0.5, -1.0], [0.26, 0.25], [-0.125, 0.75]], np.float32)
    quantised = quantise(graph, [x])
    report = compare(graph, quantised, [x], np.array([0, 0, 0]))
    layer = report.layers[-1]
    q = integer.evaluate(quantised.graph, quantised_inputs(quantised.graph, [x]))[0] / 2.0**layer.exponent
    assert layer.largest_error == pytest.approx(np.abs(q - x).max())
    assert layer.rms_error == pytest.approx(math.sqrt(((q - x) ** 2).mean()))
    assert layer.cosine == pytest.approx((q * x).sum() / math.sqrt((q**2).sum() * (x**2).sum()))
    assert (layer.lowest, layer.highest) == (-1.0, 0.75)
    saturating = LayerReport("v", "x", "Relu", 0)
    saturating.add(np.array([1.0, -200.0, 5.0, 127.0]), np.array([1, -128, 5, 127]))
    assert (saturating.saturated, saturating.elements, saturating.largest_error) == (2, 4, 72.0)
    assert (report.float_accuracy, report.samples) == (pytest.approx(2 / 3), 3)
    assert set(report.as_dict()["layers"][0]) >= {"source", "range", "cosine", "rms_error", "largest_error"}
    with pytest.raises(ShapeMismatch, match="labels"):
        compare(graph, quantised, [x], np.zeros(2))
    assert (
        compare(
            one("Linear", (2,), np.ones((1, 2)), np.zeros(1)),
            quantise(one("Linear", (2,), np.ones((1, 2)), np.zeros(1)), [x]),
            [x],
        ).agreement
        is None
    )


def test_sums_that_could_wrap_are_refused_by_layer() -> None:
    wide = one("Linear", (70_000,), np.tile([0.99, -0.99], (1, 35_000)), np.zeros(1))
    with pytest.raises(AccumulatorOverflow, match="Linear y, channel 0") as caught:
        quantise(wide, [np.full((1, 70_000), 0.5, np.float32)])
    assert caught.value.reached > caught.value.bound


def test_every_layer_without_an_integer_form_is_listed() -> None:
    attributes: dict[str, Attribute] = {**WINDOW, "pads": (1, 1, 0, 0), "count_include_pad": 0}
    nodes = (Node("AveragePool", ("x",), "a", attributes), Node("AveragePool", ("x",), "b", attributes))
    graph = Graph("float", "", (Input("x", (0, 1, 4, 4)),), ("c", "b"), (*nodes, Node("Relu", ("a",), "c")), {})
    with pytest.raises(UnsupportedModel) as caught:
        quantise(graph, [dyadic(1, 2, 1, 4, 4)])
    assert [problem.node for problem in caught.value.problems] == ["a", "b"]


def test_calibration_data_must_fit() -> None:
    graph = one("Relu", (3,))
    for x in (np.zeros((0, 3), np.float32), np.zeros((2, 4), np.float32), np.zeros((2, 3), complex)):
        with pytest.raises(ShapeMismatch):
            quantise(graph, [x])
    with pytest.raises(NotFinite):
        quantise(graph, [np.array([[1, np.nan, 2]], np.float32)])
    with pytest.raises(MalformedModel):
        quantise(quantise(graph, [np.ones((1, 3), np.float32)]).graph, [np.ones((1, 3), np.float32)])


def test_zeros_everywhere_are_quantised() -> None:
    graph = one("Linear", (3,), np.zeros((2, 3)), np.zeros(2))
    quantised = quantise(graph, [np.zeros((2, 3), np.float32)]).graph
    assert integer.evaluate(quantised, [np.full((1, 3), 127, np.int8)])[0].tolist() == [[0, 0]]


def test_progress_is_told() -> None:
    told: list[str] = []
    quantise(one("Relu", (3,)), [np.ones((1, 3), np.float32)], lambda what, done, total: told.append(what))
    assert set(told) == {"ranges", "scales"}


def test_logistic_regression() -> None:
    train_x, train_y, test_x, test_y = digits()
    model = LogisticRegression(max_iter=60, tol=0.1).fit(train_x, train_y)
    graph = sklearn_model(model)
    assert np.allclose(evaluate.evaluate(graph, [test_x])[0], model.decision_function(test_x), atol=1e-4)
    probabilities = evaluate.evaluate(sklearn_model(model, probabilities=True), [test_x])[0]
    assert np.allclose(probabilities, model.predict_proba(test_x), atol=1e-5)
    report = compare(graph, quantise(graph, [train_x[:100]]), [test_x], test_y)
    assert report.int8_accuracy is not None and report.int8_accuracy >= model.score(test_x, test_y) - 0.005


def test_all_errors_share_one_base() -> None:
    assert issubclass(AccumulatorOverflow, GraphError)
