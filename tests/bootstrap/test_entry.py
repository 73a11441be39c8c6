"""tools/setup.py under a Python that is too old, and the Makefile that names the commands."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SETUP = ROOT / "tools" / "setup.py"
TARGETS = (
    "help setup demo test lint format simd peers fuzz truth soundness bench overhead asv asv-quick wasm-check clean"
).split()


@pytest.fixture
def entry() -> ModuleType:
    spec = importlib.util.spec_from_file_location("zkpair_setup_entry", SETUP)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_an_old_python_can_read_the_entry() -> None:
    ast.parse(SETUP.read_text(), feature_version=(3, 4))
    assert not re.search(r"\bf[\"']", SETUP.read_text())


def test_an_old_python_alone_gets_one_line(
    entry: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert entry.main() == 1
    message = capsys.readouterr().err
    assert message.count("\n") == 1
    assert "3.11 or newer and this is 3.9" in message


def test_an_old_python_hands_over_to_a_newer_one(
    entry: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, status in (("python3.12", 1), ("python3.11", 0)):  # a 3.12 that does not start is passed over
        (tmp_path / name).write_text(f"#!/bin/sh\nexit {status}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    monkeypatch.setattr(sys, "argv", ["tools/setup.py", "--quiet"])
    monkeypatch.setenv("PATH", str(tmp_path))
    handed: list[tuple[str, list[str]]] = []

    def execute(path: str, arguments: list[str]) -> None:
        handed.append((path, arguments))
        raise SystemExit(0)

    monkeypatch.setattr(os, "execv", execute)
    with pytest.raises(SystemExit):
        entry.main()
    new = str(tmp_path / "python3.11")
    assert handed == [(new, [new, "tools/setup.py", "--quiet"])]


def test_make_alone_lists_every_command_on_a_line_of_its_own() -> None:
    done = subprocess.run(["make", "-C", str(ROOT), "--no-print-directory"], capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    assert [line.split()[1] for line in lines] == TARGETS
    assert all(len(line) <= 120 and len(line.split()) > 3 for line in lines)
