"""What a long run shows: the stage, the cell, what is left, an estimate. Plain lines where there is no terminal."""

from __future__ import annotations

import time
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from zkpair.measure.run import Event


class RunProgress:
    """Shows events; used in a `with`."""

    def __init__(self, console: Console):
        self._console = console
        self._live = console.is_terminal
        self._progress = Progress(
            TextColumn("[bold]{task.fields[stage]:<11}"),
            BarColumn(24),
            TextColumn("{task.completed:.0f} of {task.total:.0f}"),
            TimeElapsedColumn(),
            TextColumn("{task.fields[left]}"),
            TextColumn("{task.fields[text]}", style="dim"),
            console=console,
            transient=True,
        )
        self._row = self._progress.add_task("", total=1, stage="start", left="", text="")
        self._last_line: tuple[str, str] = ("", "")
        self._started = time.monotonic()

    def __enter__(self) -> RunProgress:
        if self._live:
            self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._progress.stop()

    def __call__(self, event: Event) -> None:
        left = self._left(event)
        if self._live:
            self._progress.update(
                self._row,
                completed=event.done,
                total=max(event.total, 1),
                stage=event.stage,
                left=left,
                text=event.text,
            )
            return
        line = (event.stage, event.text.split("  ")[0])
        if line != self._last_line:
            self._last_line = line
            elapsed = time.monotonic() - self._started
            where = f"{event.stage} {event.done + 1} of {event.total}"
            self._console.print(f"{elapsed:6.1f} s  {where:<18} {event.text}  {left}", highlight=False, markup=False)

    def _left(self, event: Event) -> str:
        return "" if event.left_s is None else f"at most {event.left_s:.0f} s left"
