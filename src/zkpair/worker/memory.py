"""Memory of this process on Linux, in bytes: resident now, and the peak since the last reset.

`ru_maxrss` is inherited from the parent across vfork and exec, so the kernel's own high-water mark is reset
(`/proc/self/clear_refs`, write 5) and read back as VmHWM.
"""

from __future__ import annotations

import ctypes
import gc
from pathlib import Path

STATUS = Path("/proc/self/status")
CLEAR_REFS = Path("/proc/self/clear_refs")


class Unmeasured(Exception):
    """This machine does not tell; the message says why."""


def resident_bytes() -> int:
    return _status_bytes("VmRSS")


def peak_bytes() -> int:
    return _status_bytes("VmHWM")


def reset_peak() -> None:
    """Collect and trim first, so that garbage of the past does not count, then start the high-water mark anew."""
    gc.collect()
    trim()
    try:
        CLEAR_REFS.write_text("5")
    except OSError as error:
        raise Unmeasured(f"{CLEAR_REFS} cannot be written: {error.strerror}") from error


def trim() -> None:
    """Give freed heap back to the kernel where the C library can (glibc)."""
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (OSError, AttributeError):
        return


def _status_bytes(name: str) -> int:
    try:
        text = STATUS.read_text()
    except OSError as error:
        raise Unmeasured(f"{STATUS} cannot be read: {error.strerror}") from error
    for line in text.splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    raise Unmeasured(f"{STATUS} has no {name}")
