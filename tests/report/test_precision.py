"""Accuracy beside speed, shares of the peak, and ratios between precisions, in a run whose figures were invented."""

from __future__ import annotations

import csv
import io
import json
import random
from dataclasses import asdict
from pathlib import Path

import pytest
import synthetic

from zkpair.analysis.find import find
from zkpair.analysis.findings import Findings
from zkpair.analysis.load import load_run
from zkpair.analysis.targets import load_targets
from zkpair.record import RunFolder
from zkpair.report import csvfile, markdown, page
from zkpair.report.labels import LANGUAGES, Labels
from zkpair.report.precision import MARK
from zkpair.schema import CellKey, Conformance, Environment, Finished, Memory, MemoryFigure, Peaks, Plan, Record, Timing

ROOT = Path(__file__).resolve().parents[2]
UTC = "2026-01-05T09:00:00+00:00"
MAC = 100_000.0
SECONDS = {"python": 1e-2, "numpy": 1e-4, "onnxruntime": 5e-5, "torch": 8e-5, "rust": 4e-5, "rust-int8": 2e-5}
PEAK = {"float32": 1e11, "int8": 4e11}
ACCURACY = {"float32": 0.9081, "int8": 0.9066}


def language(name: str) -> str:
    return "CPython 3.11.0" if name in ("python", "numpy") else "rust" if name.startswith("rust") else "C++"


def records(size: int) -> list[Record]:
    cell = CellKey("inference/predict", {"model": "lenet"}, size)
    rng = random.Random(size)
    ns = {f"{name}@1": 1e9 * seconds * size for name, seconds in SECONDS.items()}
    ns["rust@2"] = ns["rust@1"] / 1.8
    arms = list(ns)
    replicates = [synthetic._replicate(process, ns, rng) for process in range(6)]
    judged = dict.fromkeys(arms, True)
    timing = Timing(
        *(cell, "verdict", False, arms, arms[0], replicates, MAC * size, "MAC", UTC, 0.4, 0.5, judged),
        accuracy=ACCURACY,
    )
    memory = Memory(cell, {arm: MemoryFigure([int(2e7)] * 6, [int(1e6)] * 6) for arm in arms})
    status = dict.fromkeys(SECONDS, "conformant")
    return [Conformance(cell, status, {}, [], False, "5f" * 32, 0.1), timing, memory]


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    folder = RunFolder(tmp_path_factory.mktemp("precision") / "20260105T090000Z-synthetic")
    folder.path.mkdir()
    folder.write_plan(Plan(1, folder.run_id, UTC, "custom", None, 1, ["zkpair", "run"], [], [], []))
    hellos = {
        f"inference/predict:{name}": {
            "attributes": {"language": language(name), "precision": "int8" if "int8" in name else "float32"},
            "wire_format": "float",
            "parallel": True,
        }
        for name in SECONDS
    }
    machine = {"cpu": "synthetic", "cores": 2}
    written: list[Record] = [
        Environment(UTC, machine, {"commit": "1" * 40}, hellos, {}),
        Peaks({name: [0.99 * peak, peak, 1.01 * peak] for name, peak in PEAK.items()}, dict.fromkeys(PEAK, "so"), UTC),
        *records(1),
        *records(64),
        Finished(UTC, 1.0),
    ]
    lines = [json.dumps({"kind": record.kind, **asdict(record)}) for record in written]
    folder.records_path.write_text("".join(line + "\n" for line in lines))
    targets = load_targets(ROOT / "targets.toml")
    return find(load_run(folder), [], targets, ["inference/predict"])


def test_speed_accuracy_and_share_of_the_peak(findings: Findings) -> None:
    (group,) = findings.combinations
    for cell in group.cells:
        for arm in cell.arms:
            precision = "int8" if arm.implementation == "rust-int8" else "float32"
            assert arm.precision == precision and arm.accuracy == ACCURACY[precision]
            rate = MAC / SECONDS[arm.implementation] * (1.8 if arm.threads == 2 else 1)
            assert arm.macs_per_s == pytest.approx(rate, rel=0.06)
            if arm.threads == 1:
                assert arm.of_peak == pytest.approx(rate / PEAK[precision], rel=0.06)
            else:
                assert arm.of_peak is None, "the peak is that of one thread"


def test_libraries_are_baselines_where_a_target_says_so(findings: Findings) -> None:
    (group,) = findings.combinations
    pairs = {(s.baseline, s.candidate) for s in group.leading.speedups}
    assert {("onnxruntime@1", "rust@1"), ("onnxruntime@1", "rust-int8@1"), ("torch@1", "rust@1")} <= pairs
    assert ("torch@1", "onnxruntime@1") not in pairs
    assert len(pairs) == len(group.leading.speedups), "no pair twice"
    assert ("rust-int8@1", "rust@1") not in pairs, "between precisions, and nobody asks for it"
    assert {s.kind for s in group.leading.speedups if (s.baseline, s.candidate) == ("rust@1", "rust@2")} == {"threads"}


def test_the_history_follows_pairs_of_one_precision(findings: Findings) -> None:
    pairs = {(trace.baseline, trace.candidate) for trace in findings.history}
    assert ("python@1", "rust@1") in pairs and ("numpy@1", "rust@1") in pairs
    assert not any(candidate == "rust-int8@1" for _, candidate in pairs)


def test_the_candidate_of_the_targets_leads(findings: Findings) -> None:
    assert (findings.summary.baseline, findings.summary.candidate) == ("python@1", "rust@1")


def test_ratios_between_precisions_are_marked(findings: Findings) -> None:
    (group,) = findings.combinations
    for cell in group.cells:
        for speedup in cell.speedups:
            between = ("float32", "int8") if speedup.candidate == "rust-int8@1" else None
            assert speedup.precisions == between


def test_targets_of_the_family_are_judged(findings: Findings) -> None:
    outcomes = {j.target.id: j.must.outcome for j in findings.verdicts if j.target.task == "inference/predict"}
    assert outcomes["I1"] == "pass" and outcomes["I1-int8"] == "pass"  # 250 and 500 times
    assert outcomes["I2-1"] == outcomes["I2-64"] == "pass"  # 1.25 times
    assert outcomes["I3-1"] == outcomes["I3-64"] == "pass"  # 2.5 times
    assert outcomes["I4-1"] == outcomes["I4-64"] == "fail"  # 2.5 times of 4
    assert outcomes["I5-64"] == "fail"  # 5 times of 8
    assert outcomes["I6"] == outcomes["I7-64"] == "unmeasured"  # no mlp, no cnn
    assert outcomes["I8-numpy"] == outcomes["I8-torch"] == "fail"  # the same memory


def test_a_linear_model_is_not_counted_among_networks() -> None:
    rows = [t for t in load_targets(ROOT / "targets.toml") if t.task == "inference/predict"]
    assert len(rows) == 19
    for row in rows:
        for model in ("linear_regression", "file"):
            assert not row.fits({"model": model})
        assert row.fits({"model": "cnn"}) or row.fits({"model": "mlp"})


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_says_it(findings: Findings, language: str) -> None:
    labels = Labels(language)  # type: ignore[arg-type]
    text = markdown.summary(findings, labels)
    html = page.render(findings, labels).html
    for shown in (text, html):
        assert labels("part.precision") in shown
        assert labels("precision.mark") in shown
        assert "float32 → int8" in shown
        assert "90.81" in shown and "90.66" in shown
    lenet = [line for line in text.splitlines() if line.startswith("| 2^6 | rust-int8 | int8 |")]
    assert len(lenet) == 1
    cells = [cell.strip() for cell in lenet[0].split("|")[1:-1]]
    assert cells[3].startswith("90.66")
    assert float(cells[5]) == pytest.approx(5.0, rel=0.06)  # 10^9 MAC per second
    assert float(cells[6]) == pytest.approx(1.25, rel=0.06)  # percent of the peak
    headings = next(line for line in text.splitlines() if MARK in line and line.startswith("|"))
    marked = [heading for heading in headings.split("|") if MARK in heading]
    assert len(marked) == 4 and all("rust-int8" in heading for heading in marked), headings


def test_the_csv_has_both_precisions(findings: Findings) -> None:
    rows = list(csv.DictReader(io.StringIO(csvfile.table(findings))))
    row = next(r for r in rows if (r["baseline"], r["candidate"], r["size"]) == ("onnxruntime@1", "rust-int8@1", "64"))
    assert (row["baseline_precision"], row["candidate_precision"]) == ("float32", "int8")
    assert float(row["baseline_accuracy"]) == 0.9081 and float(row["candidate_accuracy"]) == 0.9066
    assert float(row["candidate_of_peak"]) == pytest.approx(0.0125, rel=0.06)
