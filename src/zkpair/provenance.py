"""Where a number comes from: the machine, the commit, the versions; and what this machine lets us measure."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import psutil

from zkpair import __version__, energy
from zkpair.worker import memory

SIMD_FLAGS = ("avx2", "avx512f", "avx512ifma", "avx512_vnni", "bmi2", "adx", "sha_ni", "neon", "asimd", "sve")


def machine() -> dict[str, Any]:
    flags = cpu_flags()
    return {
        "cpu": _cpu_field("model name") or platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "ram_bytes": psutil.virtual_memory().total,
        "os": _os_name(),
        "kernel": platform.release(),
        "architecture": platform.machine(),
        "python": platform.python_version(),
        "simd": [flag for flag in SIMD_FLAGS if flag in flags],
        "virtualised": "hypervisor" in flags,
        "load": list(os.getloadavg()),
    }


def cpu_flags() -> set[str]:
    """What the processor says it can do, as Linux names it."""
    return set((_cpu_field("flags") or _cpu_field("Features")).split())


def source(start: Path | None = None) -> dict[str, Any]:
    """Commit, branch and whether the tree was dirty; each None where there is no repository."""
    where = start or Path.cwd()
    commit = _git(where, "rev-parse", "HEAD")
    status = _git(where, "status", "--porcelain", "--untracked-files=no")
    return {
        "zkpair": __version__,
        "commit": commit,
        "commit_utc": _git(where, "show", "-s", "--format=%cI", "HEAD"),
        "subject": _git(where, "show", "-s", "--format=%s", "HEAD"),
        "branch": _git(where, "rev-parse", "--abbrev-ref", "HEAD"),
        "dirty": None if status is None else bool(status),
    }


def versions() -> dict[str, str]:
    return {d.name: d.version for d in sorted(distributions(), key=lambda d: d.name or "") if d.name}


def capabilities() -> dict[str, str | None]:
    """None where this machine can measure it, else the reason why not."""
    return {
        "energy": energy.why_unmeasured(),
        "counters": _why_no_counters(),
        "pinning": None if hasattr(os, "sched_setaffinity") else "this system has no sched_setaffinity",
        "memory": _why_no_memory(),
    }


def _why_no_memory() -> str | None:
    try:
        memory.reset_peak()
        memory.peak_bytes()
    except memory.Unmeasured as error:
        return str(error)
    return None


def _why_no_counters() -> str | None:
    if not any(Path("/sys/bus/event_source/devices").glob("cpu*")):
        return "the processor shows no performance counters (common in virtual machines)"
    paranoid = Path("/proc/sys/kernel/perf_event_paranoid")
    if paranoid.is_file() and int(paranoid.read_text()) > 2 and os.geteuid() != 0:
        return f"perf_event_paranoid is {paranoid.read_text().strip()}; 2 or less is needed"
    return None


def _cpu_field(name: str) -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            label, _, value = line.partition(":")
            if label.strip() == name:
                return value.strip()
    except OSError:
        return ""
    return ""


def _os_name() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return platform.platform()


def _git(where: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", "-C", str(where), *arguments], capture_output=True, text=True, timeout=10, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()
