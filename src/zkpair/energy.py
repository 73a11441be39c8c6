"""Energy from the processor's own counters (RAPL), in microjoules, where the kernel shows them.

The counters wrap at `max_energy_range_uj`, and need a second or more to be worth reading.
"""

from __future__ import annotations

from pathlib import Path

POWERCAP = Path("/sys/class/powercap")


class Unmeasured(Exception):
    """The counters cannot be read; the message says why."""


def packages(root: Path = POWERCAP) -> list[Path]:
    """The package domains: `intel-rapl:0`, `intel-rapl:1`, … without their sub-domains, which they contain."""
    return sorted(p for p in root.glob("intel-rapl:*") if p.name.count(":") == 1)


def why_unmeasured(root: Path = POWERCAP) -> str | None:
    try:
        read_uj(root)
    except Unmeasured as error:
        return str(error)
    return None


def read_uj(root: Path = POWERCAP) -> dict[str, int]:
    """The counter of each package now."""
    found = packages(root)
    if not found:
        return _missing(f"{root} has no intel-rapl packages")
    try:
        return {package.name: int((package / "energy_uj").read_text()) for package in found}
    except (OSError, ValueError) as error:
        return _missing(f"{found[0]}/energy_uj cannot be read: {error}")


def used_uj(before: dict[str, int], after: dict[str, int], root: Path = POWERCAP) -> int:
    """Microjoules between two readings over all packages, a wrap of a counter allowed for."""
    total = 0
    for name, start in before.items():
        used = after[name] - start
        if used < 0:
            used += int((root / name / "max_energy_range_uj").read_text())
        total += used
    return total


def _missing(reason: str) -> dict[str, int]:
    raise Unmeasured(reason)
