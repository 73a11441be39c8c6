"""One line for each step, with the time it took; a command's own output goes to a log that is shown when it fails."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

TAIL_LINES = 60


class SetupError(Exception):
    """Set-up cannot go on; the message says what was wrong and what to do."""


def say(text: str, end: str = "\n") -> None:
    """Print at once, also into a pipe."""
    print(text, end=end, flush=True)


@contextmanager
def step(text: str) -> Iterator[None]:
    """Print `text`, and when the block is over the seconds it took."""
    say(f"  {text:<64}", end="")
    start = time.monotonic()
    try:
        yield
    except BaseException:
        say(f" failed after {time.monotonic() - start:.1f} s")
        raise
    say(f" {time.monotonic() - start:6.1f} s")


def run_logged(
    command: Sequence[str | os.PathLike[str]],
    log: Path,
    *,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    advice: str = "",
    explain: Callable[[str], str] | None = None,
) -> None:
    """Run a command with its output in `log`; on failure raise with its last lines and the advice.

    `explain` turns the output into better advice ("" when it knows none).
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        done = subprocess.run(
            command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, check=False
        )
    if done.returncode == 0:
        return
    text = log.read_text(errors="replace")
    tail = "\n".join("    | " + line for line in text.splitlines()[-TAIL_LINES:])
    better = explain(text) if explain else ""
    what = " ".join(str(part) for part in command)
    raise SetupError(f"{what}\n    ended with status {done.returncode} ({log}):\n{tail}\n{better or advice}".rstrip())


def fail(error: SetupError) -> int:
    """Print the error, plainly; the exit status."""
    sys.stdout.flush()
    print(f"zkpair: set-up stopped: {error}", file=sys.stderr, flush=True)
    return 1
