"""The adapters of `halo2/verify`: what a cell may ask; whatever comes as proof or public elements is answered."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from zkpair_python.errors import MissingBlobError
from zkpair_python.halo.errors import MalformedKey, UnsupportedCellError, WrongParameters
from zkpair_python.halo2.params_cache import cached_params
from zkpair_python.halo2.verify import Python, VerifyInput
from zkpair_python.halo2.verify_tuned import PythonTuned

BOTH = pytest.mark.parametrize("implementation", [Python(), PythonTuned()], ids=["python", "python-tuned"])


def case(key, size=64, circuit="chain", version="plain", **blobs):
    params = {"circuit": circuit, "version": version}
    shared = {} if key is None else {"key": key}
    return SimpleNamespace(task="halo2/verify", params=params, size=size, shared=shared, instances=[blobs])


@BOTH
def test_cells_that_are_not_done(implementation, key_text):
    for wrong in ({"size": 32}, {"size": 96}, {"size": 1 << 15}, {"circuit": "other"}, {"version": "other"}):
        with pytest.raises(UnsupportedCellError):
            implementation.prepare(case(key_text, **wrong), 1)


@BOTH
def test_keys_that_are_refused(implementation, key_text):
    with pytest.raises(MalformedKey, match="rows"):
        implementation.prepare(case(key_text), 1)
    with pytest.raises(MalformedKey):
        implementation.prepare(case(b"PinnedVerificationKey"), 1)
    with pytest.raises(MissingBlobError):
        implementation.prepare(case(None), 1)


@BOTH
@pytest.mark.parametrize("public", [b"", bytes(31), bytes(33), bytes(64), b"\xff" * 32])
def test_public_elements_that_are_none_are_answered(implementation, plonk_api, proof, public):
    verdict = implementation.run(VerifyInput(plonk_api, public, proof))
    assert not verdict.accepted and "public" in verdict.reason
    assert implementation.encode(verdict) == b"\0"


@BOTH
def test_proofs_that_are_none_are_answered(implementation, plonk_api, proof):
    """The proof of two circuits is none of one."""
    for other in (b"", proof, bytes(2752), b"\xff" * 2752):
        assert implementation.encode(implementation.run(VerifyInput(plonk_api, bytes([2]) + bytes(31), other))) == b"\0"


def test_parameters_are_kept_and_checked(tmp_path, params):
    path = tmp_path / "halo2" / "affine-5.bin"
    for spoil in (None, bytes(10), b"altered"):
        if spoil is not None:
            path.write_bytes(spoil if len(spoil) == 10 else bytes([path.read_bytes()[0] ^ 1]) + path.read_bytes()[1:])
        made = cached_params(5, directory=path.parent)
        assert list(made.g) == list(params.g) and (made.w, made.u) == (params.w, params.u)
        assert cached_params(5, directory=path.parent) == made
        assert [file.name for file in path.parent.iterdir()] == [path.name]
    with pytest.raises(WrongParameters):
        cached_params(0, directory=path.parent)
