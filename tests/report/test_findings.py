"""What is found in a run whose true ratios are known, because they were invented."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from synthetic import MODELS, PROCESSES, write_run

from zkpair.analysis.cell import FEWEST_SAMPLES, percentile
from zkpair.analysis.compare import change_of, compare
from zkpair.analysis.find import find
from zkpair.analysis.findings import Findings, TaskFacts
from zkpair.analysis.load import load_run
from zkpair.analysis.pairs import pairs_of, thread_pairs_of, variant_pairs_of
from zkpair.analysis.ratio import Ratio, from_log_ratios
from zkpair.record import RunFolder
from zkpair.schema import Timing


def test_ratios_come_out_as_invented(findings: Findings) -> None:
    for model, group in zip(MODELS, findings.combinations, strict=True):
        cell = group.leading
        assert (cell.cell.task, cell.cell.params) == (model.task, model.params)
        for baseline, truth in (("python@1", model.rust * 1.3), ("python-tuned@1", model.rust * 1.3 / model.tuned)):
            speedup = cell.speedup(baseline, "rust@1")
            assert speedup is not None
            assert speedup.ratio.estimate == pytest.approx(truth, rel=0.04)
            assert speedup.ratio.low is not None and speedup.ratio.high is not None
            assert speedup.ratio.low <= speedup.ratio.estimate <= speedup.ratio.high


def test_block_ratios_are_all_there_and_give_the_processes(findings: Findings) -> None:
    for group in findings.combinations:
        for speedup in group.leading.speedups:
            assert len(speedup.block_log_ratios) == PROCESSES
            medians = [sorted(blocks)[len(blocks) // 2] for blocks in speedup.block_log_ratios]
            assert medians == pytest.approx(speedup.ratio.log_ratios, abs=1e-5)


def test_curves_decide_nothing_and_have_no_interval(findings: Findings) -> None:
    for group in findings.combinations:
        for cell in group.cells:
            if cell.role == "curve":
                assert all(s.ratio.low is None and s.ratio.undecided for s in cell.speedups)


def test_exponents_are_fitted_and_what_was_not_run_is_extrapolated(findings: Findings) -> None:
    by_task = {group.task: group for group in findings.combinations}
    for model in MODELS:
        for series in by_task[model.task].series:
            if len(series.points) > 1:
                assert series.scaling is not None
                assert series.scaling.exponent == pytest.approx(model.exponent, abs=0.03)
    by_arm = {s.arm: s for s in by_task["algebra/msm"].series}
    assert [e.size for e in by_arm["python@1"].extrapolated] == [1 << 10, 1 << 12]
    assert not by_arm["rust@1"].extrapolated
    measured = {p.size for p in by_arm["python@1"].points}
    assert measured.isdisjoint(e.size for e in by_arm["python@1"].extrapolated)


def test_an_extrapolated_size_never_reaches_a_verdict(findings: Findings) -> None:
    beyond = {
        (g.task, e.size) for g in findings.combinations for s in g.series if s.arm == "python@1" for e in s.extrapolated
    }
    judged = {(f.task, f.size) for verdict in findings.verdicts for f in verdict.findings if f.metric == "speedup"}
    assert beyond and not beyond & judged


def test_percentiles_need_their_samples() -> None:
    for percent, fewest in FEWEST_SAMPLES.items():
        samples = [1000 * k for k in range(1, fewest + 1)]
        assert percentile(samples[:-1], percent) is None
        value = percentile(samples, percent)
        assert value is not None
        at_most = sum(s <= value * 1e9 * (1 + 1e-9) for s in samples)
        assert at_most / fewest >= percent / 100 > (at_most - 1) / fewest


def test_unmeasured_is_never_zero(findings: Findings) -> None:
    predict = next(g for g in findings.combinations if g.task == "inference/predict").leading
    rust = predict.arm("rust@1")
    assert rust is not None and rust.peak_total is None and rust.memory_unmeasured
    share = predict.speedup("python@1", "rust@1")
    assert share is not None and share.peak_share is None
    verdict = next(v for v in findings.verdicts if v.target.id == "T3")
    assert "unmeasured" in verdict.must.reason
    assert next(v for v in findings.verdicts if v.target.id == "T5").must.outcome == "unmeasured"


def test_verdict_rows_name_every_state(findings: Findings) -> None:
    outcomes = {v.target.id: v.must.outcome for v in findings.verdicts}
    assert outcomes["T1"] == "pass" and outcomes["T4"] == "fail"
    assert outcomes["T2-stark"] == "unmeasured"
    assert next(v for v in findings.verdicts if v.target.id == "T2-stark").must.reason == "no task yet"


def test_the_summary_counts_headline_cells(findings: Findings) -> None:
    summary = findings.summary
    assert summary.headline and summary.cells == len(MODELS)
    assert summary.must.passed == len(MODELS)
    assert summary.slowest is not None and summary.fastest is not None
    assert summary.slowest.ratio.estimate < summary.fastest.ratio.estimate
    assert [lead.cell.task for lead in summary.leading] == ["snark/groth16_prove", "snark/groth16_verify"]
    assert summary.trusted is True


def test_a_run_without_headlines_speaks_of_its_other_cells(tmp_path: Path) -> None:
    folder = write_run(tmp_path, "r", models=MODELS[:2])
    text = folder.records_path.read_text().replace('"headline":true', '"headline":false')
    folder.records_path.write_text(text)
    summary = find(load_run(folder)).summary
    assert not summary.headline and summary.cells == 2 and summary.leading


def without_rust(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_rust(v) for key, v in value.items() if not key.startswith("rust@")}
    return [without_rust(v) for v in value if not str(v).startswith("rust@")] if isinstance(value, list) else value


def test_a_headline_cell_without_the_candidate_counts_as_unmeasured(tmp_path: Path) -> None:
    folder = write_run(tmp_path, "r", models=MODELS[:3])
    records = [json.loads(line) for line in folder.records_path.read_text().splitlines()]
    records = [without_rust(r) if r["kind"] == "timing" and r["cell"]["task"] == "algebra/ntt" else r for r in records]
    folder.records_path.write_text("".join(json.dumps(r, separators=(",", ":")) + "\n" for r in records))
    summary = find(load_run(folder)).summary
    assert (summary.baseline, summary.candidate) == ("python@1", "rust@1")
    assert summary.must.outcomes == ("pass", "pass", "unmeasured")
    assert {lead.candidate for lead in summary.leading} == {"rust@1"}


def test_one_process_gives_no_interval_and_decides_nothing(tmp_path: Path) -> None:
    found = find(load_run(write_run(tmp_path, "r", models=MODELS[:1], processes=1)))
    assert found.summary.must.outcomes == ("undecided",)


def test_an_interrupted_run_lists_what_it_did_not_reach(results: Path) -> None:
    run = load_run(RunFolder.all(results)[-1])
    found = find(run, RunFolder.all(results))
    assert found.interrupted and found.not_measured
    assert {c.cell.task for g in found.combinations for c in g.cells} <= {key.task for key in run.plan.cells}
    assert not {str(k) for k in found.not_measured} & {str(t.cell) for t in run.timings.values()}


def test_findings_are_plain_json(findings: Findings) -> None:
    value = json.loads(findings.as_text())
    assert value["run_id"] == findings.run_id
    assert len(value["combinations"]) == len(findings.combinations)


def test_history_is_in_order_of_time_and_ends_with_this_run(findings: Findings) -> None:
    assert findings.history
    for trace in findings.history:
        assert [m.utc for m in trace.moments] == sorted(m.utc for m in trace.moments)
        assert trace.moments[-1].run_id == findings.run_id, "a later run is not part of this one's history"
        assert len({m.commit for m in trace.moments}) == 2


def test_an_unreadable_old_run_is_told_and_does_not_stop_the_report(tmp_path: Path) -> None:
    old = write_run(tmp_path, "20260101-old", models=MODELS[:1], processes=1)
    new = write_run(tmp_path, "20260102-new", models=MODELS[:1], processes=1)
    old.records_path.write_text("nonsense\n")
    found = find(load_run(new), RunFolder.all(tmp_path))
    assert len(found.unreadable_runs) == 1 and "20260101-old" in found.unreadable_runs[0]


def test_pairs_are_all_baselines_with_all_candidates() -> None:
    languages = {"python": "cpython 3.11.7", "python-tuned": "pypy 7.3", "rust": "rust", "c": "c"}
    arms = ["python@1", "python-tuned@1", "rust@1", "rust@2", "c@1"]
    pairs = pairs_of(arms, "python@1", languages)
    assert set(pairs) == {(b, c) for b in arms[:2] for c in arms[2:]}
    both = ["python@1", "python@2", "rust@1", "rust@2"]
    assert ("python@2", "rust@1") not in pairs_of(both, "python@1", languages)
    assert ("python@2", "rust@2") in pairs_of(both, "python@1", languages)
    assert pairs_of(["python@1", "python-tuned@1"], "python@1", languages) == [("python@1", "python-tuned@1")]
    assert thread_pairs_of(arms) == [("rust@1", "rust@2")]
    variants = ["rust@1", "rust+one-by-one@1"]
    assert pairs_of(variants, "rust@1", languages) == [], "a variant is the baseline of what it varies"
    assert variant_pairs_of(variants) == [("rust+one-by-one@1", "rust@1")]


def ratio(low: float, high: float) -> Ratio:
    middle = math.sqrt(low * high)
    return from_log_ratios([math.log(x) for x in (low, low, middle, middle, high, high)], "cpu")


def test_only_separate_intervals_are_a_change() -> None:
    assert change_of(ratio(10, 11), ratio(11.1, 12)) == "faster"
    assert change_of(ratio(11.1, 12), ratio(10, 11)) == "slower"
    assert change_of(ratio(10, 11), ratio(10.9, 12)) == "overlap"
    assert change_of(None, ratio(1, 2)) == "only_second"
    assert change_of(ratio(1, 2), None) == "only_first"
    assert change_of(from_log_ratios([1.0], "cpu"), ratio(1, 2)) == "undecided"


def test_comparing_a_run_with_itself_changes_nothing(results: Path) -> None:
    run = load_run(RunFolder.all(results)[0])
    found = compare(run, run)
    assert {p.change for p in found.pairs if p.deciding} == {"overlap"}
    assert found.differences == []


def test_a_gain_is_seen_in_every_pair_with_another_language(results: Path) -> None:
    runs = [load_run(folder) for folder in RunFolder.all(results)[:2]]
    found = compare(*runs)
    for pair in found.pairs:
        if pair.deciding and pair.baseline != "rust@1":
            assert pair.change == "faster" and pair.factor == pytest.approx(1.3, rel=0.06)
    assert "commit" in {d.what for d in found.differences}
    json.dumps(found.as_json(), allow_nan=False)


def test_facts_change_the_fit_and_nothing_else(results: Path) -> None:
    run = load_run(RunFolder.all(results)[0])
    bare = find(run)
    told = find(run, facts={"algebra/msm": TaskFacts("MSM", "n", 1.0, "points")})
    for one, other in zip(bare.combinations, told.combinations, strict=True):
        assert [c.speedups for c in one.cells] == [c.speedups for c in other.cells]
    assert sum(isinstance(t, Timing) for t in run.timings.values()) == sum(len(g.cells) for g in bare.combinations)
