"""What the tests of halo2's proofs share: halo2's own proof and key, the parameters for 32 rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from zkpair_python.halo.params import Params, make_params
from zkpair_python.halo2.key import VerifyingKey
from zkpair_python.halo2.key_text import parse_key
from zkpair_python.halo2.verifier import Statement, statement

PLONK_API = Path(__file__).parent / "plonk_api"


@pytest.fixture(scope="session")
def key_text() -> bytes:
    return (PLONK_API / "key.txt").read_bytes()


@pytest.fixture(scope="session")
def proof() -> bytes:
    return (PLONK_API / "proof.bin").read_bytes()


@pytest.fixture(scope="session")
def key(key_text: bytes) -> VerifyingKey:
    return parse_key(key_text)


@pytest.fixture(scope="session")
def params() -> Params:
    return make_params(5)


@pytest.fixture(scope="session")
def plonk_api(key: VerifyingKey, params: Params) -> Statement:
    return statement(key, params, [1])
