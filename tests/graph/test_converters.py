"""Scikit-learn's linear models, safetensors with an architecture, live torch modules."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.datasets import load_diabetes, load_iris
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.tree import DecisionTreeRegressor

from zkpair_graph import GraphError, evaluate, write
from zkpair_graph.errors import MalformedModel, MissingPackage, NotFinite, ShapeMismatch, UnsupportedModel
from zkpair_graph.from_safetensors import from_weights, read_weights, safetensors_file
from zkpair_graph.from_torch import torch_module
from zkpair_graph.graph import Array
from zkpair_graph.linear_models import sklearn_model


@pytest.mark.parametrize("model", [LinearRegression(), Ridge(), make_pipeline(StandardScaler(), Ridge())])
def test_regressions(model: Any) -> None:
    x, y = load_diabetes(return_X_y=True, scaled=False)
    model.fit(x, y)
    graph = sklearn_model(model)
    assert write(graph)
    (got,) = evaluate.evaluate(graph, [x.astype(np.float32)])
    assert np.abs(got[:, 0] - model.predict(x)).max() <= 1e-4 * np.abs(model.predict(x)).max()


def test_two_classes_and_their_probabilities() -> None:
    x, y = load_iris(return_X_y=True)
    x, y = x[:100], y[:100]
    model = LogisticRegression().fit(x, y)
    x32 = x.astype(np.float32)
    assert np.allclose(evaluate.evaluate(sklearn_model(model), [x32])[0][:, 0], model.decision_function(x), atol=1e-4)
    probabilities = evaluate.evaluate(sklearn_model(model, probabilities=True), [x32])[0]
    assert np.allclose(probabilities, model.predict_proba(x), atol=1e-5)


def test_what_is_not_linear_or_not_fitted_is_refused() -> None:
    x, y = load_diabetes(return_X_y=True)
    with pytest.raises(UnsupportedModel, match="DecisionTreeRegressor"):
        sklearn_model(DecisionTreeRegressor().fit(x, y))
    with pytest.raises(MalformedModel, match="fit first"):
        sklearn_model(LinearRegression())
    with pytest.raises(UnsupportedModel, match="MinMaxScaler"):
        sklearn_model(make_pipeline(MinMaxScaler(), Ridge()).fit(x, y))
    with pytest.raises(UnsupportedModel, match="probabilities"):
        sklearn_model(Ridge().fit(x, y), probabilities=True)


def random(seed: int, *shape: int) -> Array:
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


WEIGHTS = {
    "conv.weight": random(1, 4, 1, 3, 3),
    "norm.weight": random(2, 4),
    "norm.bias": random(3, 4),
    "norm.running_mean": random(4, 4),
    "norm.running_var": np.abs(random(5, 4)) + 0.5,
    "norm.num_batches_tracked": np.array(7),
    "fc.weight": random(6, 10, 36),
    "fc.bias": random(7, 10),
}
ARCHITECTURE: dict[str, Any] = {
    "input": [1, 6, 6],
    "layers": [
        {"op": "Conv2d", "weights": "conv", "padding": 1},
        {"op": "BatchNorm2d", "weights": "norm"},
        {"op": "ReLU"},
        {"op": "MaxPool2d", "kernel_size": 2},
        {"op": "Dropout", "p": 0.2},
        {"op": "Flatten"},
        {"op": "Linear", "weights": "fc"},
        {"op": "Softmax"},
    ],
}


def test_an_architecture_with_weights(tmp_path: Path) -> None:
    """Against the definitions, written out with NumPy."""
    safetensors = pytest.importorskip("safetensors.numpy")
    safetensors.save_file(WEIGHTS, tmp_path / "w.safetensors")
    (tmp_path / "a.json").write_text(json.dumps(ARCHITECTURE))
    graph = safetensors_file(tmp_path / "w.safetensors", tmp_path / "a.json", name="small")
    assert [node.op for node in graph.nodes] == ["Conv", "Relu", "MaxPool", "Flatten", "Linear", "Softmax"]
    x = random(0, 2, 1, 6, 6)
    padded = np.pad(x[:, 0], ((0, 0), (1, 1), (1, 1)))
    y = np.zeros((2, 4, 6, 6))
    for r in range(3):
        for c in range(3):
            y += WEIGHTS["conv.weight"][:, 0, r, c, None, None] * padded[:, None, r : r + 6, c : c + 6]
    y = (y - _channels("running_mean")) / np.sqrt(_channels("running_var") + 1e-5)
    y = np.maximum(y * _channels("weight") + _channels("bias"), 0)
    y = y.reshape(2, 4, 3, 2, 3, 2).max(axis=(3, 5)).reshape(2, 36)
    y = y @ WEIGHTS["fc.weight"].T + WEIGHTS["fc.bias"]
    expected = np.exp(y) / np.exp(y).sum(axis=1, keepdims=True)
    assert np.allclose(evaluate.evaluate(graph, [x])[0], expected, atol=1e-5)


def _channels(name: str) -> Array:
    return WEIGHTS[f"norm.{name}"][:, None, None]


def layer(**entries: Any) -> bytes:
    return json.dumps({"input": [36], "layers": [entries]}).encode()


FC = {name: WEIGHTS[name] for name in ("fc.weight", "fc.bias")}


@pytest.mark.parametrize(
    ("architecture", "error"),
    [
        (b"", MalformedModel),
        (b"[" * 100_000, MalformedModel),
        (b"{}", MalformedModel),
        (b'{"input": [0], "layers": []}', MalformedModel),
        (b'{"input": [36], "layers": [{"op": 3}]}', MalformedModel),
        (layer(op="Linear"), MalformedModel),
        (layer(op="Linear", weights="absent"), MalformedModel),
        (layer(op="Linear", weights="fc", extra=1), MalformedModel),
        (layer(op="ReLU"), MalformedModel),
        (layer(op="Conv2d", weights="fc"), ShapeMismatch),
        (layer(op="LSTM"), UnsupportedModel),
        (json.dumps({"input": [35], "layers": [{"op": "Linear", "weights": "fc"}]}).encode(), ShapeMismatch),
        (layer(op="MaxPool2d"), MalformedModel),
        (layer(op="LeakyReLU", negative_slope="x"), MalformedModel),
    ],
)
def test_architectures_that_do_not_fit_are_refused(architecture: bytes, error: type[GraphError]) -> None:
    with pytest.raises(error):
        from_weights(FC, architecture)


def test_deep_json_is_refused_where_a_library_has_raised_the_recursion_limit() -> None:
    """In a process of its own: what recursed would end it."""
    program = """
import sys
from zkpair_graph.errors import MalformedModel
from zkpair_graph.from_safetensors import from_weights
sys.setrecursionlimit(100_000)
try:
    from_weights({}, b"[" * 100_000)
except MalformedModel as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout.strip()) == (0, "the architecture is nested more than 8 deep"), done.stderr


def test_weights_that_are_no_numbers_are_refused() -> None:
    broken = {**FC, "fc.bias": np.array([np.nan] * 10, np.float32)}
    with pytest.raises(NotFinite):
        from_weights(broken, layer(op="Linear", weights="fc"))


def test_damaged_weights_are_refused_by_name() -> None:
    safetensors = pytest.importorskip("safetensors.numpy")
    data = safetensors.save({"a": random(1, 3)})
    for place in range(len(data)):
        with pytest.raises(MalformedModel):
            read_weights(data[:place])
        altered = bytearray(data)
        altered[place] ^= 0x40
        try:
            read_weights(bytes(altered))
        except GraphError:
            pass


def test_without_a_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("torch", "safetensors"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingPackage, match="pip install torch"):
        torch_module(None, None)
    with pytest.raises(MissingPackage, match="pip install safetensors"):
        read_weights(b"")


def attention(torch: Any) -> Any:
    class Attention(torch.nn.Module):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.norm, self.qkv = torch.nn.LayerNorm(16), torch.nn.Linear(16, 48)

        def forward(self, x: Any) -> Any:
            batch, tokens, width = x.shape
            split = self.qkv(self.norm(x)).reshape(batch, tokens, 3, 4, width // 4)
            q, k, v = split.permute(2, 0, 3, 1, 4).unbind(0)
            mixed = torch.nn.functional.scaled_dot_product_attention(q, k, v)
            return x + mixed.transpose(1, 2).reshape(batch, tokens, width)

    return Attention()


@pytest.mark.parametrize("kind", ["cnn", "attention"])
def test_a_live_module(kind: str) -> None:
    torch = pytest.importorskip("torch")
    torch.manual_seed(1)
    cnn = torch.nn.Sequential(
        torch.nn.Conv2d(1, 4, 3, padding=1),
        torch.nn.BatchNorm2d(4),
        torch.nn.ReLU(),
        torch.nn.AvgPool2d(2),
        torch.nn.Flatten(),
        torch.nn.Linear(36, 16),
        torch.nn.GELU(),
        torch.nn.LayerNorm(16),
        torch.nn.Linear(16, 10),
    )
    module, shape = (cnn, (1, 6, 6)) if kind == "cnn" else (attention(torch), (5, 16))
    module.train()
    converted = torch_module(module, torch.zeros(1, *shape))
    assert module.training
    x = torch.randn(5, *shape)
    with torch.no_grad():
        expected = module.eval()(x).numpy()
    assert np.allclose(evaluate.evaluate(converted.graph, [x.numpy()])[0], expected, atol=1e-5)


def test_what_torch_cannot_export_is_refused() -> None:
    torch = pytest.importorskip("torch")
    with pytest.raises(MalformedModel, match="int is not a torch"):
        torch_module(3, torch.zeros(1))
    with pytest.raises(MalformedModel, match="torch cannot export Linear"):
        torch_module(torch.nn.Linear(3, 2), torch.zeros(1, 4))
