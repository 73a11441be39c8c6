"""Fashion-MNIST (Xiao, Rasul, Vollgraf, 2017, arXiv:1708.07747): 60,000 images to train on, 10,000 to test with.

The files are LeCun's idx: two zero bytes, the type (8: unsigned bytes), the number of axes, each axis as u32
big-endian, then the elements in C order.
"""

from __future__ import annotations

import gzip
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]

DEFAULT_FOLDER = Path("/usr/share/datasets/fashion-mnist")
PACKAGE = "dataset-fashion-mnist"
SIDE, CLASSES = 28, 10
SAMPLES = {"train": 60_000, "t10k": 10_000}
UNSIGNED_BYTES = 8


class DataError(Exception):
    """Files that are missing or are not what they should be; the message says what to do."""


@dataclass(frozen=True)
class Split:
    """images: uint8 [n, 28, 28], labels: uint8 [n]."""

    images: Array
    labels: Array


def load(folder: Path, part: str) -> Split:
    """`part` is "train" or "t10k". Raises DataError."""
    images = read_idx(folder / f"{part}-images-idx3-ubyte", (SAMPLES[part], SIDE, SIDE))
    labels = read_idx(folder / f"{part}-labels-idx1-ubyte", (SAMPLES[part],))
    if int(labels.max()) >= CLASSES:
        raise DataError(f"{folder}: label {int(labels.max())}; Fashion-MNIST has the classes 0 to {CLASSES - 1}")
    return Split(images, labels)


def read_idx(path: Path, shape: tuple[int, ...]) -> Array:
    """The unsigned bytes of an idx file, plain or with `.gz` at the end of its name, of exactly this shape."""
    data = _content(path)
    head = struct.pack(">HBB", 0, UNSIGNED_BYTES, len(shape)) + struct.pack(f">{len(shape)}I", *shape)
    if not data.startswith(head):
        raise DataError(f"{path}: no idx file of unsigned bytes of shape {list(shape)}")
    if len(data) != len(head) + int(np.prod(shape)):
        raise DataError(f"{path}: {len(data)} bytes, but {len(head) + int(np.prod(shape))} are announced")
    return np.frombuffer(data, np.uint8, offset=len(head)).reshape(shape)


def _content(path: Path) -> bytes:
    packed = path.with_name(path.name + ".gz")
    try:
        if packed.exists():
            return gzip.decompress(packed.read_bytes())
        return path.read_bytes()
    except FileNotFoundError:
        raise DataError(
            f"{path}(.gz) is missing: `apt-get install {PACKAGE}`, or give the folder of the four idx files (--data)"
        ) from None
    except (OSError, EOFError) as error:
        raise DataError(f"{path}: {error}") from error


def pixels(images: Array) -> Array:
    """What every model is given: float32 [n, 1, 28, 28], pixel/255."""
    return np.asarray(images[:, None].astype(np.float32) / np.float32(255.0))
