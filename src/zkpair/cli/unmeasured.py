"""What a run could not measure, said at its end: otherwise only the report would tell."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from zkpair.record import RunFolder
from zkpair.schema import Failure, Timing

MOST_LINES = 8


def say_unmeasured(folder: RunFolder, console: Console, files: Mapping[str, Path | None]) -> bool:
    """Print one line for each failure that is left, and which files of the user's they were about; True when nothing at
    all was timed because of them."""
    timed: set[tuple[str, str]] = set()
    failures: dict[tuple[str, str], Failure] = {}
    for record in folder.read():
        cell = str(getattr(record, "cell", ""))
        if isinstance(record, Timing):
            timed.update((cell, arm) for arm in record.arms)
        elif isinstance(record, Failure) and record.status != "unavailable":
            failures.setdefault((cell, record.message), record)
    for failure in list(failures.values())[:MOST_LINES]:
        who = f":{failure.arm}" if failure.arm else ""
        console.print(f"[red]not measured[/] {failure.cell.task}{who} ({failure.stage}): {escape(failure.message)}")
    if len(failures) > MOST_LINES:
        console.print(f"… and {len(failures) - MOST_LINES} more, in the report")
    given = ", ".join(f"--{name.replace('_', '-')} {path}" for name, path in files.items() if path is not None)
    if failures and given:
        console.print(escape(f"The files were: {given}"))
    return bool(failures) and not timed
