"""A worker's answers: whatever it says, the harness measures, or says what that worker did wrong."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any
from unittest import mock

from zkpair_fuzz import mutate
from zkpair_fuzz.target import Target, only

TASK = "algebra/field_mul"
ANSWERS = [
    {
        "ok": True,
        "contract": 1,
        "implementation": "x",
        "wire_format": "w",
        "attributes": {"language": "x"},
        "parallel": False,
        "available": None,
        "provenance": {"profile": "release"},
        "empty_bytes": 1000,
    },
    {"ok": True, "instances": 2, "wall_ns": 5, "cpu_ns": 5},
    {"ok": True, "wall_ns": 9000000, "cpu_ns": 9000000, "kernel_ns": 8000000},
    {"ok": True, "bytes": 4, "sha256": "0" * 64, "instance": 0},
    {"ok": True, "current_bytes": 5000, "peak_bytes": 6000},
]
OPERATIONS = ["hello", "prepare", "run", "encode", "peak"]
LIAR = """
import sys
answers = open(sys.argv[1], "rb").read().split(b"\\n")
for request in sys.stdin.buffer:
    for number, name in enumerate((b"hello", b"prepare", b"run", b"encode", b"peak")):
        if b'"op": "' + name in request:
            if number >= len(answers):
                sys.exit(3)
            if name == b"encode":
                open(request.split(b'"')[7], "wb").write(b"four")
            sys.stdout.buffer.write(answers[number] + b"\\n")
            sys.stdout.buffer.flush()
    if b'"quit"' in request:
        break
"""


def worker() -> Target:
    """A process that answers with the input's lines, one an operation; measured in all the ways there are."""
    from zkpair.artefacts import Store, encode_all
    from zkpair.measure import blocks, throughput, timing
    from zkpair.record import RunFolder, utc_now
    from zkpair.registry import Arm
    from zkpair.schema import Environment
    from zkpair.tasks.task import Cell
    from zkpair.worker import client

    root = Path(tempfile.mkdtemp(prefix="zkpair-fuzz-"))
    liar, answers = root / "liar.py", root / "answers"
    liar.write_text(LIAR)
    cell = Cell.of(TASK, {"field": "bn254_fr"}, 256)
    store = Store(root / "cache")
    folder = store.case(cell, 1)
    real = subprocess.Popen
    arm, effort = Arm("rust"), blocks.Effort(processes=1, blocks=1, turn_s=0.001, timeout_s=5.0)

    def start(arguments: list[str], **options: Any) -> subprocess.Popen[bytes]:
        return real([sys.executable, "-I", "-S", str(liar), str(answers)], **options)

    def use() -> None:
        with client.Worker(TASK, arm) as one:
            hello = {name: value for name, value in one.hello.items() if name != "ok"}
            one.prepare(folder, 5.0)
            encode_all(one, folder, 1, 5.0)
        run = RunFolder(root)
        run.records_path.unlink(missing_ok=True)
        run.append(Environment(utc_now(), {}, {}, {f"{TASK}:x": hello}, {}))
        times, peaks = timing.measure(
            cell, folder, [arm], "rust@1", "verdict", effort, 1, {}, {"rust": ["0" * 64] * 8}, store
        )
        run.append(times)
        run.append(peaks)
        served = throughput.measure(cell, folder, {"rust": [1]}, 0.001, {"rust": ["0" * 64] * 8}, effort, 1)
        assert all(figure.duration_ns > 0 for figures in served.arms.values() for figure in figures)
        list(run.read())

    def check(data: bytes) -> str:
        answers.write_bytes(data)
        with mock.patch.object(client.subprocess, "Popen", start), only(client.WorkerError) as refused:
            use()
        return "refused" if refused else "accepted"

    seeds = [b"\n".join(json.dumps(answer).encode() for answer in ANSWERS)]
    os.environ.setdefault("ZKPAIR_CACHE", str(root / "cache"))
    return Target("worker", seeds, mutate.json_lines, check, lambda: shutil.rmtree(root))


TARGETS = {"worker": worker}
