"""`make bench` measures each pair as a group, and an implementation that answers wrongly fails."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BENCH = ROOT / "tests" / "bench" / "bench_pairs.py"
# pytest loads it before the tests: the last byte of the last prediction is another one.
ONE_WRONG = """
from zkpair_python.inference.predict_tuned import PythonTuned
honest = PythonTuned.encode
PythonTuned.encode = lambda self, output: honest(self, output)[:-1] + b"?"
"""


def bench(tmp_path: Path, *arguments: str, plugin: str = "") -> subprocess.CompletedProcess[str]:
    chosen = ("-k", "predict and linear_regression")
    command = [sys.executable, "-m", "pytest", str(BENCH), "-q", "-p", "no:cacheprovider", *chosen]
    (tmp_path / "spoil.py").write_text(plugin)
    # Told that it is one of several workers, pytest-benchmark would measure nothing.
    outer = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment = {**outer, "PYTHONPATH": str(tmp_path)}
    return subprocess.run(
        [*command, "--benchmark-max-time=0.02", "-p", "spoil", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_pair_is_one_group_of_its_implementations(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    done = bench(tmp_path, f"--benchmark-json={file}")
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(file.read_text())["benchmarks"]
    assert {one["group"] for one in found} == {"inference/predict[model=linear_regression]@2^12"}
    medians = {one["extra_info"]["implementation"]: one["stats"]["median"] for one in found}
    assert set(medians) == {"python", "python-tuned", "rust"}
    assert all(0 < median < 1 for median in medians.values())


def test_a_wrong_answer_fails(tmp_path: Path) -> None:
    done = bench(tmp_path, plugin=ONE_WRONG)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "the last output is wrong" in done.stdout
    assert "2 passed" in done.stdout
