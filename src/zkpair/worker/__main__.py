"""`python -m zkpair.worker family/operation:implementation`: serve one implementation over stdio.

Imports the standard library and that implementation only, so that the measured process holds nothing else.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from zkpair.worker import memory
from zkpair.worker.serve import Server


def find(name: str) -> EntryPoint:
    """Where the implementation is registered."""
    found = [entry for entry in entry_points(group="zkpair.implementations") if entry.name == name]
    if not found:
        raise SystemExit(f"zkpair.worker: no implementation {name!r} is registered")
    return found[0]


def load(entry: EntryPoint) -> Any:
    """The registered object; a class is instantiated."""
    implementation = entry.load()
    return implementation() if isinstance(implementation, type) else implementation


def die_with_parent() -> None:
    """Linux: be killed when the harness dies, even by kill -9 (prctl's PR_SET_PDEATHSIG; survives exec)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)


def empty() -> int | None:
    """Memory of a worker that has loaded nothing of an implementation yet, from which `peak_total` counts."""
    try:
        memory.reset_peak()
        return memory.resident_bytes()
    except memory.Unmeasured:
        return None


def main() -> None:
    if len(sys.argv) != 2:
        raise SystemExit("usage: python -m zkpair.worker family/operation:implementation")
    die_with_parent()
    # Stdout is the protocol's alone: keep the channel, and let whatever prints go to stderr.
    channel = os.fdopen(os.dup(1), "wb", buffering=0)
    command_channel = os.dup(1)
    os.dup2(2, 1)
    entry = find(sys.argv[1])
    empty_bytes = empty()
    try:
        implementation: Any = load(entry)
        problem = None
    except Exception as error:
        implementation, problem = None, error
    command = getattr(implementation, "command", None)
    if command is not None:
        os.dup2(command_channel, 1)
        os.execvp(command[0], list(command))
    os.close(command_channel)
    Server(sys.argv[1], implementation, problem, empty_bytes).serve(sys.stdin.buffer, channel)


if __name__ == "__main__":
    main()
