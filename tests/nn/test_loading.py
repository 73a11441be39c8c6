"""Models from files, within the time that is promised."""

from __future__ import annotations

import lzma
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

import zkpair_graph.evaluate
import zkpair_graph.wire
from zkpair_rust import nn

MODELS = files("zkpair.tasks.inference") / "models"


@pytest.fixture
def lenet(tmp_path) -> Path:
    path = tmp_path / "lenet.zkgraph"
    path.write_bytes(lzma.decompress((MODELS / "lenet.zkgraph.xz").read_bytes()))
    return path


def test_a_graph(lenet):
    model = nn.load(lenet)
    x = np.random.default_rng(2).random((3, 1, 28, 28), np.float32)
    (expected,) = zkpair_graph.evaluate.evaluate(zkpair_graph.wire.read(lenet.read_bytes()), [x])
    y = np.asarray(model(x))
    assert np.abs(y - expected).max() <= 1e-5 * np.abs(expected).max()
    assert repr(model).startswith("Model(Nx1x28x28 -> Nx10, simd=")
    assert model(x[:1]).shape == (1, 10)
    with pytest.raises(nn.ShapeError, match=r"\[3, 1, 28, 28\] is needed"):
        model(x[..., 1:])
    with pytest.raises(TypeError, match="takes 1 inputs, 2 were given"):
        model(x, x)
    with pytest.raises(TypeError, match="float32"):
        model(x.astype(np.float64))


def test_an_onnx_model(lenet, tmp_path):
    pytest.importorskip("onnx")
    to_onnx = pytest.importorskip("zkpair_graph.to_onnx")
    path = tmp_path / "lenet.onnx"
    path.write_bytes(to_onnx.to_onnx(zkpair_graph.wire.read(lenet.read_bytes())))
    x = np.random.default_rng(2).random((2, 1, 28, 28), np.float32)
    assert np.allclose(np.asarray(nn.load(path)(x)), np.asarray(nn.load(lenet)(x)), atol=1e-5)


def test_what_is_no_model(tmp_path, lenet):
    for name, content, error in (
        ("a.zkgraph", b"zkgraph1" + bytes(8), ValueError),
        ("b.zkgraph", lenet.read_bytes()[:-64], ValueError),
        ("c.txt", b"text", nn.UnsupportedError),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(error):
            nn.load(tmp_path / name)
    with pytest.raises(FileNotFoundError):
        nn.load(tmp_path / "none.onnx")
    integers = lzma.decompress((MODELS / "lenet.int8.zkgraph.xz").read_bytes())
    (tmp_path / "d.zkgraph").write_bytes(integers)
    with pytest.raises(ValueError, match="an input of i8"):
        nn.load(tmp_path / "d.zkgraph")


def cpu_seconds(code: str, *arguments: str) -> float:
    """The smallest of three fresh processes: of their own, whatever else the machine does."""
    text = f"import time, sys; begun = time.process_time()\n{code}\nprint(time.process_time() - begun)"
    runs = [
        subprocess.run([sys.executable, "-c", text, *arguments], capture_output=True, text=True, check=True)
        for _ in range(3)
    ]
    return min(float(run.stdout) for run in runs)


def test_import_within_50_ms():
    assert cpu_seconds("import zkpair_rust") < 0.05


def test_loading_lenet_within_100_ms(lenet):
    """With the import of nn; a graph needs neither NumPy nor the converter."""
    code = "from zkpair_rust import nn\nnn.load(sys.argv[1])\nassert 'numpy' not in sys.modules"
    assert cpu_seconds(code, str(lenet)) < 0.1
