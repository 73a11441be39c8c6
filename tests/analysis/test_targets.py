from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from zkpair.analysis.targets import Target, TargetError, judge_target, judge_targets, load_targets
from zkpair.analysis.verdict import Finding, Metric
from zkpair.measure import modes, planned
from zkpair.measure.selection import Selection
from zkpair.tasks.task import Cell

ROOT = Path(__file__).parents[2]
TASKS = ["algebra/ntt", "algebra/msm", "snark/groth16_prove", "binding/noop"]


def finding(task: str, size: int, low: float, seconds: float | None = 0.5, **more: object) -> Finding:
    row = Finding(
        task, {}, size, "python@1", "rust@1", "speedup", low, low, 1.1 * low, headline=True, baseline_seconds=seconds
    )
    return dataclasses.replace(row, **more)  # type: ignore[arg-type]


def target(task: str = "*", metric: Metric = "speedup", **more: object) -> Target:
    row = Target("T", "a row", task, "python@1", "rust@1", metric, must=10, stretch=100)
    return dataclasses.replace(row, **more)  # type: ignore[arg-type]


def test_the_projects_own_targets() -> None:
    targets = load_targets(ROOT / "targets.toml")
    last = {"T": 7, "S": 8, "H": 6, "I": 8}
    assert {t.id.split("-")[0] for t in targets} == {f"{x}{i}" for x, n in last.items() for i in range(1, n + 1)}
    rows = {t.id: t for t in targets}
    assert (rows["T1"].must, rows["T1"].stretch, rows["T1"].count, rows["T1"].headline) == (10, 100, True, True)
    assert (rows["T2-groth16"].metric, rows["T2-groth16"].must) == ("seconds", 0.1)
    assert (rows["T3"].metric, rows["T3"].must) == ("peak_share", 0.5)
    assert (rows["T4"].metric, rows["T4"].must) == ("in_flight", 100)


def test_a_full_run_measures_every_size_that_a_row_names() -> None:
    cells = planned.verdict(Selection(), modes.FULL, lambda cell: None)
    assert len(cells) == len(set(cells))
    named = [t for t in load_targets(ROOT / "targets.toml") if isinstance(t.size, int)]
    assert len(named) >= 11
    assert not [t.id for t in named if not any(c.size == t.size and t.asks_of(c) for c in cells)]
    quick = planned.verdict(Selection(), modes.QUICK, lambda cell: None)
    assert Cell.of("stark/prove", named[0].params, 1 << 14) not in quick


def test_a_row_without_a_task_says_so() -> None:
    judged = judge_targets(load_targets(ROOT / "targets.toml"), [], TASKS)
    reasons = {j.target.id: j.must for j in judged}
    assert reasons["T6"].outcome == "unmeasured"
    assert reasons["T6"].reason == "no task yet"
    assert reasons["T1"].reason == "rust@1 against python@1 was not measured"


def test_values_of_a_parameter_can_be_left_out() -> None:
    row = target("inference/predict", count=True, size=1, except_params={"model": ["linear_regression", "file"]})
    findings = [
        finding("inference/predict", 1, low, params={"model": model}) for model, low in (("file", 5), ("mlp", 20))
    ]
    judged = judge_target(row, findings, ["inference/predict"])
    assert judged.must.reason == "1 of 1 pass" and [f.params["model"] for f in judged.findings] == ["mlp"]
    assert row.asks_of(Cell.of("inference/predict", {"model": "mlp"}, 64))
    assert not row.asks_of(Cell.of("inference/predict", {"model": "file"}, 64))
    assert not row.asks_of(Cell.of("inference/fit", {"model": "mlp"}, 64))


def test_t1_counts_over_headline_cells() -> None:
    row = target(headline=True, count=True, exclude=("binding/*",))
    findings = [
        finding("algebra/ntt", 4096, 50),
        finding("algebra/msm", 1024, 200),
        finding("snark/groth16_prove", 64, 9.5),
        finding("binding/noop", 1, 0.5),
        finding("algebra/ntt", 16, 3, params={"field": "other"}, headline=False),
    ]
    judged = judge_target(row, findings, TASKS)
    assert judged.must.reason == "2 of 3 pass, 1 undecided"
    assert judged.stretch is not None and judged.stretch.reason == "1 of 3 pass, 2 fail"
    assert (judged.must.outcome, judged.stretch.outcome) == ("undecided", "fail")
    assert len(judged.findings) == 3


def test_a_task_without_params_counts_like_every_other() -> None:
    findings = [
        finding("algebra/ntt", 4096, 50, params={"field": "bn254_fr"}),
        finding("halo/ipa_open", 128, 90, params={}),
    ]
    judged = judge_target(target(headline=True, count=True), findings, TASKS)
    assert judged.must.reason == "2 of 2 pass"


@pytest.mark.parametrize(
    ("rule", "size"),
    [("largest", 64), ("largest_within_second", 16), ("about_one_second", 16), (4, 4)],
)
def test_a_rule_picks_the_size_by_the_baselines_time(rule: str | int, size: int) -> None:
    findings = [finding("algebra/ntt", n, 50, seconds) for n, seconds in ((4, 0.2), (16, 0.9), (64, 3.9))]
    judged = judge_target(target("algebra/ntt", size=rule), findings, TASKS)
    assert [f.size for f in judged.findings] == [size]


def test_a_baseline_that_always_takes_longer_is_judged_at_its_smallest_size() -> None:
    findings = [finding("algebra/ntt", 64, 50, 8.0), finding("algebra/ntt", 16, 50, 2.0)]
    assert judge_target(target("algebra/ntt"), findings, TASKS).findings[0].size == 16


def test_a_figure_without_time_is_judged_at_its_largest_size() -> None:
    findings = [finding("algebra/ntt", 64, 50, None), finding("algebra/ntt", 16, 50, None)]
    assert judge_target(target("algebra/ntt"), findings, TASKS).findings[0].size == 64


def test_no_size_takes_about_a_second() -> None:
    judged = judge_target(target("algebra/ntt", size="about_one_second"), [finding("algebra/ntt", 4, 50, 0.2)], TASKS)
    assert judged.must.outcome == "unmeasured"
    assert "it took 0.2 s" in judged.must.reason


def test_an_extrapolated_size_never_decides() -> None:
    findings = [finding("algebra/ntt", 4, 50), finding("algebra/ntt", 2**20, 1000, extrapolated=True)]
    judged = judge_target(target("algebra/ntt", size="largest"), findings, TASKS)
    assert judged.findings[0].size == 4
    only = judge_target(target("algebra/ntt", size="largest"), findings[1:], TASKS)
    assert only.must.outcome == "unmeasured"


def test_params_choose_the_cell() -> None:
    g1 = finding("algebra/msm", 4, 50, params={"curve": "bn254_g1"})
    g2 = finding("algebra/msm", 4, 5, params={"curve": "bn254_g2"})
    judged = judge_target(target("algebra/msm", params={"curve": "bn254_g2"}), [g1, g2], TASKS)
    assert judged.findings == (g2,)
    with pytest.raises(TargetError, match="matches several cells"):
        judge_target(target("algebra/msm"), [g1, g2], TASKS)


def test_another_baseline_is_not_ours() -> None:
    tuned = finding("algebra/ntt", 4, 50, baseline="python-tuned@1")
    assert judge_target(target("algebra/ntt"), [tuned], TASKS).must.outcome == "unmeasured"


ROW = 'id = "T"\ndescription = "d"\ntask = "*"\nbaseline = "a@1"\ncandidate = "b@1"\nmetric = "speedup"\nmust = 10\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[target]]\n" + ROW.replace("must = 10\n", ""), "'must' is missing"),
        ("[[target]]\n" + ROW + "mist = 1\n", "unknown field 'mist'"),
        ("[[target]]\n" + ROW.replace("speedup", "speed"), "metric 'speed' is none of"),
        ("[[target]]\n" + ROW.replace("= 10", '= "10"'), "of the wrong kind"),
        ("[[target]]\n" + ROW.replace("= 10", "= true"), "of the wrong kind"),
        ("[[target]]\n" + ROW.replace("= 10", "= -1"), "a bound is positive"),
        ("[[target]]\n" + ROW.replace("= 10", "= nan"), "a bound is positive"),
        ("[[target]]\n" + ROW + 'size = "biggest"\n', "size 'biggest'"),
        ("[[target]]\n" + ROW + "[[target]]\n" + ROW, "names 2 rows"),
        ("target = 3\n", "tables named"),
        ("[[target]\n", "not a targets file"),
    ],
)
def test_a_malformed_file_is_refused_by_name(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "targets.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TargetError, match=message) as caught:
        load_targets(path)
    assert str(path) in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(TargetError, match=r"nowhere\.toml"):
        load_targets(tmp_path / "nowhere.toml")


def test_a_cell_with_exactly_these_parameters_comes_before_one_with_more() -> None:
    plain, more = {"hash": "sha3_256"}, {"hash": "sha3_256", "setting": "queries28"}
    row = target("stark/prove", params=plain, size=64)
    both = [finding("stark/prove", 64, 5.0, params=more), finding("stark/prove", 64, 50.0, params=plain)]
    assert judge_target(row, both, ["stark/prove"]).findings[0].params == plain
    assert judge_target(row, both[:1], ["stark/prove"]).findings[0].params == more
    with pytest.raises(TargetError, match="matches several cells"):
        judge_target(target("stark/prove", size=64), both, ["stark/prove"])
