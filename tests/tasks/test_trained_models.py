"""The committed models: what NAME.json says of them is measured again, on the committed images and, where the data set
is installed, on all test images.
"""

from __future__ import annotations

import importlib.util
import io
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from zkpair.tasks.inference.models import MODELS, facts, images, model
from zkpair_graph import digest, evaluate, integer, write
from zkpair_graph.from_onnx.convert import from_bytes
from zkpair_graph.work import multiply_accumulates

ROOT = Path(__file__).resolve().parents[2]
DATA = Path("/usr/share/datasets/fashion-mnist")
Array = np.ndarray[Any, np.dtype[Any]]


def sample_labels() -> Array:
    data = files("zkpair.tasks.inference").joinpath("models", "images.npz").read_bytes()
    with np.load(io.BytesIO(data), allow_pickle=False) as archive:
        labels: Array = archive["labels"]
    return labels


def right(name: str) -> dict[str, int]:
    """How many of the committed images each precision gets right."""
    chosen = model(name)
    q = integer.quantise_values(images(), chosen.int8_graph.exponents["v0"])
    logits = {
        "float": evaluate.evaluate(chosen.float_graph, [images()])[0],
        "int8": integer.evaluate(chosen.int8_graph, [q])[0],
    }
    return {precision: int((each.argmax(axis=1) == sample_labels()).sum()) for precision, each in logits.items()}


@pytest.mark.parametrize("name", MODELS)
def test_a_model_is_what_its_facts_say(name: str) -> None:
    chosen, said = model(name), facts(name)
    assert digest(chosen.float_bytes) == said["digest"] and digest(chosen.int8_bytes) == said["digest_int8"]
    assert multiply_accumulates(chosen.float_graph) == said["macs"]
    assert chosen.float_graph.parameters() == said["parameters"]


@pytest.mark.parametrize("name", [name for name in MODELS if name in ("mlp", "lenet")])
def test_a_model_gets_as_many_of_the_sample_right_as_its_facts_say(name: str) -> None:
    assert right(name) == facts(name)["sample_right"]


@pytest.mark.parametrize(("name", "least"), [("mlp", 0.88), ("lenet", 0.90), ("cnn", 0.93)])
def test_a_model_reaches_its_accuracy(name: str, least: float) -> None:
    if name not in MODELS:
        pytest.skip(f"{name} is not committed")
    accuracy = facts(name)["accuracy"]
    assert accuracy["float"] >= least
    assert accuracy["float"] - accuracy["int8"] <= 0.005


@pytest.mark.slow
@pytest.mark.parametrize("name", MODELS)
def test_the_accuracy_on_all_test_images(name: str) -> None:
    if not DATA.exists():
        pytest.skip(f"{DATA} is not installed (Debian's package dataset-fashion-mnist)")
    artefacts, data = training("artefacts"), training("data")
    test, chosen = data.load(DATA, "t10k"), model(name)
    got = {
        "float": artefacts.float_accuracy(chosen.float_graph, test),
        "int8": artefacts.integer_accuracy(chosen.int8_graph, test),
    }
    assert got == facts(name)["accuracy"]


def training(part: str) -> Any:
    """A module of tools/training."""
    if "training" not in sys.modules:
        folder = ROOT / "tools" / "training"
        place = [str(folder)]
        spec = importlib.util.spec_from_file_location(
            "training", folder / "__init__.py", submodule_search_locations=place
        )
        assert spec is not None and spec.loader is not None
        sys.modules["training"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules["training"])
    return importlib.import_module(f"training.{part}")


def test_the_committed_images_are_those_of_the_data_set() -> None:
    if not DATA.exists():
        pytest.skip(f"{DATA} is not installed (Debian's package dataset-fashion-mnist)")
    artefacts, data = training("artefacts"), training("data")
    _, sample = artefacts.sample_of(data.load(DATA, "t10k"), 1)
    assert np.array_equal(data.pixels(sample.images), images())
    assert np.array_equal(sample.labels, sample_labels())


def test_the_onnx_model_converts_to_the_committed_graph() -> None:
    """tests/data/models/lenet.onnx is torch's own export of the module that was trained."""
    pytest.importorskip("onnx")
    converted = from_bytes((ROOT / "tests" / "data" / "models" / "lenet.onnx").read_bytes(), name="lenet")
    assert digest(write(converted.graph)) == facts("lenet")["digest"]


def test_files_that_are_no_data_set_are_refused(tmp_path: Path) -> None:
    data = training("data")
    with pytest.raises(data.DataError, match="apt-get install dataset-fashion-mnist"):
        data.load(tmp_path, "t10k")
    path = tmp_path / "t10k-images-idx3-ubyte"
    head = bytes([0, 0, 8, 3]) + b"".join(n.to_bytes(4, "big") for n in (10_000, 28, 28))
    for content, message in ((b"\x00" * 32, "no idx file"), (head + b"\x00", "are announced")):
        path.write_bytes(content)
        with pytest.raises(data.DataError, match=message):
            data.load(tmp_path, "t10k")
    path.unlink()
    path.with_name(path.name + ".gz").write_bytes(b"not gzip")
    with pytest.raises(data.DataError, match="gz"):
        data.load(tmp_path, "t10k")


def train_models(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "tools" / "train_models.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_the_tool_says_what_it_takes_and_what_it_lacks(tmp_path: Path) -> None:
    shown = train_models("--help")
    assert shown.returncode == 0 and "tools/train_models.py cnn --again" in shown.stdout
    lacking = train_models("--data", str(tmp_path))
    assert lacking.returncode == 2 and "apt-get install dataset-fashion-mnist" in lacking.stdout
    unknown = train_models("resnet")
    assert unknown.returncode == 2 and "no model resnet; there are mlp, lenet, cnn, transformer_block" in unknown.stderr


def test_the_table_is_what_the_facts_say() -> None:
    table = training("table")
    page = (ROOT / "docs" / "models.md").read_text()
    folder = ROOT / "src" / "zkpair" / "tasks" / "inference" / "models"
    assert table.text(folder, list(training("recipes").RECIPES)) in page
