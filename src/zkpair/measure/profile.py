"""Where an arm's time goes: stacks sampled by py-spy over Python and native code, and the time of each phase."""

from __future__ import annotations

import collections
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from zkpair.registry import Arm
from zkpair.worker.client import THREAD_VARIABLES

SAMPLES_PER_S = 200
DRIVER = "main (zkpair/worker/drive.py"

_RUST_HASH = re.compile(r"::h[0-9a-f]{16}\b")
_RUST_ESCAPES = {"$LT$": "<", "$GT$": ">", "$RF$": "&", "$BP$": "*", "$C$": ",", "$LP$": "(", "$RP$": ")"}
_RUST_CODE_POINT = re.compile(r"\$u([0-9a-f]{1,6})\$")


class ProfileError(Exception):
    """No profile could be taken; says why and what to do."""


@dataclass(frozen=True)
class Profile:
    """`stacks`: sampled stacks (outermost first) with their counts, only those below the driver's loop. `inclusive`:
    share of the samples by function, itself and what it calls. `phases_s`: load, prepare, run, encode. `kernel_s`: None
    when untold."""

    arm: str
    stacks: dict[tuple[str, ...], int]
    inclusive: list[tuple[str, float]]
    own: list[tuple[str, float]]
    phases_s: dict[str, float]
    runs: int
    kernel_s: float | None


def take(task_id: str, arm: Arm, folder: Path, seconds: float) -> Profile:
    """Run the arm under py-spy for about `seconds`. ProfileError when py-spy is missing or may not look."""
    tool = shutil.which("py-spy", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if tool is None:
        raise ProfileError("py-spy is not installed: pip install py-spy")
    environment = dict(os.environ) | {name: str(arm.threads) for name in THREAD_VARIABLES}
    # py-spy sees threads that run Python: let Rust's pool take the calling thread in, so that its work is seen there.
    environment["ZKPAIR_POOL"] = "current"
    with tempfile.TemporaryDirectory() as scratch:
        raw = Path(scratch) / "stacks"
        command = [
            tool,
            "record",
            "--native",
            "--format",
            "raw",
            "--rate",
            str(SAMPLES_PER_S),
            "--output",
            str(raw),
            "--",
        ]
        command += [sys.executable, "-m", "zkpair.worker.drive", f"{task_id}:{arm.implementation}"]
        command += [str(folder), str(arm.threads), str(seconds)]
        try:
            done = subprocess.run(
                command, env=environment, capture_output=True, text=True, timeout=seconds + 300, check=False
            )
        except subprocess.TimeoutExpired:
            raise ProfileError(f"{task_id}:{arm} did not end within {seconds + 300:.0f} s") from None
        told = [line for line in done.stdout.splitlines() if line.startswith('{"phases_s"')]
        if done.returncode or not told or not raw.is_file():
            said = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
            raise ProfileError(f"py-spy could not look at {task_id}:{arm}: {said}")
        stacks = _read(raw.read_text(errors="replace"))
    answer = json.loads(told[0])
    kernel_ns = answer["kernel_ns"]
    return Profile(
        str(arm),
        stacks,
        _shares(stacks, inclusive=True),
        _shares(stacks, inclusive=False),
        answer["phases_s"],
        answer["runs"],
        None if kernel_ns is None else kernel_ns / 1e9,
    )


def _read(text: str) -> dict[tuple[str, ...], int]:
    """Collapsed stacks `frame;frame count`: what lies below the driver, importing the implementation left out."""
    stacks: collections.Counter[tuple[str, ...]] = collections.Counter()
    for line in text.splitlines():
        path, _, count = line.rpartition(" ")
        frames = [readable(frame) for frame in path.split(";")]
        loop = [i for i, frame in enumerate(frames) if frame.startswith(DRIVER)]
        frames = frames[loop[-1] + 1 :] if loop else []
        if frames and _is_loading(frames[0]):
            continue
        if frames and count.isdecimal():
            stacks[tuple(frames)] += int(count)
    return dict(stacks)


def readable(frame: str) -> str:
    """A frame as its source spells it: of Rust's names py-spy undoes the lengths, but neither escapes nor hashes."""
    frame = _RUST_HASH.sub("", frame)
    if "$" in frame:
        frame = re.sub(r"(?<![\w])_(?=\$)", "", frame).replace("..", "::")
        for escaped, plain in _RUST_ESCAPES.items():
            frame = frame.replace(escaped, plain)
        frame = _RUST_CODE_POINT.sub(lambda code: chr(int(code[1], 16)), frame)
    return frame


def _is_loading(frame: str) -> bool:
    return frame.startswith("load (zkpair/worker/__main__.py")


def _shares(stacks: dict[tuple[str, ...], int], inclusive: bool) -> list[tuple[str, float]]:
    counts: collections.Counter[str] = collections.Counter()
    for frames, count in stacks.items():
        for frame in set(frames) if inclusive else frames[-1:]:
            counts[frame] += count
    total = sum(stacks.values()) or 1
    return [(frame, count / total) for frame, count in counts.most_common()]
