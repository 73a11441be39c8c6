"""The integer engine in Rust against the definition in int64: golden, committed and random graphs, at every level."""

from __future__ import annotations

import lzma
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_graphs import graphs, inputs_of

from zkpair_graph import Graph, integer, read, write
from zkpair_graph.blobs import joined
from zkpair_graph.graph import Array
from zkpair_rust import errors
from zkpair_rust._native import (
    IntegerModel,
    f32_peak_macs_per_second,
    int8_peak_macs_per_second,
    integer_level,
    integer_levels,
)
from zkpair_rust.inference.predict_int8 import RustInt8, load

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = sorted((ROOT / "tests" / "data" / "graphs").glob("*.int8.zkgraph"))
MODELS = ROOT / "src" / "zkpair" / "tasks" / "inference" / "models"
SAMPLES = 1000
BATCH = 50


def check(graph: Graph, data: bytes, inputs: list[Array], levels: list[str]) -> None:
    """The same bytes at every level, by one thread and by two."""
    batch = len(inputs[0])
    expected = joined(integer.evaluate(graph, inputs))
    for level in levels:
        model = load(data, level)
        assert model.level == level
        for threads in (1, 2):
            found, kernel_ns = model.run(joined(inputs), batch, threads)
            assert found == expected, level
            assert kernel_ns > 0
    assert len(expected) == batch * load(data).outputs


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.name.partition(".")[0])
def test_golden_graphs(path: Path) -> None:
    expected = path.with_suffix(".out").read_bytes()
    for level in integer_levels():
        assert IntegerModel(path.read_bytes(), level).run(path.with_suffix(".in").read_bytes(), 2)[0] == expected


def committed(name: str, count: int) -> None:
    """Random bytes; every fifth sample is of extremes alone, every seventh without negative ones: sums reach far."""
    data = lzma.decompress((MODELS / f"{name}.int8.zkgraph.xz").read_bytes())
    graph = read(data)
    rng = np.random.default_rng(6)
    x = rng.integers(-128, 128, (count, *graph.inputs[0].shape[1:])).astype(np.int8)
    x[::5] = np.where(x[::5] > 0, 127, -128)
    x[::7] = np.maximum(x[::7], 0)
    parts = [integer.evaluate(graph, [x[i : i + BATCH]])[0] for i in range(0, count, BATCH)]
    expected = np.concatenate(parts).tobytes()
    model = load(data)
    assert model.run(x.tobytes(), count)[0] == expected
    assert model.run(x.tobytes(), count, 2)[0] == expected
    assert b"".join(model.run(sample.tobytes(), 1)[0] for sample in x) == expected
    few = x[:8].tobytes()
    for level in integer_levels():
        assert load(data, level).run(few, 8)[0] == expected[: 8 * model.outputs], level


@pytest.mark.parametrize(
    ("name", "count"), [("mlp", SAMPLES), ("lenet", SAMPLES), ("cnn", 100), ("transformer_block", 50)]
)
def test_committed_models(name: str, count: int) -> None:
    committed(name, count)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["cnn", "transformer_block"])
def test_large_committed_models_on_a_thousand_inputs(name: str) -> None:
    committed(name, SAMPLES)


def test_no_committed_model_is_left_out() -> None:
    assert {path.name for path in MODELS.glob("*.int8.zkgraph.xz")} == {
        f"{name}.int8.zkgraph.xz" for name in ("mlp", "lenet", "cnn", "transformer_block")
    }


@settings(max_examples=150, deadline=None)
@given(graphs("int8"), st.integers(0, 2**32 - 1), st.sampled_from([1, 3, 16]))
def test_random_graphs(graph: Graph, seed: int, batch: int) -> None:
    data = write(graph)
    inputs = inputs_of(graph, seed, batch)
    check(read(data), data, inputs, integer_levels())


def test_the_level_in_use_is_the_best_and_others_can_be_asked_for() -> None:
    assert integer_levels()[0] == "scalar"
    assert load(GOLDEN[0].read_bytes()).level == integer_level()
    with pytest.raises(errors.UnsupportedParameterError, match="scalar"):
        load(GOLDEN[0].read_bytes(), "mmx")


def test_arrays_are_taken_as_they_are() -> None:
    path = next(path for path in GOLDEN if path.name.startswith("linear."))
    x: Any = np.fromfile(path.with_suffix(".in"), np.int8)
    model = load(path.read_bytes())
    expected = path.with_suffix(".out").read_bytes()
    for given_ in (x, x.reshape(2, -1), memoryview(x), x.tobytes(), bytearray(x.tobytes())):
        assert model.run(given_, 2)[0] == expected
    with pytest.raises(TypeError, match="int8"):
        model.run(x.astype(np.int32), 2)
    twice: Any = np.repeat(x, 2)
    with pytest.raises(errors.NotContiguousError):
        model.run(twice[::2], 2)


def test_what_is_no_graph_of_integers_or_no_input_is_refused_by_name() -> None:
    path = next(path for path in GOLDEN if path.name.startswith("linear."))
    data = path.read_bytes()
    with pytest.raises(errors.MalformedGraphError):
        load(data[:-1])
    with pytest.raises(errors.MalformedGraphError, match="float"):
        load((path.parent / "linear.zkgraph").read_bytes())
    model = load(data)
    x = path.with_suffix(".in").read_bytes()
    for wrong in (b"", x[:-1], x + x):
        with pytest.raises(errors.WrongLengthError):
            model.run(wrong, 2)
        with pytest.raises(errors.WrongLengthError):
            model.check(wrong, 2)
    with pytest.raises(errors.TooLargeError, match="a batch of 4611686018427387904"):
        model.run(x, 2**62)
    assert model.run(b"", 0)[0] == b""


def test_an_index_beyond_its_axis_is_named() -> None:
    path = next(path for path in GOLDEN if path.name.startswith("embedding."))
    model = load(path.read_bytes())
    x = np.fromfile(path.with_suffix(".in"), np.int32)
    for wrong in (-1, 5, 2**31 - 1):
        x[3] = wrong
        with pytest.raises(errors.ShapeMismatchError, match=str(wrong)):
            model.run(x.tobytes(), 2)


def test_threads_that_share_a_model_do_not_disturb_each_other() -> None:
    data = lzma.decompress((MODELS / "lenet.int8.zkgraph.xz").read_bytes())
    rng = np.random.default_rng(3)
    model = load(data)
    batches = [rng.integers(-128, 128, (8, 1, 28, 28)).astype(np.int8).tobytes() for _ in range(4)]
    expected = [load(data).run(batch, 8)[0] for batch in batches]
    found: list[list[bytes]] = [[] for _ in batches]

    def work(i: int) -> None:
        found[i] = [model.run(batches[i], 8)[0] for _ in range(50)]

    workers = [threading.Thread(target=work, args=(i,)) for i in range(len(batches))]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert found == [[one] * 50 for one in expected]


def test_the_arm_says_what_it_is() -> None:
    assert RustInt8.attributes["precision"] == "int8"
    assert RustInt8.attributes["simd"] == integer_level()
    assert RustInt8.wire_format == "int8"


def test_peaks_are_those_of_a_core() -> None:
    assert 1e8 < f32_peak_macs_per_second(0.01) < 1e13
    for level in integer_levels():
        assert 1e8 < int8_peak_macs_per_second(0.01, level) < 1e13
