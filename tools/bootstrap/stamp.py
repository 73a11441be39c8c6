"""What was already done, told by the content of what it was done from; a time of change is never trusted."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path


def digest(files: Iterable[Path], base: Path, extra: Iterable[str] = ()) -> str:
    """SHA-256 over names and contents, in the order of the names, and over the `extra` texts."""
    total = hashlib.sha256()
    for path in sorted(set(files)):
        content = path.read_bytes()
        total.update(f"{path.relative_to(base).as_posix()}\0{len(content)}\0".encode())
        total.update(content)
    for text in extra:
        total.update(f"\0{text}".encode())
    return total.hexdigest()


BUILT = frozenset({"target", "__pycache__", "node_modules"})


def files_below(folder: Path) -> list[Path]:
    """All source files below a folder, without what builds leave there."""
    found: list[Path] = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in BUILT and not name.startswith(".")]
        found += [Path(place) / name for name in names if not name.endswith((".so", ".pyc"))]
    return found


class Stamps:
    """Small files, one for each step, that hold the digest the step was last done for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def is_done(self, name: str, wanted: str) -> bool:
        try:
            return (self.folder / name).read_text().strip() == wanted
        except OSError:
            return False

    def forget(self, name: str) -> None:
        (self.folder / name).unlink(missing_ok=True)

    def done(self, name: str, value: str) -> None:
        """Atomic: an interruption leaves the old stamp or the new one."""
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / f".{name}.{os.getpid()}"
        part.write_text(value + "\n")
        part.replace(self.folder / name)
