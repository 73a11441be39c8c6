"""halo2's parameters over Vesta: g_i from message 0 ‖ i (u32), w from 1, u from 2, domain "Halo2-Parameters".

Making them takes about half a millisecond a generator, so they are kept beside the cases, and every digest is pinned.
"""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from pathlib import Path

from zkpair.tasks.arithmetic.field import encode_elements, split_elements
from zkpair.tasks.arithmetic.pasta_hash import hash_to_vesta
from zkpair.tasks.halo.params_digests import DIGESTS

DOMAIN = "Halo2-Parameters"


class ParamsError(ValueError):
    """Parameters that are not the pinned ones."""


@lru_cache(maxsize=4)
def params_blob(n: int) -> bytes:
    """g_0 … g_(n−1), w, u: n + 2 affine points of 64 bytes."""
    # The cache's folder is that of `zkpair.artefacts`, which tasks do not see.
    path = Path(os.environ.get("ZKPAIR_CACHE", ".cache/zkpair")).absolute() / "halo" / f"params-{n}"
    try:
        blob = path.read_bytes()
    except OSError:
        blob = b""
    if hashlib.sha256(blob).hexdigest() == DIGESTS[n]:
        return blob
    blob = make_params(n)
    if hashlib.sha256(blob).hexdigest() != DIGESTS[n]:
        raise ParamsError(f"the parameters for n = {n} are not those of the pinned digest")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{os.getpid()}")
        temporary.write_bytes(blob)
        temporary.replace(path)
    except OSError:
        pass  # no cache is no error
    return blob


def make_params(n: int) -> bytes:
    """From nothing."""
    messages = [b"\0" + i.to_bytes(4, "little") for i in range(n)]
    return b"".join(encode_elements(hash_to_vesta(DOMAIN, message)) for message in [*messages, b"\1", b"\2"])


@lru_cache(maxsize=4)
def params_points(n: int) -> list[tuple[int, int]]:
    """The points of `params_blob`."""
    words = split_elements(params_blob(n))
    return list(zip(words[::2], words[1::2], strict=True))
