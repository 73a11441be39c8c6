"""The trained models that come with the task, and the images they are asked about (models/README.md).

NAME.zkgraph.xz is the float graph, NAME.int8.zkgraph.xz the same model in integers, NAME.json what was measured of both
on the 10,000 test images of Fashion-MNIST; images.npz holds 256 of those images, as pixels from 0 to 255.
"""

from __future__ import annotations

import io
import json
import lzma
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zkpair_graph import Graph, read

MODELS: tuple[str, ...] = ("mlp", "lenet", "cnn", "transformer_block")
"""Those that are committed, the smallest first."""

FOLDER = "models"


@dataclass(frozen=True)
class Model:
    """One model in both precisions: the bytes of its graphs, and the graphs."""

    name: str
    float_bytes: bytes
    int8_bytes: bytes
    float_graph: Graph
    int8_graph: Graph


def _data(name: str) -> bytes:
    return files(__package__).joinpath(FOLDER, name).read_bytes()


@cache
def model(name: str) -> Model:
    """A committed model, read and checked."""
    float_bytes = lzma.decompress(_data(f"{name}.zkgraph.xz"))
    int8_bytes = lzma.decompress(_data(f"{name}.int8.zkgraph.xz"))
    return Model(name, float_bytes, int8_bytes, read(float_bytes), read(int8_bytes))


@cache
def facts(name: str) -> dict[str, Any]:
    """What was measured when the model was trained: accuracies, parameters, multiply-accumulates, digests."""
    found: dict[str, Any] = json.loads(_data(f"{name}.json"))
    return found


@cache
def images() -> NDArray[np.float32]:
    """256 test images, [256, 1, 28, 28], a pixel as p/255."""
    with np.load(io.BytesIO(_data("images.npz")), allow_pickle=False) as archive:
        pixels = archive["images"]
    scaled: NDArray[np.float32] = (pixels.reshape(-1, 1, 28, 28) / 255.0).astype(np.float32)
    scaled.flags.writeable = False
    return scaled
