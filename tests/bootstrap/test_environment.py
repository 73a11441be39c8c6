"""The virtual environment where Python came without ensurepip, and half an environment from an interrupted set-up."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from bootstrap.environment import make_environment, works
from bootstrap.paths import Paths

TOOLS = Path(__file__).resolve().parent.parent.parent / "tools"


def python_without_ensurepip(folder: Path) -> Path:
    """A copy of the running interpreter whose standard library lacks ensurepip, as Debian's python3 does."""
    base = Path(sys.base_prefix)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    library = Path(sysconfig.get_path("stdlib"))
    target = folder / "lib" / version
    target.mkdir(parents=True)
    for item in library.iterdir():
        if item.name not in ("ensurepip", "site-packages", "__pycache__"):
            (target / item.name).symlink_to(item)
    (folder / "bin").mkdir()
    executable = folder / "bin" / version
    shutil.copy2((base / "bin" / version).resolve(), executable)
    return executable


def test_without_ensurepip_virtualenv_makes_the_environment(tmp_path: Path) -> None:
    python = python_without_ensurepip(tmp_path / "python")
    missing = subprocess.run([python, "-c", "import ensurepip"], capture_output=True, text=True, check=False)
    if "No module named 'ensurepip'" not in missing.stderr:
        pytest.skip(f"this build of Python cannot be copied: {missing.stderr.strip()[-200:]}")
    root = tmp_path / "checkout"
    code = (
        f"import sys; sys.path.insert(0, {str(TOOLS)!r})\n"
        "from pathlib import Path; from bootstrap.paths import Paths; from bootstrap.environment import *\n"
        f"make_environment(Paths(Path({str(root)!r})))"
    )
    commands = Path(sys.executable).parent  # has the virtualenv of requirements.txt
    assert (commands / "virtualenv").exists()
    root.mkdir()
    environment = {"PATH": f"{commands}:/usr/bin:/bin", "HOME": str(tmp_path)}
    done = subprocess.run([python, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert works(root / ".venv" / "bin" / "python")
    assert not (root / ".cache" / "logs" / "venv.log").exists()
    assert (root / ".cache" / "logs" / "virtualenv.log").exists()


def test_half_an_environment_is_made_anew_and_a_whole_one_kept(tmp_path: Path) -> None:
    paths = Paths(tmp_path)
    (paths.venv / "bin").mkdir(parents=True)
    (paths.venv / "bin" / "python").symlink_to(tmp_path / "gone")
    (paths.venv / "left").touch()
    assert not works(paths.python)
    make_environment(paths)
    assert works(paths.python)
    assert not (paths.venv / "left").exists()
    (paths.venv / "kept").touch()
    make_environment(paths)
    assert (paths.venv / "kept").exists()
