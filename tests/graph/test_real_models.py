"""Models nobody here made, where they are installed (pip install --no-deps rapidocr-onnxruntime silero-vad)."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("onnx")
from zkpair_graph import evaluate
from zkpair_graph.errors import UnsupportedModel
from zkpair_graph.from_onnx.convert import from_file
from zkpair_graph.quantise import quantise
from zkpair_graph.report import compare


def model_of(package: str, file: str) -> Path:
    """A file of an installed package, found without importing it."""
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        pytest.skip(f"{package} is not installed")
    path = Path(next(iter(found.submodule_search_locations))) / file
    if not path.is_file():
        pytest.skip(f"{package} has no {file} in this version")
    return path


@pytest.mark.parametrize(
    ("file", "shape"),
    [("ch_ppocr_mobile_v2.0_cls_infer.onnx", (3, 48, 192)), ("ch_PP-OCRv4_rec_infer.onnx", (3, 48, 96))],
)
def test_pp_ocr_agrees_with_onnxruntime(file: str, shape: tuple[int, ...]) -> None:
    path = model_of("rapidocr_onnxruntime", f"models/{file}")
    onnxruntime = pytest.importorskip("onnxruntime")
    graph = from_file(path, shapes={"x": (1, *shape)}).graph
    x = np.random.default_rng(1).uniform(-1, 1, (3, *shape)).astype(np.float32)
    expected = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"]).run(None, {"x": x})
    for got, wanted in zip(evaluate.evaluate(graph, [x]), expected, strict=True):
        assert got.shape == wanted.shape and np.abs(got - wanted).max() <= 1e-4 * np.abs(wanted).max()


def test_the_text_classifier_becomes_integers() -> None:
    path = model_of("rapidocr_onnxruntime", "models/ch_ppocr_mobile_v2.0_cls_infer.onnx")
    graph = from_file(path, shapes={"x": (1, 3, 48, 192)}).graph
    x = np.random.default_rng(1).uniform(-1, 1, (4, 3, 48, 192)).astype(np.float32)
    report = compare(graph, quantise(graph, [x]), [x])
    assert report.layers[-1].cosine > 0.95


@pytest.mark.parametrize(
    ("package", "file", "missing"),
    [
        ("rapidocr_onnxruntime", "models/ch_PP-OCRv4_det_infer.onnx", {"Resize": 6, "ConvTranspose": 2}),
        ("silero_vad", "data/silero_vad_16k_sequence.onnx", {"Sqrt": 1, "LSTM": 1}),
    ],
)
def test_what_is_missing_is_said_exactly(package: str, file: str, missing: dict[str, int]) -> None:
    with pytest.raises(UnsupportedModel) as caught:
        from_file(model_of(package, file), shapes={"x": (1, 3, 64, 64)} if package == "rapidocr_onnxruntime" else {})
    assert caught.value.operators() == missing
