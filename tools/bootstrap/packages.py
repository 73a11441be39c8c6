"""The Python packages: pinned ones from the registry, then the harness, the model graph and the references in place."""

from __future__ import annotations

import sys

from bootstrap.console import run_logged, step
from bootstrap.paths import Paths
from bootstrap.stamp import Stamps, digest


def install_packages(paths: Paths, stamps: Stamps) -> None:
    """Install requirements.txt, the harness, impls/graph and impls/python; each when what makes it has changed."""
    requirements = paths.root / "requirements.txt"
    wanted = digest([requirements], paths.root, [sys.version])
    if not stamps.is_done("requirements", wanted):
        with step("installing the Python packages of requirements.txt"):
            pip(paths, "requirements", "-r", str(requirements))
        stamps.done("requirements", wanted)
    in_place = (("harness", paths.root), ("graph", paths.graph_package), ("references", paths.python_package))
    for name, folder in in_place:
        project = folder / "pyproject.toml"
        wanted = digest([project], paths.root)
        if not stamps.is_done(name, wanted):
            with step(f"installing the {name} in place"):
                pip(paths, name, "--no-build-isolation", "--no-deps", "--editable", str(folder))
            stamps.done(name, wanted)


def pip(paths: Paths, name: str, *arguments: str) -> None:
    command = [str(paths.python), "-m", "pip", "install", "--disable-pip-version-check", *arguments]
    run_logged(command, paths.logs / f"pip-{name}.log", cwd=paths.root, explain=explain_pip)


def explain_pip(output: str) -> str:
    if "No space left on device" in output:
        return "The disk is full: make room (about 1.5 GB) and run the same command again."
    if "Could not find a version" in output or "NewConnectionError" in output or "No matching distribution" in output:
        return "The package registry did not answer: check the network (or pip's own settings) and try again."
    return "Mend what pip says above, then run the same command again; what is already installed is kept."
