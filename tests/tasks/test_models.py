"""inference/predict with a network: cases, judge, false outputs, false cases, on a seeded network without training."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from zkpair.tasks.inference import graph_case, graph_damage, graph_false, graph_judge, graph_refusals, predict
from zkpair.tasks.inference.models import Model
from zkpair.tasks.task import CaseData, Cell
from zkpair_graph import Graph, GraphError, Input, Node, read, write
from zkpair_graph.blobs import split_inputs
from zkpair_graph.graph import Attribute
from zkpair_graph.quantise import quantise
from zkpair_graph.work import multiply_accumulates

Array = np.ndarray[Any, np.dtype[Any]]
BATCH = 3
CELL = Cell.of("inference/predict", {"model": "mlp"}, BATCH)


def network() -> Graph:
    """784-16-10, seeded."""
    rng = np.random.default_rng(6)
    w = [rng.normal(size=(o, i)).astype(np.float32) / math.sqrt(i) for o, i in ((16, 784), (10, 16))]
    b = [rng.normal(size=o).astype(np.float32) for o in (16, 10)]
    nodes = (
        Node("Flatten", ("x",), "f"),
        Node("Linear", ("f", "w0", "b0"), "h"),
        Node("Relu", ("h",), "r"),
        Node("Linear", ("r", "w1", "b1"), "y"),
    )
    tensors = {"w0": w[0], "b0": b[0], "w1": w[1], "b1": b[1]}
    return Graph("float", "mlp", (Input("x", (0, 1, 28, 28)),), ("y",), nodes, tensors)


@pytest.fixture(scope="module")
def mlp() -> Model:
    graph = network()
    made = quantise(graph, [np.random.default_rng(7).random((32, 1, 28, 28)).astype(np.float32)]).graph
    data, integers = write(graph), write(made)
    return Model("mlp", data, integers, read(data), read(integers))


@pytest.fixture(scope="module")
def case(mlp: Model) -> CaseData:
    rng = np.random.default_rng(8)
    batches = [[rng.random((BATCH, 1, 28, 28))] for _ in range(4)]
    return graph_case.of_graphs(CELL, 1, mlp.float_bytes, mlp.int8_bytes, batches)


def honest_floats(case: CaseData, instance: int) -> bytes:
    """From the definition, in float32."""
    tensors = network().tensors
    x = np.frombuffer(case.instances[instance]["x"], "<f4").reshape(case.cell.size, 784)
    hidden = np.maximum(x @ tensors["w0"].T + tensors["b0"], 0)
    return np.asarray(hidden @ tensors["w1"].T + tensors["b1"], "<f4").tobytes()


def honest_integers(case: CaseData, instance: int) -> bytes:
    """From the definition, with Python's integers."""
    graph = read(case.shared["graph_int8"])
    values = np.frombuffer(case.instances[instance]["x_int8"], "i1").reshape(case.cell.size, 784).tolist()
    for node in (node for node in graph.nodes if node.op == "Linear"):
        w, b = (graph.tensors[name].tolist() for name in node.inputs[1:])
        shift, lo, hi = node.integers("shift"), node.integer("lo"), node.integer("hi")
        values = [
            [
                max(lo, min(hi, (sum(map(int.__mul__, row, weights)) + bias + (1 << s >> 1)) >> s))
                for weights, bias, s in zip(w, b, shift, strict=True)
            ]
            for row in values
        ]
    return np.array(values, "i1").tobytes()


HONEST = [honest_floats, honest_integers]


@pytest.mark.parametrize("honest", HONEST)
def test_honest_outputs_are_accepted_and_altered_ones_rejected(case: CaseData, honest: Any) -> None:
    for i in range(4):
        assert predict.judge(case, i, honest(case, i)) is None
        assert predict.judge(case, (i + 1) % 4, honest(case, i)) is not None, "a replay"
    altered = predict.false_outputs(case, 0, honest(case, 0))
    assert max(Counter(false.label for false in altered).values()) == 1
    assert {false.label.partition(":")[0] for false in altered} == {"float32", "int8"}
    for false in altered:
        assert predict.judge(case, 0, false.output) is not None, false.label


@pytest.mark.parametrize("honest", HONEST)
def test_every_single_element_matters(case: CaseData, honest: Any) -> None:
    output = honest(case, 1)
    width = len(output) // (10 * BATCH)
    for i in range(10 * BATCH):
        altered = bytearray(output)
        altered[width * i + width - 1] ^= 1 if width == 1 else 0x80
        assert predict.judge(case, 1, bytes(altered)) is not None, i


def test_the_tolerance_is_a_ten_thousandth_of_the_largest_logit(case: CaseData) -> None:
    (exact,) = graph_judge.expected(case, 0, graph_judge.FLOAT)
    largest = np.abs(exact).max()
    for place in (0, int(np.argmin(np.abs(exact)))):
        for share, right in ((0.9e-4, True), (1.1e-4, False)):
            values = exact.copy()
            values[place] += share * largest
            assert (predict.judge(case, 0, values.astype("<f4").tobytes()) is None) == right


def test_outputs_are_equal_within_their_precision_only(case: CaseData) -> None:
    floats, integers = honest_floats(case, 0), honest_integers(case, 0)
    values = np.frombuffer(floats, "<f4")
    assert predict.equal(case, floats, floats)
    assert predict.equal(case, floats, (values * np.float32(1 + 1e-6)).astype("<f4").tobytes())
    assert not predict.equal(case, floats, (values * np.float32(1 + 1e-3)).astype("<f4").tobytes())
    assert predict.equal(case, integers, integers)
    assert not predict.equal(case, floats, integers)
    assert not predict.equal(case, integers, floats)
    assert not predict.equal(case, integers, bytes([integers[0] ^ 1]) + integers[1:])
    assert not predict.equal(case, floats, floats[:-4])
    not_a_number = np.full_like(values, np.nan).tobytes()
    assert not predict.equal(case, not_a_number, not_a_number)


def test_no_integers_where_there_are_none(case: CaseData) -> None:
    alone = replace(
        case, shared={"graph": case.shared["graph"]}, instances=[{"x": blobs["x"]} for blobs in case.instances]
    )
    assert predict.judge(alone, 0, honest_floats(case, 0)) is None
    assert "no integer form" in (predict.judge(alone, 0, honest_integers(case, 0)) or "")
    altered = graph_false.false_outputs(alone, 0, honest_floats(case, 0))
    assert altered
    assert all(predict.judge(alone, 0, false.output) is not None for false in altered)
    assert all(not false.label.startswith("int8") for false in altered)
    assert len(graph_refusals.false_cases(alone)) == len(graph_refusals.false_cases(case)) - 1  # nothing to exchange


def test_an_output_of_zeros_is_judged(case: CaseData) -> None:
    """The tolerance is relative to the largest logit; where that is 0, nothing but 0 is right."""
    graph = replace(network(), tensors={name: tensor * 0 for name, tensor in network().tensors.items()})
    zeros = graph_case.of_graphs(CELL, 1, write(graph), None, [[np.zeros((BATCH, 1, 28, 28))]] * 2)
    output = bytes(4 * 10 * BATCH)
    assert predict.judge(zeros, 0, output) is None
    altered = graph_false.false_outputs(zeros, 0, output)
    assert altered
    assert all(predict.judge(zeros, 0, false.output) is not None for false in altered)


def refused(graph: bytes, x: bytes, kind: str) -> bool:
    """As an engine of that precision would, with our reader."""
    try:
        found = read(graph)
        if found.kind != kind:
            return True
        split_inputs(found, x, BATCH)
    except GraphError:
        return True
    return False


@pytest.mark.parametrize(("suffix", "kind"), [("", "float"), ("_int8", "int8")])
def test_false_cases_are_none_in_either_precision(case: CaseData, suffix: str, kind: str) -> None:
    def asked(of: CaseData) -> list[bool]:
        return [refused(of.shared[f"graph{suffix}"], blobs[f"x{suffix}"], kind) for blobs in of.instances]

    assert asked(case) == [False] * 4
    false = predict.false_cases(case)
    assert len(false) >= 20
    assert max(Counter(f.label for f in false).values()) == 1
    for f in false:
        assert f.expected == "refuse"
        assert f.case.cell == case.cell
        assert asked(f.case) == [True] * 4, f.label


def test_damage_tells_its_own_reason(case: CaseData) -> None:
    """Each is refused for what was done to it, not for something that broke beside it."""
    reasons = {
        "empty": "not a graph",
        "of another magic": "not a graph",
        "truncated by one byte": "must be there",
        "followed by zeros": "follow the last tensor",
        "with a manifest longer than itself": "limit",
        "with a manifest that is no JSON": "JSON",
        "with a space in its manifest": "one form",
        "of version 2": "version 2",
        "with an operator that there is not": "no such operator",
        "with an attribute that there is not": "novelty",
        "with an operand that nothing gives": "before it gives",
        "that waits for itself": "before it gives",
        "with an output that nothing gives": "not a value",
        "with a tensor of another rank": "expected",
        "with a tensor of 2^80 elements": "bytes are declared",
        "with a tensor of another type": "f64",
        "with names of its own": "one form",
    }
    damaged = graph_damage.damaged(case.shared["graph"])
    assert reasons.keys() | {"without its last tensor's bytes"} == damaged.keys()
    for label, reason in reasons.items():
        with pytest.raises(GraphError, match=reason):
            read(damaged[label])
    with pytest.raises(GraphError, match="finite"):
        read(graph_damage.overflowing(case.shared["graph"]))
    with pytest.raises(GraphError, match="accumulator"):
        read(graph_damage.overflowing(case.shared["graph_int8"]))


def test_edge_cases(mlp: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graph_case, "model", lambda name: mlp)
    monkeypatch.setattr(graph_case, "images", lambda: np.zeros((1, 1, 28, 28), np.float32))
    (edge,) = predict.edge_cases(CELL)
    assert len({tuple(instance.values()) for instance in edge.instances}) == len(edge.instances) == 4
    integers = [np.frombuffer(instance["x_int8"], "i1") for instance in edge.instances]
    assert not integers[0].any()
    assert set(integers[2].tolist()) == {-128, 127}
    assert {-128, 127} <= set(integers[3].tolist()), "far beyond any image"
    for i in range(4):
        for honest in HONEST:
            output = honest(edge, i)
            assert predict.judge(edge, i, output) is None
            for false in predict.false_outputs(edge, i, output):
                assert predict.judge(edge, i, false.output) is not None, false.label


def test_work_is_counted() -> None:
    assert multiply_accumulates(network()) == 784 * 16 + 16 * 10
    same: dict[str, Attribute] = {"strides": (2, 1), "pads": (1, 1, 1, 1), "dilations": (1, 1), "groups": 2}
    conv = Graph(
        *("float", "conv", (Input("x", (0, 4, 8, 6)),), ("y",), (Node("Conv", ("x", "w", "b"), "y", same),)),
        {"w": np.ones((6, 2, 3, 3), np.float32), "b": np.ones(6, np.float32)},
    )
    assert multiply_accumulates(conv) == (6 * 4 * 6) * (2 * 3 * 3)
    inputs = (Input("a", (0, 2, 3, 4)), Input("b", (0, 2, 4, 5)))
    product = Graph("float", "matmul", inputs, ("y",), (Node("MatMul", ("a", "b"), "y"),), {})
    assert multiply_accumulates(product) == (2 * 3 * 5) * 4
