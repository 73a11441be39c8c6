"""The extension says where it comes from, and a debug or stale one is not available."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from zkpair_rust import _native, provenance
from zkpair_rust.algebra.ntt import Rust

WORKSPACE = Path(__file__).resolve().parents[2] / "impls" / "rust"


def copy_of_the_sources(to: Path) -> Path:
    to.mkdir()
    for name in ("Cargo.toml", "Cargo.lock"):
        shutil.copy(WORKSPACE / name, to / name)
    shutil.copytree(WORKSPACE / "crates", to / "crates")
    return to


def test_it_was_built_for_speed_from_these_sources():
    assert provenance.source_tree() == WORKSPACE
    assert provenance.check() is None
    assert Rust().available() is None


def test_it_says_what_explains_a_figure():
    facts = _native.provenance()
    assert re.fullmatch(r"[0-9a-f]{64}", facts["source_sha256"])
    assert facts["rustc"].startswith("rustc 1.")
    assert facts["profile"] in {"release", "profiling"}
    assert facts["target_features"]
    lock = (WORKSPACE / "Cargo.lock").read_text()
    for name, version in facts["crates"].items():
        assert f'name = "{name}"\nversion = "{version}"' in lock
    assert {"ark-bn254", "ark-ec", "ark-ff", "ark-poly", "pyo3", "rayon"} <= facts["crates"].keys()
    assert Rust().provenance()["source_sha256"] == facts["source_sha256"]
    assert Rust().attributes["library"].startswith("own, over ark-ff 0.")


@pytest.mark.parametrize("change", ["edit", "add", "remove", "rename", "lock"])
def test_any_change_of_the_sources_makes_it_stale(tmp_path, monkeypatch, change):
    tree = copy_of_the_sources(tmp_path / "rust")
    monkeypatch.setenv(provenance.SOURCE_VARIABLE, str(tree))
    assert provenance.check() is None
    algebra = tree / "crates" / "algebra" / "src"
    if change == "edit":
        (algebra / "ntt.rs").write_text((algebra / "ntt.rs").read_text() + "\n")
    elif change == "add":
        (algebra / "new.rs").touch()
    elif change == "remove":
        (algebra / "ntt.rs").unlink()
    elif change == "rename":
        (algebra / "ntt.rs").rename(algebra / "ntt2.rs")
    else:
        (tree / "Cargo.lock").write_text("")
    provenance._digest_once.cache_clear()
    reason = Rust().available()
    provenance._digest_once.cache_clear()
    assert reason is not None
    assert "stale" in reason
    assert str(tree) in reason
    assert "make setup" in reason


def test_what_is_no_source_does_not_count(tmp_path, monkeypatch):
    tree = copy_of_the_sources(tmp_path / "rust")
    (tree / "crates" / "algebra" / "notes.md").write_text("notes")
    (tree / "crates" / "algebra" / "target").mkdir()
    (tree / "crates" / "algebra" / "target" / "made.rs").touch()
    (tree / "crates" / "algebra" / "tests" / "new.rs").touch()
    (tree / "crates" / ".hidden").mkdir()
    (tree / "crates" / ".hidden" / "x.rs").touch()
    monkeypatch.setenv(provenance.SOURCE_VARIABLE, str(tree))
    assert provenance.check() is None


def test_a_lone_wheel_has_no_sources_to_compare_with(tmp_path, monkeypatch):
    monkeypatch.setenv(provenance.SOURCE_VARIABLE, str(tmp_path))
    assert provenance.source_tree() is None
    assert provenance.check() is None


@pytest.mark.parametrize("fact", [{"debug_assertions": True}, {"opt_level": "0"}])
def test_a_debug_build_is_not_available(monkeypatch, fact):
    facts = {**_native.provenance(), **fact}
    monkeypatch.setattr(_native, "provenance", lambda: facts)
    reason = provenance.check()
    assert reason is not None
    assert "debug build" in reason
    assert "make setup" in reason
