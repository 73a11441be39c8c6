"""Reading and writing files for commands: what goes wrong is named, and no file is ever half-written."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path

import click

UNUSABLE = 2


class Unusable(click.ClickException):
    """Input or a machine that cannot be used: one line on standard error, exit status 2."""

    exit_code = UNUSABLE


def read_file(path: Path, most_bytes: int = 1 << 35) -> bytes:
    """The whole file; a pipe will do, a device (which may never end) will not."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISCHR(mode) or stat.S_ISBLK(mode):
            raise Unusable(f"{path}: a device, not a file; give a file")
        chunks, size_bytes = [], 0
        with path.open("rb") as file:
            while chunk := file.read(1 << 20):
                chunks.append(chunk)
                size_bytes += len(chunk)
                if size_bytes > most_bytes:
                    raise Unusable(
                        f"{path}: more than {most_bytes:,} bytes, which no such file has; give the right file"
                    )
        return b"".join(chunks)
    except OSError as error:
        raise Unusable(f"{path}: cannot be read: {error.strerror}; check the path") from error


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """All files or none: each is complete in a temporary file before the first is renamed into place."""
    waiting: list[tuple[Path, Path]] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            with tempfile.NamedTemporaryFile(dir=folder, prefix=f".{name}.", delete=False) as temporary:
                waiting.append((Path(temporary.name), folder / name))
                temporary.write(data)
                temporary.flush()
                os.fsync(temporary.fileno())
        for source, target in waiting:
            source.chmod(0o666 & ~_umask())
            source.replace(target)
            click.echo(f"wrote {target} ({target.stat().st_size:,} bytes)")
    except OSError as error:
        raise Unusable(
            f"{folder}: cannot be written: {error.strerror}; nothing half-written is left, choose another --out"
        ) from error
    finally:
        for source, _ in waiting:
            source.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
