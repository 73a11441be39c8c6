"""Parameters: made from nothing they are the pinned ones, and no other blob is taken."""

from __future__ import annotations

import pytest

from zkpair_python.halo.curve import VESTA
from zkpair_python.halo.encoding import encode_points
from zkpair_python.halo.errors import WrongParameters
from zkpair_python.halo.params import Params, make_params, read_params


def blob_of(params: Params) -> bytes:
    return encode_points(VESTA, [*params.g, params.w, params.u])


@pytest.fixture(scope="module")
def params() -> Params:
    return make_params(6)


def test_pinned_digests(params: Params) -> None:
    for k in range(1, 7):
        shorter = Params(VESTA, params.g[: 1 << k], params.w, params.u)
        assert read_params(blob_of(shorter), 1 << k) == shorter
    assert (params.n, params.k) == (64, 6)


def test_commitment_is_linear(params: Params) -> None:
    a, b = list(range(64)), [i * i for i in range(64)]
    total = [x + y for x, y in zip(a, b, strict=True)]
    assert VESTA.add(params.commit(a, 3), params.commit(b, 5)) == params.commit(total, 8)
    assert params.commit([0] * 64, 1) == params.w


def test_wrong_parameters(params: Params) -> None:
    good = blob_of(params)
    swapped = good[64:128] + good[:64] + good[128:]
    for blob in (b"", good[:-1], good + b"\0", swapped, good[:-64] + good[:64], bytes([good[0] ^ 1]) + good[1:]):
        with pytest.raises(WrongParameters):
            read_params(blob, 64)
    for n in (0, 1, 63, 128):
        with pytest.raises(WrongParameters):
            read_params(good, n)
