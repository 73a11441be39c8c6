"""The yardstick of networks: a rate that this machine really has, in integers by what its processor says it can do."""

from __future__ import annotations

import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from zkpair.artefacts import Store
from zkpair.measure import peaks
from zkpair.record import RunFolder, parse_record
from zkpair.schema import Peaks


def test_sgemm_is_the_product() -> None:
    sgemm = peaks.Sgemm()
    (state,) = sgemm.prepare(SimpleNamespace(size=32), 1)
    a, b = state
    product = np.frombuffer(sgemm.encode(sgemm.run(state)), "<f4").reshape(32, 32)
    assert np.allclose(product, a.astype(float) @ b.astype(float), rtol=1e-5)


def test_the_peak_is_near_what_a_loop_here_reaches(tmp_path: Path) -> None:
    found = peaks.measure(Store(tmp_path), lambda text: None)
    assert set(found.mac_per_s) == set(found.how) == {"float32", "int8"}
    assert [len(rates) for rates in found.mac_per_s.values()] == [peaks.PROCESSES] * 2
    assert all(0 < rate < 1e14 for rates in found.mac_per_s.values() for rate in rates)
    a = np.ones((peaks.SIDE, peaks.SIDE), np.float32)
    best = min(_cpu_s(a) for _ in range(5))
    assert max(found.mac_per_s["float32"]) >= 0.3 * peaks.SIDE**3 / best
    assert max(found.mac_per_s["float32"]) < 1e13


def test_without_a_probe_the_formula_says_what_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peaks.registry, "implementations", lambda task_id: ["sgemm"])
    found = peaks.measure(Store(tmp_path), lambda text: None)
    factor, why = peaks.integer_factor()
    assert found.mac_per_s["int8"] == [factor * rate for rate in found.mac_per_s["float32"]]
    assert why in found.how["int8"]


def _cpu_s(a: np.ndarray) -> float:  # type: ignore[type-arg]
    """CPU seconds of this process, all threads: at least what one thread takes."""
    started = time.process_time()
    a @ a
    return max(time.process_time() - started, 1e-9)


@pytest.mark.parametrize(
    ("flags", "factor"),
    [({"avx512f", "avx512_vnni"}, 4), ({"avx2", "avx_vnni"}, 4), ({"avx2"}, 2), (set(), 2)],
)
def test_integers_are_as_many_times_faster_as_the_processor_says(
    flags: set[str], factor: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peaks, "cpu_flags", lambda: flags)
    assert peaks.integer_factor()[0] == factor


def test_the_record_is_read_back(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "run")
    folder.path.mkdir()
    record = Peaks({"float32": [1e11]}, {"float32": "so"}, "2026-01-05T09:00:00+00:00")
    folder.append(record)
    assert list(folder.read()) == [record]
    assert parse_record({"kind": "peaks", "mac_per_s": {}, "how": {}, "utc": ""}) == Peaks({}, {}, "")
