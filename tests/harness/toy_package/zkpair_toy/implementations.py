"""Good and bad ways to sum squares. None imports zkpair."""

from __future__ import annotations

import os
import struct
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

MASK = (1 << 64) - 1


class Plain:
    wire_format = "u64-le"
    attributes: dict[str, str] = {"language": "python"}
    parallel = False

    def available(self) -> str | None:
        return None

    def prepare(self, case: Any, threads: int) -> Sequence[Any]:
        states = []
        for blobs in case.instances:
            blob = blobs["numbers"]
            if len(blob) % 8:
                raise ValueError(f"numbers: {len(blob)} bytes are no whole number of 64-bit numbers")
            states.append(struct.unpack(f"<{len(blob) // 8}Q", blob))
        return states

    def run(self, state: Any) -> int:
        total = 0
        for x in state:
            total = (total + x * x) & MASK
        return total

    def encode(self, output: int) -> bytes:
        return struct.pack("<Q", output & MASK)


class Quick(Plain):
    """The same by one `sum`; says how long its kernel took, and may use threads."""

    attributes = {"language": "python", "algorithm": "generator"}
    parallel = True

    def __init__(self) -> None:
        self._ns = 0

    def run(self, state: Any) -> int:
        started = time.perf_counter_ns()
        total = sum(x * x for x in state)
        self._ns = time.perf_counter_ns() - started
        return total

    def kernel_ns(self) -> int:
        return self._ns


class Slow(Plain):
    """Ten times the work for the same answer."""

    def run(self, state: Any) -> int:
        return [Plain.run(self, state) for _ in range(10)][-1]


class Wrong(Plain):
    def run(self, state: Any) -> int:
        return super().run(state) ^ 1


class UnsupportedCellError(ValueError):
    """Says by its name that another cell of the task would do."""


class Elsewhere(Plain):
    """Does other cells of the task than the one that it is asked for."""

    def prepare(self, case: Any, threads: int) -> Sequence[Any]:
        raise UnsupportedCellError(f"width {case.params['width']}: only 32 is built in")


class Gullible(Plain):
    """Answers a torn number instead of refusing it."""

    def prepare(self, case: Any, threads: int) -> Sequence[Any]:
        return [
            struct.unpack(f"<{len(b['numbers']) // 8}Q", b["numbers"][: len(b["numbers"]) // 8 * 8])
            for b in case.instances
        ]


class Forgetful(Plain):
    """Right at first, wrong from the hundredth run on: only judging the last output finds it."""

    def __init__(self) -> None:
        self._runs = 0

    def run(self, state: Any) -> int:
        self._runs += 1
        return super().run(state) ^ (self._runs > 100)


class Missing(Plain):
    def available(self) -> str | None:
        return "the library it needs is not installed: pip install nothing"


class MissingElsewhere(Missing):
    """Says of itself that it would not do the cell even if its library were there."""

    not_for: ClassVar[dict[str, list[str]]] = {"width": ["64"]}


class Hangs(Plain):
    def run(self, state: Any) -> int:
        time.sleep(3600)
        return 0


class Dies(Plain):
    def run(self, state: Any) -> int:
        print("a last word", file=sys.stderr, flush=True)
        os._exit(7)


class Chatty(Plain):
    """Prints to stdout, which belongs to the protocol, and floods stderr."""

    def run(self, state: Any) -> int:
        print("x" * 1000, flush=True)
        print("y" * 100_000, file=sys.stderr, flush=True)
        return super().run(state)


class Greedy(Plain):
    def run(self, state: Any) -> int:
        raise MemoryError


class Perl:
    """Another language, by the line protocol."""

    command = ["perl", str(Path(__file__).with_name("worker.pl"))]


class Babbler:
    """Speaks something that is not the protocol."""

    command = ["sh", "-c", "while read line; do echo 'hello there'; done"]


class Flood:
    """Never ends its line."""

    command = ["sh", "-c", "read line; cat /dev/zero"]
