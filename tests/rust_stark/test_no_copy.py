"""The trace is not copied between the languages: it is read where it lies and converted once, into columns."""

from __future__ import annotations

import subprocess
import sys

import pytest

ROWS = 1 << 20
TRACE_BYTES = 2 * ROWS * 8

# The kernel's peak of the memory in use, reset before the call. A trace of zeros is refused at the end of the check.
PEAK = """
import sys
from zkpair_rust.stark import StarkCell
from zkpair_rust.stark.errors import DegenerateTraceError

def status(field):
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith(field))

rows, kind = int(sys.argv[1]), {"bytes": bytes, "bytearray": bytearray}[sys.argv[2]]
cell, trace, public = StarkCell("fibonacci", "sha3_256", "default", rows), kind(b"\\0" * (16 * rows)), bytes(24)
with open("/proc/self/clear_refs", "w") as file:
    file.write("5")
before = status("VmRSS")
try:
    cell.check(trace, public)
except DegenerateTraceError:
    print(status("VmHWM") - before)
"""


def peak(kind: str) -> int:
    command = [sys.executable, "-c", PEAK, str(ROWS), kind]
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, timeout=60, env={"RAYON_NUM_THREADS": "1"}
    )
    return int(done.stdout)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_a_read_only_trace_is_converted_once_and_not_copied():
    assert 0.98 * TRACE_BYTES < peak("bytes") < 1.2 * TRACE_BYTES


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_the_test_sees_a_copy():
    """A writable buffer is copied before the interpreter lock is released."""
    assert 1.98 * TRACE_BYTES < peak("bytearray") < 2.2 * TRACE_BYTES
