"""halo2's parameters for k, made once and kept on disk: about a millisecond a generator.

`$ZKPAIR_CACHE/halo2`, else `.cache/zkpair/halo2` where the process runs, holds `affine-K.bin`: g_0 … g_{n−1}, w, u as
64-byte points. What is read is checked by its pinned digest; another file is made again.
"""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from zkpair_python.halo.curve import VESTA, Curve
from zkpair_python.halo.encoding import encode_points
from zkpair_python.halo.errors import WrongParameters
from zkpair_python.halo.params import Params, make_params, read_params


def cache_directory() -> Path:
    return Path(os.environ.get("ZKPAIR_CACHE", ".cache/zkpair")) / "halo2"


def cached_params(k: int, curve: Curve = VESTA, directory: Path | None = None) -> Params:
    """The parameters for 2^k rows. Raises `WrongParameters` for a k whose digest is not pinned."""
    path = (directory or cache_directory()) / f"affine-{k}.bin"
    if path.exists():
        try:
            return read_params(path.read_bytes(), 1 << k, curve)
        except WrongParameters:
            pass  # cut short, or altered: made again below
    params = make_params(k, curve)
    blob = encode_points(curve, [*params.g, params.w, params.u])
    checked = read_params(blob, 1 << k, curve)
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as file:  # whole or not at all: several processes may write
        file.write(blob)
    Path(file.name).replace(path)
    return checked
