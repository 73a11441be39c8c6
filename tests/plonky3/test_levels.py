"""Which level is chosen, and what is refused before anything is loaded or measured."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from zkpair_rust.plonky3 import adapter, simd
from zkpair_rust.plonky3.errors import LevelError
from zkpair_rust.plonky3.ntt import Avx512, Best, Scalar
from zkpair_rust.plonky3.prove import Best as Prove


def test_set_up_built_the_scalar_level_and_the_best_one() -> None:
    best = next(level for level in reversed(simd.LEVELS) if not simd.missing_features(level))
    assert simd.reason("scalar") is None
    assert simd.reason(best) is None


def test_a_library_says_what_it_is() -> None:
    facts = simd.open_level("scalar").facts
    assert facts["level"] == "scalar"
    assert facts["opt_level"] == "3"
    assert "p3-uni-stark=0.8.0" in facts["crates"].split(",")
    tree = simd.source_tree()
    assert tree is not None
    assert facts["source_sha256"] == simd.source_digest(tree)


def test_all_levels_give_the_same_bytes() -> None:
    usable = [simd.open_level(level) for level in simd.LEVELS if simd.reason(level) is None]
    coefficients = b"".join((i * i).to_bytes(8, "little") for i in range(512))
    assert len({bytes(library.ntt("goldilocks", coefficients)[0]) for library in usable}) == 1
    for hash_name in ("sha3_256", "blake3", "poseidon2"):
        assert len({bytes(library.merkle_tree(hash_name, coefficients)[0]) for library in usable}) == 1


def test_the_level_asked_for_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(simd.SELECT_VARIABLE, "scalar")
    assert Best().attributes["simd"] == "scalar"
    assert Best().library("ntt goldilocks").facts["level"] == "scalar"
    assert Best().available() is None
    monkeypatch.setenv(simd.SELECT_VARIABLE, "sse9")
    reason = Best().available()
    assert reason is not None
    assert "there are: scalar, avx2, avx512" in reason


def test_each_operation_takes_its_fastest_usable_level(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(simd.SELECT_VARIABLE, raising=False)
    monkeypatch.setattr(adapter, "FASTEST_FIRST", {"ntt koalabear": ("scalar", "avx2", "avx512")})
    assert Best().chosen_level("ntt koalabear") == "scalar"
    usual = Best().chosen_level("ntt goldilocks")
    assert usual == next(level for level in adapter.UPWARDS if simd.reason(level) is None)
    assert Best().attributes["simd"] == (usual if usual == "scalar" else f"{usual}; scalar for ntt koalabear")


def test_every_operation_that_is_ranked_exists_and_ranks_every_level() -> None:
    from zkpair_rust.plonky3 import merkle_tree, ntt, prove, verify

    known = {name for module in (merkle_tree, ntt, prove, verify) for name in module.Best.operations}
    for operation, levels in adapter.FASTEST_FIRST.items():
        assert operation in known
        assert set(levels) == set(simd.LEVELS)


def test_a_level_that_is_not_built_says_what_to_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(simd.FOLDER_VARIABLE, str(tmp_path))
    assert simd.reason("scalar") == "the level scalar is not built; run: make simd"
    assert Scalar().available() == "the level scalar is not built; run: make simd"
    assert Prove().available() is not None
    assert Scalar().attributes["simd"] == "scalar"
    assert Scalar().provenance() == {}


def test_a_level_that_the_cpu_lacks_is_not_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simd, "cpu_flags", lambda: frozenset({"avx", "avx2"}))
    reason = Avx512().available()
    assert reason is not None
    assert reason.startswith("this CPU does not have the level avx512: ")
    assert "avx512vl" in reason


@pytest.mark.parametrize("changed", ["plonky3/src/lib.rs", "crates/hash/src/blake/chunk.rs"])
def test_a_stale_library_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, changed: str) -> None:
    tree = simd.source_tree()
    assert tree is not None
    copy = tmp_path / "plonky3"
    for name in ("Cargo.toml", "Cargo.lock", "build.rs"):
        copy.mkdir(exist_ok=True)
        shutil.copy(tree / name, copy / name)
    shutil.copytree(tree / "src", copy / "src")
    blake = "crates/hash/src/blake"  # what the library reads from beside its workspace
    shutil.copytree(tree.parent / blake, tmp_path / blake)
    monkeypatch.setenv(simd.SOURCE_VARIABLE, str(copy))
    assert simd.reason("scalar") is None
    with (tmp_path / changed).open("a") as file:
        file.write("// changed\n")
    simd._digest_once.cache_clear()
    try:
        reason = simd.reason("scalar")
    finally:
        simd._digest_once.cache_clear()
    assert reason is not None
    assert "is stale: built from other sources" in reason
    assert reason.endswith("run: make simd")


def test_a_library_under_another_levels_name_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shutil.copy(simd.library_path("scalar"), tmp_path / "libzkpair_plonky3_avx2.so")
    monkeypatch.setenv(simd.FOLDER_VARIABLE, str(tmp_path))
    monkeypatch.setattr(simd, "missing_features", lambda level: frozenset())
    with pytest.raises(LevelError, match="compiled for the level scalar"):
        simd.open_level("avx2")


def test_a_file_that_is_no_library_is_a_reason_and_no_crash(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "libzkpair_plonky3_scalar.so").write_bytes(b"not a library")
    monkeypatch.setenv(simd.FOLDER_VARIABLE, str(tmp_path))
    reason = simd.reason("scalar")
    assert reason is not None
    assert "can't be loaded" in reason
    assert Scalar().available() is not None
