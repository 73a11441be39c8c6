"""The virtual environment: made by venv, or by virtualenv where Python came without ensurepip."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

from bootstrap.console import SetupError, run_logged, step
from bootstrap.paths import Paths

ZIPAPP = "https://bootstrap.pypa.io/virtualenv.pyz"
NO_WAY = (
    "This Python can make no virtual environment: it has no ensurepip, and virtualenv could not be fetched.\n"
    "Install one of them (Debian, Ubuntu: apt-get install python3-venv; Fedora: dnf install python3-virtualenv), "
    "then run the same command again."
)


def make_environment(paths: Paths) -> None:
    """Make `.venv` unless a working one is there; half a one (an interrupted set-up) is made anew."""
    if works(paths.python):
        return
    with step("making the virtual environment .venv"):
        shutil.rmtree(paths.venv, ignore_errors=True)
        for way in (by_venv, by_virtualenv_command, by_pip, by_zipapp):
            if way(paths) and works(paths.python):
                return
            shutil.rmtree(paths.venv, ignore_errors=True)
        raise SetupError(NO_WAY)


def works(python: Path) -> bool:
    """Is there a Python, 3.11 or newer, with a pip that answers?"""
    if not python.exists():
        return False
    check = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([python, "-c", check], capture_output=True, check=False).returncode == 0


def by_venv(paths: Paths) -> bool:
    if importlib.util.find_spec("ensurepip") is None:
        return False
    return attempt(paths, "venv", [sys.executable, "-m", "venv", str(paths.venv)])


def by_virtualenv_command(paths: Paths) -> bool:
    command = shutil.which("virtualenv")
    return command is not None and attempt(paths, "virtualenv", [command, "-p", sys.executable, str(paths.venv)])


def by_pip(paths: Paths) -> bool:
    """pip without ensurepip is what Debian's python3-pip without python3-venv leaves."""
    if importlib.util.find_spec("pip") is None:
        return False
    target = paths.cache / "virtualenv"
    fetch = [sys.executable, "-m", "pip", "install", "--quiet", "--upgrade", "--target", str(target), "virtualenv"]
    if not attempt(paths, "virtualenv-fetch", fetch):
        return False
    code = f"import sys; sys.path.insert(0, {str(target)!r}); from virtualenv.__main__ import run; run()"
    return attempt(paths, "virtualenv", [sys.executable, "-c", code, "-p", sys.executable, str(paths.venv)])


def by_zipapp(paths: Paths) -> bool:
    zipapp = paths.cache / "virtualenv.pyz"
    try:
        with urllib.request.urlopen(ZIPAPP, timeout=20) as answer:
            content = answer.read()
    except (urllib.error.URLError, OSError, TimeoutError):
        return False
    paths.cache.mkdir(parents=True, exist_ok=True)
    zipapp.write_bytes(content)
    return attempt(paths, "virtualenv", [sys.executable, str(zipapp), "-p", sys.executable, str(paths.venv)])


def attempt(paths: Paths, name: str, command: list[str]) -> bool:
    """Did the command end well? What it said is in the log."""
    try:
        run_logged(command, paths.logs / f"{name}.log", cwd=paths.root)
    except (SetupError, OSError):
        return False
    return True
