"""Finding cargo and the C compiler, with toolchains made of shell scripts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from bootstrap import toolchain
from bootstrap.console import SetupError
from bootstrap.paths import Paths


def script(folder: Path, name: str, text: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{text}\n")
    (folder / name).chmod(0o755)


def toolchain_in(folder: Path, cargo: str, rustc: str) -> None:
    script(folder, "cargo", f"echo 'cargo {cargo} (abcdef123 2026-01-01)'")
    script(folder, "rustc", f"echo 'rustc {rustc} (abcdef123 2026-01-01)'")


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    workspace = tmp_path / "checkout" / "impls" / "rust"
    workspace.mkdir(parents=True)
    (workspace / "Cargo.toml").write_text('[workspace.package]\nrust-version = "1.90"\n')
    return Paths(tmp_path / "checkout")


def environment(tmp_path: Path) -> dict[str, str]:
    """Nothing but `tool` on the path, besides the shell; no cargo at home."""
    return {"PATH": f"{tmp_path / 'tool'}:/nowhere", "CARGO_HOME": str(tmp_path / "no-cargo-home")}


def test_the_wanted_version_is_the_workspaces(paths: Paths) -> None:
    assert toolchain.wanted_rust(paths) == (1, 90)
    (paths.rust_workspace / "Cargo.toml").write_text("[workspace]\n")
    with pytest.raises(SetupError, match="names no rust-version"):
        toolchain.wanted_rust(paths)


def test_a_cargo_that_is_new_enough_is_used_as_it_is(paths: Paths, tmp_path: Path) -> None:
    toolchain_in(tmp_path / "tool", "1.90.0", "1.90.0")
    assert "RUSTUP_HOME" not in toolchain.with_rust(paths, environment(tmp_path))


def test_cargo_at_home_is_found_without_a_path(paths: Paths, tmp_path: Path) -> None:
    toolchain_in(tmp_path / "no-cargo-home" / "bin", "1.93.1", "1.93.1")
    found = toolchain.with_rust(paths, environment(tmp_path))
    assert toolchain.rust_version(found) == (1, 93, 1)


@pytest.mark.parametrize(("cargo", "rustc"), [("1.89.9", "1.89.9"), ("1.95.0", "1.70.0")])
def test_an_old_toolchain_is_passed_over_for_the_projects_own(
    paths: Paths, tmp_path: Path, cargo: str, rustc: str
) -> None:
    toolchain_in(tmp_path / "tool", cargo, rustc)
    with pytest.raises(SetupError, match=r"no cargo 1\.90 or newer: run `make setup`"):
        toolchain.with_rust(paths, environment(tmp_path))
    toolchain_in(paths.cache / "rust" / "cargo" / "bin", "1.90.1", "1.90.1")
    found = toolchain.with_rust(paths, environment(tmp_path))
    assert toolchain.rust_version(found) == (1, 90, 1)
    assert found["RUSTUP_HOME"] == str(paths.cache / "rust" / "rustup")


def test_a_broken_cargo_counts_as_none(paths: Paths, tmp_path: Path) -> None:
    toolchain_in(tmp_path / "tool", "1.95.0", "1.95.0")
    script(tmp_path / "tool", "rustc", "echo 'error: no default toolchain' >&2; exit 1")
    assert toolchain.rust_version(environment(tmp_path)) is None


def test_fetching_says_so_in_one_line_and_tries_the_second_way(
    paths: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    tried = []

    def no_rustup(_: Paths) -> bool:
        tried.append("rustup")
        return False

    def by_puccinialin(given: Paths) -> bool:
        tried.append("puccinialin")
        toolchain_in(given.cache / "rust" / "cargo" / "bin", "1.99.0", "1.99.0")
        return True

    monkeypatch.setattr(toolchain, "by_rustup", no_rustup)
    monkeypatch.setattr(toolchain, "by_puccinialin", by_puccinialin)
    found = toolchain.find_rust(paths)
    assert tried == ["rustup", "puccinialin"]
    assert found["PATH"].startswith(str(paths.cache / "rust" / "cargo" / "bin"))
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert lines[0].strip().startswith("there is no cargo here and the workspace needs 1.90 or newer: fetching")


def test_nothing_to_be_had_says_where_to_get_it(
    paths: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("RUSTUP_UPDATE_ROOT", (tmp_path / "empty").as_uri())  # a host that does not answer
    monkeypatch.setattr(toolchain, "by_puccinialin", lambda _: False)
    with pytest.raises(SetupError, match="Install it from"):
        toolchain.find_rust(paths)
    assert "failed after" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("manager", "line"),
    [
        (None, "apt-get install build-essential"),
        ("apt-get", "apt-get install build-essential"),
        ("dnf", "dnf install gcc gcc-c++ make"),
        ("apk", "apk add build-base"),
    ],
)
def test_a_missing_compiler_gets_the_line_that_installs_it(tmp_path: Path, manager: str | None, line: str) -> None:
    if manager is not None:
        script(tmp_path / "tool", manager, "exit 0")
    with pytest.raises(SetupError, match="no C compiler") as error:
        toolchain.need_c_compiler(environment(tmp_path))
    assert str(error.value).endswith(line)
    assert "\n" not in str(error.value)
    script(tmp_path / "tool", "gcc", "exit 0")
    toolchain.need_c_compiler(environment(tmp_path))


def test_the_compiler_named_by_cc_counts(tmp_path: Path) -> None:
    script(tmp_path / "tool", "my-cc", "exit 0")
    toolchain.need_c_compiler({**environment(tmp_path), "CC": f"my-cc -O2{os.sep}"})
