"""`python -m zkpair.worker.drive NAME CASE THREADS SECONDS`: run one implementation for a while, for a profiler to look
at.

Prints one JSON line: seconds of each phase, runs, and the kernel's share where the implementation tells it.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from zkpair.cases import StoredCase
from zkpair.worker.__main__ import find, load


def main() -> None:
    name, case_folder, threads, seconds = sys.argv[1:5]
    phases_s: dict[str, float] = {}
    mark = time.perf_counter()

    def lap(phase: str) -> None:
        nonlocal mark
        now = time.perf_counter()
        phases_s[phase] = now - mark
        mark = now

    implementation = load(find(name))
    lap("load")
    case = StoredCase(Path(case_folder))
    states = list(implementation.prepare(case, int(threads)))
    lap("prepare")
    kernel = getattr(implementation, "kernel_ns", None)
    runs = kernel_ns = 0
    end = time.perf_counter() + float(seconds)
    while runs == 0 or time.perf_counter() < end:
        output = implementation.run(states[runs % len(states)])
        runs += 1
        if kernel is not None:
            kernel_ns += kernel()
    lap("run")
    implementation.encode(output)
    lap("encode")
    print(json.dumps({"phases_s": phases_s, "runs": runs, "kernel_ns": kernel_ns if kernel is not None else None}))


if __name__ == "__main__":
    main()
