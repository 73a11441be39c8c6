"""A user's own model and samples become a case; what cannot be used is refused with the file's name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from zkpair.cli.main import cli
from zkpair.tasks.inference import predict
from zkpair.tasks.inference.graph_judge import FLOAT, INT8, expected
from zkpair.tasks.task import CaseData
from zkpair_graph import Graph, Input, Node, digest, read, write
from zkpair_graph.quantise import quantise
from zkpair_graph.to_onnx import to_onnx

Array = np.ndarray[Any, np.dtype[Any]]
RNG = np.random.default_rng(4)
SAMPLES = RNG.normal(size=(5, 1, 6, 6)).astype(np.float32)


def small(count_include_pad: int = 1) -> Graph:
    """Conv, average pool with padding, dense: with `count_include_pad=0` it has no integer form."""
    conv = {"strides": (1, 1), "pads": (1, 1, 1, 1), "dilations": (1, 1), "groups": 1}
    pool = {"kernel": (2, 2), "strides": (2, 2), "pads": (1, 1, 1, 1), "dilations": (1, 1)}
    nodes = (
        Node("Conv", ("x", "w", "b"), "c", conv),
        Node("AveragePool", ("c",), "p", {**pool, "count_include_pad": count_include_pad}),
        Node("Flatten", ("p",), "f"),
        Node("Linear", ("f", "v", "d"), "y"),
    )
    rng = np.random.default_rng(3)
    shapes = {"w": (2, 1, 3, 3), "b": (2,), "v": (4, 32), "d": (4,)}
    tensors = {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}
    return Graph("float", "model", (Input("x", (0, 1, 6, 6)),), ("y",), nodes, tensors)


def two_inputs() -> Graph:
    ports = (Input("a", (0, 3)), Input("b", (0, 3)))
    return Graph("float", "model", ports, ("y",), (Node("Mul", ("a", "b"), "y"),), {})


def never(case: CaseData) -> Sequence[bytes]:
    raise AssertionError("nothing has to be made")


@pytest.fixture
def files(tmp_path: Path) -> Callable[..., dict[str, Path]]:
    """Write arrays, graphs and bytes under the names of the options."""

    def write_all(**content: Any) -> dict[str, Path]:
        paths = {}
        for name, value in content.items():
            suffix = {"onnx": ".onnx", "graph": ".zkgraph"}.get(name, ".npz" if isinstance(value, dict) else ".npy")
            paths[name] = path = tmp_path / f"my-{name}{suffix}"
            if isinstance(value, dict):
                np.savez(path, **value)
            elif isinstance(value, np.ndarray):
                np.save(path, value)
            else:
                path.write_bytes(value)
        return paths

    return write_all


def make(files: dict[str, Path]) -> CaseData:
    assert predict.TASK.from_files is not None
    return predict.TASK.from_files(files, 1, never)


def test_an_onnx_file_and_a_graph_file_are_the_same_case(files: Any) -> None:
    graph = read(write(small()))
    by_graph = make(files(graph=write(graph), inputs=SAMPLES))
    by_onnx = make(files(onnx=to_onnx(graph), inputs=SAMPLES))
    assert by_graph == by_onnx
    assert by_graph.cell.size == 5
    assert by_graph.cell.parameters == {"model": "file", "graph": digest(write(graph))[:16]}
    assert by_graph.shared["graph"] == write(graph)
    assert predict.TASK.combination(by_graph.cell) is None
    assert predict.TASK.unit_of(by_graph.cell) == "samples" and predict.TASK.work(by_graph.cell) == 5.0


def test_the_case_holds_the_samples_twice_in_another_order_and_is_judged(files: Any) -> None:
    case = make(files(graph=write(small()), inputs=SAMPLES))
    first, second = (np.frombuffer(blobs["x"], "<f4").reshape(SAMPLES.shape) for blobs in case.instances)
    assert (first == SAMPLES).all() and (second[1:] == SAMPLES[:-1]).all() and (second[0] == SAMPLES[-1]).all()
    for dtype in (FLOAT, INT8):
        outputs = [b"".join(np.asarray(array, dtype).tobytes() for array in expected(case, i, dtype)) for i in range(2)]
        assert predict.judge(case, 0, outputs[0]) is None
        assert predict.judge(case, 0, outputs[1]) is not None
    assert predict.false_cases(case) and predict.false_outputs(case, 0, b"")


def test_scales_come_from_the_calibration_where_there_is_one(files: Any) -> None:
    own = make(files(graph=write(small()), inputs=SAMPLES))
    wide = make(files(graph=write(small()), inputs=SAMPLES, calibration=64 * SAMPLES))
    assert own.shared["graph_int8"] == write(quantise(small(), [SAMPLES]).graph)
    assert own.shared["graph"] == wide.shared["graph"] and own.shared["graph_int8"] != wide.shared["graph_int8"]


def test_a_model_without_integers_runs_in_floats(files: Any) -> None:
    case = make(files(graph=write(small(0)), inputs=SAMPLES))
    assert set(case.shared) == {"graph"} and set(case.instances[0]) == {"x"}
    with pytest.raises(ValueError, match=r"my-graph.zkgraph: no integer form: (?s:.*)AveragePool"):
        make(files(graph=write(small(0)), inputs=SAMPLES, calibration=SAMPLES))


def test_several_inputs_come_by_name(files: Any) -> None:
    a, b = RNG.normal(size=(2, 4, 3)).astype(np.float32)
    case = make(files(onnx=to_onnx(two_inputs()), inputs={"b": b, "a": a}))
    assert case.instances[0]["x"] == a.tobytes() + b.tobytes()
    with pytest.raises(ValueError, match=r"my-inputs.npy: it holds one array.*a, b.*npz"):
        make(files(onnx=to_onnx(two_inputs()), inputs=a))
    with pytest.raises(ValueError, match=r"my-inputs.npz: it holds a, c.*a, b"):
        make(files(onnx=to_onnx(two_inputs()), inputs={"a": a, "c": b}))


def test_one_sample_is_one_instance(files: Any) -> None:
    assert len(make(files(graph=write(small()), inputs=SAMPLES[:1])).instances) == 1


GOOD = write(small())
HUGE = (
    b"\x93NUMPY\1\0v\0{'descr': '<f4', 'fortran_order': False, 'shape': (1099511627776, 1, 6, 6), }".ljust(127) + b"\n"
)
"""A header that declares 2^40 samples, and nothing after it."""
HOLED = SAMPLES.copy()
HOLED[2, 0, 1, 3] = np.nan


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({"inputs": SAMPLES}, "either --onnx or --graph"),
        ({"onnx": to_onnx(small()), "graph": GOOD, "inputs": SAMPLES}, "either --onnx or --graph"),
        ({"onnx": b"not a model", "inputs": SAMPLES}, r"my-onnx.onnx: MalformedModel"),
        ({"graph": GOOD[:-1], "inputs": SAMPLES}, r"my-graph.zkgraph: MalformedModel"),
        ({"graph": write(quantise(small(), [SAMPLES]).graph), "inputs": SAMPLES}, "give the float graph"),
        ({"graph": GOOD, "inputs": SAMPLES[:, :, :5]}, r"my-inputs.npy: input v0: shape \[5, 1, 5, 6\]"),
        ({"graph": GOOD, "inputs": SAMPLES.astype(np.complex64)}, "type complex64"),
        ({"graph": GOOD, "inputs": HOLED}, r"my-inputs.npy: element \[2, 0, 1, 3\] is nan"),
        ({"graph": GOOD, "inputs": SAMPLES[:0]}, "no samples"),
        ({"graph": GOOD, "inputs": b"not an array"}, r"my-inputs.npy: not arrays"),
        ({"graph": GOOD, "inputs": HUGE}, r"my-inputs.npy: not arrays"),
        ({"graph": GOOD, "inputs": b"PK\3\4" + bytes(60)}, r"my-inputs.npy: not arrays"),
        ({"graph": GOOD, "inputs": {"a": SAMPLES, "v0": SAMPLES}}, r"it holds a, v0; the model has the inputs v0"),
        ({"graph": GOOD, "inputs": SAMPLES, "calibration": HOLED}, r"my-calibration.npy: element"),
    ],
)
def test_what_cannot_be_used_is_named(files: Any, content: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        make(files(**content))


def test_the_command_says_what_is_wrong_and_leaves_nothing(files: Any, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ZKPAIR_CACHE", str(tmp_path / "cache"))
    paths = files(onnx=b"not a model", graph=GOOD, inputs=SAMPLES)
    before = sorted(tmp_path.iterdir())
    command = ["run", "inference/predict"]
    for arguments, reason in (
        (["--onnx", str(paths["onnx"]), "--inputs", str(paths["inputs"])], "MalformedModel"),
        (["--graph", str(paths["graph"])], "needs --inputs"),
        (["--graph", str(paths["graph"]), "--inputs", str(paths["inputs"]), "--batch", "4"], "leave out"),
        (["--graph", str(paths["graph"]), "--inputs", str(paths["inputs"]), "--model", "mlp"], "leave out"),
        (["--graph", str(tmp_path / "nowhere"), "--inputs", str(paths["inputs"])], "does not exist"),
        (["--model", "resnet152"], "model=resnet152"),
        (["--model", "mlp", "--batch", "3"], "size 3"),
    ):
        result = CliRunner().invoke(cli, [*command, *arguments])
        assert result.exit_code != 0
        assert reason in result.output.replace("\n", " "), result.output
        assert "Traceback" not in result.output
    assert [path for path in sorted(tmp_path.iterdir()) if path.name != "cache"] == before
