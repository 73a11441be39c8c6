"""scikit-learn's diabetes data: 442 rows of ten features, each column centred and of length one, and a target.

Source: Efron, Hastie, Johnstone, Tibshirani, "Least Angle Regression", 2004 (README.md beside this file).
"""

from __future__ import annotations

import gzip
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from zkpair.tasks.arithmetic.field import stream

Array = NDArray[np.float64]

N_ROWS = 442
N_FEATURES = 10


@cache
def diabetes() -> tuple[Array, Array]:
    """x (442 × 10) as `load_diabetes()` gives it, and y (442): the disease's progression."""
    text = gzip.decompress((files(__package__) / "diabetes.csv.gz").read_bytes()).decode()
    table = np.array([line.split(",") for line in text.splitlines()[1:]], dtype=np.float64)
    raw, y = table[:, :N_FEATURES], table[:, N_FEATURES].copy()
    centred = raw - raw.mean(axis=0)
    x = centred / np.sqrt((centred**2).sum(axis=0))
    x.flags.writeable = y.flags.writeable = False
    return x, y


def random_words(label: str, seed: int, n: int) -> NDArray[np.uint64]:
    """n seeded words of 64 bits, the same with every version of NumPy."""
    return np.frombuffer(stream(label, seed, 8 * n), dtype="<u8")
