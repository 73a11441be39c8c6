"""Every parser under altered input for a moment, each in a process of its own; every input that once found something.

A finding is another exception than the named ones, a panic, the end of the process, a hang, memory without bound, or
two readers of one format that disagree. 24 s in all, on top of the honest inputs; with ZKPAIR_FUZZ_SECONDS that long
for each target, each time with other inputs. `make fuzz` does it for hours.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

HERE = Path(__file__).parent
TARGETS = [
    *("r1cs", "wtns", "zkey", "vkey", "proof", "proof.json", "public.json", "vkey.json"),
    *("case.json", "records.jsonl", "plan.json", "targets.toml", "arguments", "worker"),
    *("onnx", "zkgraph", "architecture"),
]
TOTAL_S = 24.0
START_S = 90.0


def driver(target: str, *options: str, limit_s: float = START_S) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "zkpair_fuzz", target, *options]
    environment = {**os.environ, "PYTHONPATH": str(HERE), "RAYON_NUM_THREADS": "1"}
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=limit_s)


def test_every_target_is_fuzzed_here() -> None:
    assert driver("list").stdout.split() == TARGETS


@pytest.mark.parametrize("target", TARGETS)
def test_altered_input_is_refused_by_name_or_read(target: str, tmp_path: Path) -> None:
    given = float(os.environ.get("ZKPAIR_FUZZ_SECONDS", "0"))
    seconds, seed = (given, str(time.time_ns())) if given else (TOTAL_S / len(TARGETS), "1")
    options = ["--seconds", str(seconds), "--seed", seed, "--findings", str(tmp_path)]
    done = driver(target, *options, limit_s=START_S + 2 * seconds)
    lost = [path.read_bytes().hex() for path in tmp_path.glob("current-*")]
    assert done.returncode == 0 and not lost, f"{done.stdout}{done.stderr[-3000:]}\ninput: {lost}"
    result = json.loads(done.stdout)
    assert result["findings"] == {}
    assert result["executions"] >= 3 and result["became"].get("refused", 0) > 0, result


@pytest.mark.parametrize("target", sorted(path.name for path in (HERE / "corpus").iterdir()))
def test_what_was_found_once_stays_mended(target: str, tmp_path: Path) -> None:
    paths = sorted(str(path) for path in (HERE / "corpus" / target).iterdir())
    done = driver(target, "--findings", str(tmp_path), "--replay", *paths)
    assert done.returncode == 0, f"{done.stdout}{done.stderr[-3000:]}"
    assert json.loads(done.stdout)["executions"] == len(paths) > 0


@pytest.mark.parametrize("fault", ["crash", "hang", "silence", "memory"])
def test_the_fuzzer_finds_what_it_is_for(fault: str, tmp_path: Path) -> None:
    """A target with a fault of each kind: a fuzzer that finds nothing may just be blind."""
    program = f"""
import sys, os, time, json
import zkpair_fuzz.__main__ as main
from zkpair_fuzz.target import Target, only
def check(data):
    with only(ValueError) as refused:
        if data != b"honest":
            match {fault!r}:
                case "crash": raise KeyError("x")
                case "hang": time.sleep(60)
                case "silence": raise ValueError("")
                case "memory": bytearray(8 << 30)
    return "refused" if refused else "accepted"
sys.modules["zkpair_fuzz.faulty"] = sys
sys.TARGETS = {{"faulty": lambda: Target("faulty", [b"honest"], lambda data, chosen, others: b"other", check)}}
main.TARGETS["faulty"] = "faulty"
main.LONGEST_S = 1
sys.argv = ["x", "faulty", "--seconds", "0.5", "--findings", {str(tmp_path)!r}]
sys.exit(main.main())
"""
    environment = {**os.environ, "PYTHONPATH": str(HERE)}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment, timeout=60)
    assert done.returncode == 1, done.stderr
    said = {"crash": "KeyError", "hang": "more than 1 s", "silence": "0 characters", "memory": "MemoryError"}[fault]
    assert [said in reason for reason in json.loads(done.stdout)["findings"].values()] == [True]
    assert (tmp_path / "faulty").is_dir()
