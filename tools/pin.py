"""Write requirements.txt anew: the versions, as now installed in .venv, of what our pyproject.toml files ask for.

    .venv/bin/python tools/pin.py

First the packages that the project names, then what those need. No addresses, no hashes: any index will do.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
HEADER = """\
# The exact versions that `make setup` installs, written by tools/pin.py: what the project names, then what that needs.
"""
NOT_INSTALLED = {"torch"}
"""Extras too large for a set-up; what needs them says so."""


def normal(name: str) -> str:
    """A distribution's name as packaging tools compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def named() -> Iterator[str]:
    """Every requirement that a pyproject.toml of ours states."""
    for project in (ROOT, *(ROOT / "impls" / name for name in ("graph", "python", "rust"))):
        content = tomllib.loads((project / "pyproject.toml").read_text())
        table = content.get("project", {})
        yield from table.get("dependencies", [])
        for name, extra in table.get("optional-dependencies", {}).items():
            yield from extra if name not in NOT_INSTALLED else []
        yield from content.get("build-system", {}).get("requires", [])


def closure(names: set[str]) -> dict[str, str]:
    """Normal name -> pinned version, of all that these need in this environment."""
    pinned: dict[str, str] = {}
    waiting = sorted(names)
    while waiting:
        name = waiting.pop()
        if name in pinned or name.startswith("zkpair"):
            continue
        try:
            found = distribution(name)
        except PackageNotFoundError:
            raise SystemExit(f"{name} is asked for and not installed in this environment") from None
        pinned[name] = found.version
        for text in found.requires or []:
            requirement = Requirement(text)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                waiting.append(normal(requirement.name))
    return pinned


def main() -> None:
    direct = {normal(Requirement(text).name) for text in named()} - {"zkpair"}
    pinned = closure(direct)
    lines = [f"{name}=={pinned[name]}" for name in sorted(direct) if name in pinned]
    needed = [f"{name}=={version}" for name, version in sorted(pinned.items()) if name not in direct]
    text = HEADER + "\n".join([*lines, "", "# needed by those", *needed]) + "\n"
    (ROOT / "requirements.txt").write_text(text)


if __name__ == "__main__":
    main()
