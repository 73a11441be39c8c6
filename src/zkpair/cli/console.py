"""Where commands write: as wide as the terminal; where there is none (a file, a pipe, CI) wide enough for any line."""

from __future__ import annotations

import sys

from rich.console import Console

WIDTH = 130
"""Where the output is no terminal."""


def make_console(stderr: bool = False) -> Console:
    terminal = (sys.stderr if stderr else sys.stdout).isatty()
    return Console(stderr=stderr, width=None if terminal else WIDTH, highlight=False)
