"""`zkpair convert` as a user calls it: files, digest, report; and what is refused says what to do."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

pytest.importorskip("onnx")
from onnx_models import cnn, data, node, onnx, random

from zkpair.cli.convert import convert
from zkpair.cli.main import cli
from zkpair_graph import digest, read, write
from zkpair_graph.from_onnx.convert import from_bytes


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cnn.onnx").write_bytes(cnn().SerializeToString())
    np.save(tmp_path / "x.npy", random(1, 30, 1, 8, 8))
    np.save(tmp_path / "y.npy", np.arange(30) % 10)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(convert, arguments, catch_exceptions=False)


def refused(*arguments: str) -> str:
    result = run(*arguments)
    assert result.exit_code == 2 and "Traceback" not in result.output, result.output
    return result.output


def test_a_model_becomes_a_graph_with_a_digest(folder: Path) -> None:
    result = run("cnn.onnx")
    assert result.exit_code == 0
    written = (folder / "cnn.zkgraph").read_bytes()
    assert written == write(from_bytes((folder / "cnn.onnx").read_bytes()).graph)
    assert digest(written) in result.output and "wrote cnn.zkgraph" in result.output
    assert sorted(path.name for path in folder.iterdir()) == ["cnn.onnx", "cnn.zkgraph", "x.npy", "y.npy"]


def test_a_graph_becomes_an_onnx_model_again(folder: Path) -> None:
    assert run("cnn.onnx").exit_code == 0
    result = run("cnn.zkgraph", "--onnx", "--out", "made")
    assert result.exit_code == 0 and "cnn.zkgraph.onnx" in result.output
    assert [path.name for path in (folder / "made").iterdir()] == ["cnn.zkgraph.onnx"]
    again = from_bytes((folder / "made" / "cnn.zkgraph.onnx").read_bytes())
    assert write(again.graph) == (folder / "cnn.zkgraph").read_bytes()
    assert run("made/cnn.zkgraph.onnx", "--onnx").exit_code == 0
    assert (folder / "cnn.zkgraph.zkgraph.onnx").is_file(), "a model of the user's is never written over"


def test_samples_make_integers_and_a_report(folder: Path) -> None:
    result = run("cnn.onnx", "--calibration", "x.npy", "--labels", "y.npy", "--report", "r/r.json", "--out", "made")
    assert result.exit_code == 0
    graph = read((folder / "made" / "cnn.int8.zkgraph").read_bytes())
    assert graph.kind == "int8" and digest(write(graph)) in result.output
    report = json.loads((folder / "r" / "r.json").read_text())
    assert report["samples"] == 30 and 0 <= report["float_accuracy"] <= 1 and report["top1_agreement"] > 0.8
    assert [layer["source"] for layer in report["layers"]][:3] == ["x", "r1", "p1"]
    assert "same class as in floats" in result.output and "right: float" in result.output


def test_a_graph_is_read_again_and_quantised(folder: Path) -> None:
    run("cnn.onnx")
    before = (folder / "cnn.zkgraph").read_bytes()
    assert run("cnn.zkgraph", "--calibration", "x.npy").exit_code == 0
    assert (folder / "cnn.zkgraph").read_bytes() == before
    assert read((folder / "cnn.int8.zkgraph").read_bytes()).kind == "int8"


def test_several_inputs_are_named(folder: Path) -> None:
    (folder / "two.onnx").write_bytes(data([node("Add", ["a", "b"], ["y"])], {"a": ["n", 4], "b": ["n", 4]}, ["y"]))
    np.save(folder / "a.npy", random(1, 5, 4))
    assert "--calibration a=x.npy --calibration b=x.npy" in refused("two.onnx", "--calibration", "a.npy")
    result = run("two.onnx", "--calibration", "a=a.npy", "--calibration", "b=a.npy")
    assert result.exit_code == 0, result.output


def test_free_sizes_are_given(folder: Path) -> None:
    (folder / "free.onnx").write_bytes(data([node("Relu", ["x"], ["y"])], {"x": ["n", "wide"]}, ["y"]))
    assert "--shape x=0,?" in refused("free.onnx")
    for shape in ("1,7", "x=1,7"):
        assert run("free.onnx", "--shape", shape).exit_code == 0
        assert read((folder / "free.zkgraph").read_bytes()).inputs[0].shape == (0, 7)
    assert "is no list of sizes" in refused("free.onnx", "--shape", "x=wide")


def test_a_pickle_is_read_only_when_trusted(folder: Path) -> None:
    x, y = load_iris(return_X_y=True)
    (folder / "m.pkl").write_bytes(pickle.dumps(LogisticRegression(max_iter=500).fit(x, y)))
    assert "--trust-pickle" in refused("m.pkl")
    assert run("m.pkl", "--trust-pickle").exit_code == 0
    assert read((folder / "m.zkgraph").read_bytes()).inputs[0].shape == (0, 4)
    (folder / "bad.pkl").write_bytes(b"\x80\x04broken")
    assert "cannot be read" in refused("bad.pkl", "--trust-pickle")


def test_weights_need_an_architecture(folder: Path) -> None:
    numpy_file = pytest.importorskip("safetensors.numpy")
    numpy_file.save_file({"fc.weight": random(1, 2, 3)}, folder / "w.safetensors")
    (folder / "a.json").write_text('{"input": [3], "layers": [{"op": "Linear", "weights": "fc"}]}')
    assert "--architecture" in refused("w.safetensors")
    assert run("w.safetensors", "--architecture", "a.json").exit_code == 0
    assert "belongs to .safetensors" in refused("cnn.onnx", "--architecture", "a.json")


def test_what_cannot_be_used_is_told_in_one_place(folder: Path) -> None:
    (folder / "bad.onnx").write_bytes((folder / "cnn.onnx").read_bytes()[:500])
    (folder / "bad.npy").write_bytes(b"\x93NUMPY\x01\x00nothing")
    (folder / "model.txt").write_text("")
    np.save(folder / "wrong.npy", random(1, 3, 5))
    np.save(folder / "short.npy", np.zeros(3))
    broken = cnn()
    broken.graph.initializer[0].CopyFrom(onnx.numpy_helper.from_array(np.full((4, 1, 3, 3), np.nan, "f4"), "w1"))
    (folder / "nan.onnx").write_bytes(broken.SerializeToString())
    assert "MalformedModel" in refused("bad.onnx")
    assert "nan.onnx: NotFinite: tensor w1: element 0 is nan" in refused("nan.onnx")
    assert "absent.onnx" in refused("absent.onnx")
    assert "ending" in refused("model.txt")
    assert "not an array" in refused("cnn.onnx", "--calibration", "bad.npy")
    assert "absent.npy" in refused("cnn.onnx", "--calibration", "absent.npy")
    assert "ShapeMismatch" in refused("cnn.onnx", "--calibration", "wrong.npy")
    assert "labels" in refused("cnn.onnx", "--calibration", "x.npy", "--labels", "short.npy")
    assert "give --calibration" in refused("cnn.onnx", "--labels", "y.npy")
    assert not (folder / "cnn.zkgraph").exists()


def test_a_huge_array_that_is_not_there_allocates_nothing(folder: Path) -> None:
    header = b"{'descr': '<f4', 'fortran_order': False, 'shape': (1099511627776, 1, 8, 8), }"
    header += b" " * (-(len(header) + 11) % 64) + b"\n"
    (folder / "huge.npy").write_bytes(b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header)
    assert "not an array" in refused("cnn.onnx", "--calibration", "huge.npy")


def test_help_has_examples() -> None:
    result = CliRunner().invoke(cli, ["convert", "--help"])
    assert result.exit_code == 0 and "zkpair convert lenet.onnx --calibration" in " ".join(result.output.split())
