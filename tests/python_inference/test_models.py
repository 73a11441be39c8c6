"""The engines on the trained models: near the definition in floats, the same bits in integers."""

from __future__ import annotations

import numpy as np
import pytest
from python_engines import ENGINES, FLOAT_ENGINES, assert_near, case_of, run

from zkpair.tasks.inference.models import MODELS, images, model
from zkpair_graph import evaluate, integer
from zkpair_python.errors import UnsupportedCellError

INPUTS = 1000
QUICK = ("mlp", "lenet")


@pytest.mark.parametrize("name", [name for name in MODELS if name in QUICK])
@pytest.mark.parametrize("engine", FLOAT_ENGINES)
def test_floats_are_near_the_definition(engine: str, name: str) -> None:
    """A batch that is cut into tiles of unequal sizes."""
    x = images()[:19]
    chosen = model(name)
    assert_near(run(engine, chosen.float_bytes, [x]), evaluate.evaluate(chosen.float_graph, [x]), 2e-6)


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in QUICK else pytest.mark.slow) for name in MODELS]
)
def test_integers_are_the_same_bits_for_a_thousand_inputs(name: str) -> None:
    """Any integers, not only those that images give."""
    chosen = model(name)
    shape = (INPUTS, *chosen.int8_graph.inputs[0].shape[1:])
    x = np.random.default_rng(6).integers(-128, 128, shape).astype(np.int8)
    for first in range(0, INPUTS, 100):
        part = x[first : first + 100]
        (got,) = run("python-int8", chosen.int8_bytes, [part])
        assert got.tobytes() == integer.evaluate(chosen.int8_graph, [part])[0].tobytes()


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in MODELS if name not in QUICK])
def test_floats_of_the_large_models_are_near_the_definition(name: str) -> None:
    chosen = model(name)
    for engine, count in (("numpy", 19), ("python", 1)):
        x = images()[:count]
        assert_near(run(engine, chosen.float_bytes, [x]), evaluate.evaluate(chosen.float_graph, [x]), 2e-6)


@pytest.mark.parametrize("name", [name for name in MODELS if name not in QUICK])
def test_lists_leave_large_cells_out(name: str) -> None:
    case = case_of("float", model(name).float_bytes, [[images()[:64]]], 64)
    with pytest.raises(UnsupportedCellError, match="half a minute"):
        ENGINES["python"]().prepare(case, 1)
