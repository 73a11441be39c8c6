"""A run proves, measures, records; survives kill -9; goes on; keeps to its budget; and tells who failed."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner, Result

from zkpair.analysis.attribution import attributions
from zkpair.artefacts import Store
from zkpair.chains import Chain, Stage
from zkpair.cli.main import cli
from zkpair.conformance.conform import conform
from zkpair.measure import budget, chain_steps, modes, selection, throughput
from zkpair.measure.blocks import Effort
from zkpair.measure.proving import Prover
from zkpair.measure.run import Event, Runner
from zkpair.measure.selection import Selection
from zkpair.record import RunFolder, utc_now
from zkpair.registry import Arm, RegistryError
from zkpair.schema import Conformance, Control, Environment, Failure, Finished, Memory, Plan, Step, Throughput, Timing
from zkpair.tasks.task import Cell

TINY = dataclasses.replace(
    modes.CUSTOM,
    verdict=Effort(processes=6, blocks=1, turn_s=0.005, timeout_s=20.0),
    process_s=0.02,
    throughput_s=0.3,
    drain_s=10.0,
    in_flight=(1, 4),
    controls=False,
)


@pytest.fixture(autouse=True)
def own_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZKPAIR_LOCK", str(tmp_path / "lock"))
    monkeypatch.setenv("ZKPAIR_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)


def make_run(tmp_path: Path, arms: str, mode: modes.Mode = TINY, **wanted: Any) -> tuple[RunFolder, list[Event]]:
    folder = RunFolder.create(tmp_path / "results")
    folder.write_plan(Plan(1, folder.run_id, utc_now(), mode.name, mode.budget_s, 1, [], [], [], []))
    chosen = Selection(("toy/*",), arms=tuple(map(Arm.parse, arms.split(","))), **wanted)
    events: list[Event] = []
    Runner(folder, Store(tmp_path / "cache"), mode, chosen, 1, events.append).run()
    return folder, events


def of(folder: RunFolder, kind: type[Any]) -> list[Any]:
    return [record for record in folder.read() if isinstance(record, kind)]


def test_a_whole_run(tmp_path: Path) -> None:
    mode = dataclasses.replace(TINY, controls=True)
    folder, events = make_run(tmp_path, "python,quick,quick@2,perl", mode, sizes=(1024,))
    (environment,) = of(folder, Environment)
    assert environment.implementations["toy/sum_squares:perl"]["attributes"] == {"language": "perl"}
    assert [c.name for c in of(folder, Control)] == ["a_equals_a", "known_100x"]
    assert {c.cell.size for c in of(folder, Conformance)} == {1024}
    (timing,) = of(folder, Timing)
    assert timing.arms == ["python@1", "quick@1", "quick@2", "perl@1"] and timing.baseline == "python@1"
    assert timing.headline and set(timing.last_output_judged.values()) == {True}
    assert len(timing.replicates) == 6
    for replicate in timing.replicates:
        for block in replicate.blocks:
            assert block.order == block.order[::-1] and sorted(block.order[:4]) == sorted(timing.arms)
            assert all(len(times) == 2 and min(times) > 0 for times in block.wall_ns.values())
            assert block.kernel_ns["quick@1"] and block.kernel_ns["python@1"] is None
    (memory,) = of(folder, Memory)
    peaks = memory.arms["python@1"].peak_total_bytes
    assert peaks is not None and len(peaks) == 6 and min(peaks) > 0
    assert memory.arms["perl@1"].peak_total_bytes is None and memory.arms["perl@1"].unmeasured
    (throughput,) = of(folder, Throughput)
    for figures in throughput.arms.values():
        assert [f.in_flight for f in figures] == [1, 4]
        for figure in figures:
            assert figure.completed == figure.verified == len(figure.latencies_ns) >= figure.in_flight
            assert figure.failed == 0
    (finished,) = of(folder, Finished)
    assert finished.seconds > 0 and not of(folder, Failure)
    assert {event.stage for event in events} >= {"controls", "verdict", "throughput"}


def test_who_fails_is_recorded_and_the_others_are_measured(tmp_path: Path) -> None:
    folder, _ = make_run(tmp_path, "python,quick,wrong,missing,dies", sizes=(64,))
    (timing,) = of(folder, Timing)
    assert timing.arms == ["python@1", "quick@1"]
    failures = {(f.arm, f.status) for f in of(folder, Failure)}
    assert failures >= {("wrong", "not_conformant"), ("missing", "unavailable"), ("dies", "not_conformant")}


def test_who_does_other_cells_is_no_failure(tmp_path: Path) -> None:
    folder, _ = make_run(tmp_path, "python,quick,elsewhere", sizes=(64, 256))
    assert [timing.arms for timing in of(folder, Timing)] == [["python@1", "quick@1"]] * 2
    assert not of(folder, Failure)
    proofs = of(folder, Conformance)
    assert {proof.status["elsewhere"] for proof in proofs} == {"unsupported"}
    assert {proof.reasons["elsewhere"] for proof in proofs} == {"width 64: only 32 is built in"}


def chain_of(size: int, *arms: str) -> Chain:
    cell = Cell.of("toy/sum_squares", {"width": "64"}, size)
    return Chain("toy", "A toy", [Stage(f"to {arm}", cell, Arm.parse(arm)) for arm in arms])


def run_chain(tmp_path: Path, chain: Chain, mode: modes.Mode = TINY, folder: RunFolder | None = None) -> RunFolder:
    if folder is None:
        folder = RunFolder.create(tmp_path / "results")
        folder.write_plan(Plan(1, folder.run_id, utc_now(), mode.name, mode.budget_s, 1, [], [], [], []))
    store, chosen = Store(tmp_path / "cache"), chain_steps.selection_of(chain)
    Runner(folder, store, mode, chosen, 1, chains=[chain], only_chains=True).run()
    return folder


def test_a_chain_measures_neighbours_and_ends_and_goes_on_where_it_stopped(tmp_path: Path) -> None:
    chain = chain_of(64, "slow", "python", "quick@2")
    folder = run_chain(tmp_path, chain)
    steps = of(folder, Step)
    assert [(s.before, s.after) for s in steps] == [(0, 1), (1, 2), (0, 2)]
    assert not of(folder, Timing) and not of(folder, Failure)
    for step in steps:
        assert step.output_right and len(step.replicates) == 6
        assert set(step.replicates[0].batch) == set(step.seats)
    assert steps[1].seats == ("before@1", "after@2")
    (explained,) = attributions(steps)
    assert explained.steps[0].ratio.estimate > 3 and explained.product is not None
    lines = folder.records_path.read_text().splitlines(keepends=True)
    torn = [line for line in lines if '"before":0,"after":2' not in line and '"kind":"finished"' not in line]
    folder.records_path.write_text("".join(torn))
    run_chain(tmp_path, chain, folder=folder)
    assert [(s.before, s.after) for s in of(folder, Step)] == [(0, 1), (1, 2), (0, 2)]
    assert folder.records_path.read_text().startswith("".join(torn))


def test_a_chain_over_an_arm_that_is_not_proven_measures_the_rest(tmp_path: Path) -> None:
    folder = run_chain(tmp_path, chain_of(64, "slow", "python", "wrong"))
    assert [(s.before, s.after) for s in of(folder, Step)] == [(0, 1)]
    failures = of(folder, Failure)
    assert {(f.arm, f.status, f.stage) for f in failures} >= {("wrong@1", "not_conformant", "chain")}


def test_a_chain_that_does_not_fit_the_budget_says_so(tmp_path: Path) -> None:
    mode = dataclasses.replace(TINY, budget_s=0.001)
    folder = run_chain(tmp_path, chain_of(64, "slow", "python"), mode)
    assert not of(folder, Step)
    assert [(f.status, f.stage) for f in of(folder, Failure)] == [("left_out", "chain")]


def test_a_chain_whose_last_output_is_wrong_says_so(tmp_path: Path) -> None:
    (step,) = of(run_chain(tmp_path, chain_of(64, "python", "forgetful")), Step)
    assert step.output_right is False


def test_a_variant_is_measured_where_the_mode_or_the_user_asks_for_it(tmp_path: Path) -> None:
    store, clock = Store(tmp_path / "cache"), budget.Clock(None)

    def names(mode: modes.Mode, *arms: Arm) -> list[str]:
        chosen = Selection(("toy/*",), arms=arms)
        prover = Prover(store, mode, chosen, 1, None, clock, lambda record: None, lambda text: None)
        return prover.implementations("toy/sum_squares")

    assert "quick" in names(modes.QUICK) and "quick+again" not in names(modes.QUICK)
    assert "quick+again" in names(modes.FULL) and "quick+again" in names(modes.CUSTOM)
    assert names(modes.QUICK, Arm("quick+again")) == ["quick+again"]


def test_an_output_that_turns_wrong_while_timed_is_found(tmp_path: Path) -> None:
    folder, _ = make_run(tmp_path, "python,forgetful", sizes=(64,))
    (timing,) = of(folder, Timing)
    assert timing.last_output_judged == {"python@1": True, "forgetful@1": False}
    assert [(f.arm, f.status) for f in of(folder, Failure)] == [("forgetful@1", "not_conformant")]


def test_without_sizes_it_takes_the_headline_and_further_points(tmp_path: Path) -> None:
    mode = dataclasses.replace(TINY, curve_points=2, curve=Effort(1, 1, 0.005, 20.0))
    folder, _ = make_run(tmp_path, "python,quick", mode)
    timings = of(folder, Timing)
    assert [(t.cell.size, t.role) for t in timings] == [(1024, "verdict"), (64, "curve"), (16384, "curve")]


def test_what_does_not_fit_the_budget_is_left_out_by_name(tmp_path: Path) -> None:
    mode = dataclasses.replace(TINY, budget_s=0.001)
    folder, _ = make_run(tmp_path, "python,quick", mode, sizes=(64, 1024))
    assert not of(folder, Timing)
    assert [cell.size for cell in folder.read_plan().left_out] == [64, 1024]
    assert [(f.status, f.stage) for f in of(folder, Failure)] == [("left_out", "timing")] * 2
    assert all(
        re.search(r"takes about \d+ s, and 0 s of the budget were left for timing;", f.message)
        for f in of(folder, Failure)
    )
    assert of(folder, Finished)


def test_no_curve_point_is_proven_once_the_time_is_over(tmp_path: Path) -> None:
    mode = dataclasses.replace(TINY, budget_s=0.001, curve_points=2, curve=Effort(1, 1, 0.005, 20.0))
    folder, _ = make_run(tmp_path, "python,quick", mode)
    assert {proof.cell.size for proof in of(folder, Conformance)} == {1024}
    assert {cell.size for cell in folder.read_plan().left_out} == {64, 1024, 16384}


def test_a_second_thread_is_tried_where_a_run_is_long_enough_for_it(tmp_path: Path) -> None:
    proven: Any = SimpleNamespace(
        run_s={"python": 1.0, "quick": 0.019, "rust": 0.021},
        parallel={"python": False, "quick": True, "rust": True},
        good=lambda name: True,
    )

    def two_threads(mode: modes.Mode, *arms: Arm) -> list[str]:
        runner = Runner(RunFolder.create(tmp_path), Store(tmp_path / "cache"), mode, Selection(arms=arms), 1)
        return [arm.implementation for arm in runner._arms(proven, one_thread_only=False) if arm.threads == 2]

    assert two_threads(modes.QUICK) == (["rust"] if (os.cpu_count() or 1) >= 2 else [])
    assert two_threads(modes.FULL) == (["quick", "rust"] if (os.cpu_count() or 1) >= 2 else [])
    assert two_threads(modes.QUICK, Arm("quick", 2)) == ["quick"]


def test_the_pace_is_that_of_all_cells_so_far(tmp_path: Path) -> None:
    runner = Runner(RunFolder.create(tmp_path), Store(tmp_path / "cache"), TINY, Selection(), 1)
    assert runner._pace() == 1.0
    runner._timed_s, runner._expected_s = 30.0, 20.0
    assert runner._pace() == 1.5


@pytest.mark.parametrize("in_flight", [(), (1,)])
def test_what_is_kept_for_throughput_never_leaves_all_out(tmp_path: Path, in_flight: tuple[int, ...]) -> None:
    mode = dataclasses.replace(TINY, budget_s=60.0, reserve_s=1000.0, in_flight=in_flight)
    folder, _ = make_run(tmp_path, "python,quick", mode, sizes=(64,))
    assert [t.cell.size for t in of(folder, Timing)] == [64] and not of(folder, Failure)
    assert bool(of(folder, Throughput)) is bool(in_flight)


def test_a_small_budget_keeps_little_for_throughput() -> None:
    assert budget.reserve_s(300.0, 100.0) == 20.0
    assert budget.reserve_s(300.0, 2700.0) == budget.reserve_s(300.0, None) == 300.0


def test_a_slow_arm_is_not_asked_for_hundreds_at_once() -> None:
    assert throughput.flights_in(4.0, 0.5, [1, 10, 100], cores=2) == [1, 10]
    assert throughput.flights_in(4.0, 0.05, [1, 10, 100], cores=2) == [1, 10, 100]
    assert throughput.flights_in(4.0, 60.0, [1, 10, 100], cores=2) == [1]


def test_throughput_stops_at_the_figure_in_which_a_worker_died(tmp_path: Path) -> None:
    store = Store(tmp_path / "cache")
    cell = Cell.of("toy/sum_squares", {}, 64)
    folder, effort = store.case(cell, 1), Effort(1, 1, 0.005, 20.0)
    served = throughput.measure(cell, folder, {"dies": [1, 2, 4]}, 0.1, {"dies": [""] * 8}, effort, 2)
    (figures,) = served.arms.values()
    assert [figure.failed > 0 for figure in figures] == [True]


def test_an_output_that_was_never_proven_is_not_verified(tmp_path: Path) -> None:
    store = Store(tmp_path / "cache")
    cell = Cell.of("toy/sum_squares", {}, 64)
    proven = conform(cell, ["quick"], store, 1).output_digests["quick"]
    one_wrong, effort = ["0" * 64, *proven[1:]], Effort(1, 1, 0.005, 20.0)
    for digests, sound in ((proven, True), (one_wrong, False)):
        served = throughput.measure(cell, store.case(cell, 1), {"quick": [8]}, 0.1, {"quick": digests}, effort, 2)
        ((figure,),) = served.arms.values()
        assert figure.failed == 0 and figure.completed >= 8
        assert (figure.verified == figure.completed) is sound


def test_a_task_named_in_full_must_have_what_is_asked_for() -> None:
    both = ("algebra/ntt", "algebra/msm")
    selection.check(Selection(("algebra/*",), params={"curve": "bn254_g1"}))
    selection.check(Selection(both, sizes=(1 << 10,)))
    with pytest.raises(RegistryError, match="algebra/ntt has no curve=bn254_g1"):
        selection.check(Selection(both, params={"curve": "bn254_g1"}))
    with pytest.raises(RegistryError, match=r"algebra/ntt has no size 2\^4; there are: 2\^8"):
        selection.check(Selection(both, sizes=(1 << 4,)))


def test_a_parameter_without_a_value_asks_for_what_has_none() -> None:
    def settings(**params: str) -> set[str]:
        chosen = Selection(("stark/prove",), params={"hash": "blake3", "field": "goldilocks", **params})
        return {combination.params.get("setting", "") for _, combination in selection.combinations(chosen)}

    assert settings() == {"", "queries28"}
    assert settings(setting="") == {""} and settings(setting="queries28") == {"queries28"}


def test_a_resumed_run_repeats_nothing(tmp_path: Path) -> None:
    folder, _ = make_run(tmp_path, "python,quick", sizes=(64, 256))
    lines = folder.records_path.read_bytes().splitlines(keepends=True)
    keep = max(i for i, line in enumerate(lines) if b'"kind":"timing"' in line)
    folder.records_path.write_bytes(b"".join(lines[:keep]) + lines[keep][:50])
    before = of(folder, Timing)
    assert [t.cell.size for t in before] == [64]
    chosen = Selection(("toy/*",), sizes=(64, 256), arms=(Arm("python"), Arm("quick")))
    Runner(folder, Store(tmp_path / "cache"), TINY, chosen, 1).run()
    assert [t.cell.size for t in of(folder, Timing)] == [64, 256]
    assert of(folder, Timing)[0] == before[0]
    assert len(of(folder, Environment)) == 2


def call(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments), prog_name="zkpair")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "toy/sum_square"], "did you mean toy/sum_squares?"),
        (["run", "nothing/*"], "no task matches"),
        (["run", "toy/*", "--size", "12"], "there are: 2^6, 2^8, 2^10"),
        (["run", "toy/*", "--size", "large"], "example: 2^10,2^12"),
        (["run", "toy/*", "-p", "width=8"], "no selected task has width=8"),
        (["run", "toy/*", "-p", "width"], "is not name=value"),
        (["run", "toy/*", "-p", "=8"], "is not name=value"),
        (["run", "toy/*", "-p", "widht="], "no selected task has parameter 'widht'"),
        (["run", "toy/*", "-p", "width="], "no selected task has width="),
        (["run", "toy/*", "--arms", "fortran", "--size", "64"], "has an implementation 'fortran'"),
        (["run", "toy/*", "--arms", "python@0"], "is not an arm"),
        (["run", "--budget", "soon"], "is not a duration"),
        (["run", "--resume"], "holds no run"),
        (["run", "--r1cs", "nowhere.r1cs"], "does not exist"),
    ],
)
def test_what_a_user_can_get_wrong_is_told_plainly(arguments: list[str], words: str) -> None:
    result = call(*arguments)
    assert result.exit_code in (1, 2) and words in " ".join(result.output.split()), result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize("command", ["list", "verify", "run", "report", "compare", "doctor", "new"])
def test_help_shows_an_example(command: str) -> None:
    result = call(command, "--help")
    assert result.exit_code == 0 and "zkpair " + command in result.output


def test_two_runs_at_once_are_refused(tmp_path: Path) -> None:
    import fcntl

    with (tmp_path / "lock").open("w") as file:
        file.write("12345")
        file.flush()
        fcntl.flock(file, fcntl.LOCK_EX)
        result = call("run", "toy/*", "--size", "64")
    assert result.exit_code == 1 and "another run is measuring (process 12345)" in result.output


def test_kill_9_loses_no_finished_cell_and_resume_goes_on(tmp_path: Path) -> None:
    arguments = [
        sys.executable,
        "-m",
        "zkpair.cli.main",
        "run",
        "toy/*",
        "--size",
        "64,256,1024",
        "--arms",
        "python,quick",
    ]
    arguments.append("--no-throughput")
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    folder: RunFolder | None = None
    while time.monotonic() < deadline:
        folder = RunFolder.newest(tmp_path / "results")
        if folder is not None and of(folder, Timing):
            break
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert folder is not None
    kept = of(folder, Timing)
    assert kept and not of(folder, Finished)
    done = subprocess.run([*arguments[:4], "--resume"], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    timings = of(folder, Timing)
    assert [t.cell.size for t in timings] == [64, 256, 1024] and timings[: len(kept)] == kept
    assert of(folder, Finished) and len(RunFolder.all(tmp_path / "results")) == 1
    assert "nothing to resume" in call("run", "--resume").output


def test_json_is_one_record_a_line(tmp_path: Path) -> None:
    result = CliRunner().invoke(
        cli, ["run", "toy/*", "--size", "64", "--arms", "python,quick", "--no-throughput", "--json"]
    )
    kinds = [json.loads(line)["kind"] for line in result.stdout.splitlines() if line.startswith("{")]
    assert kinds[0] == "environment" and kinds[-1] == "finished" and "timing" in kinds


def test_list_shows_the_stranger_s_task() -> None:
    assert "toy/sum_squares" in call("list").output
    listed = json.loads(call("list", "toy/*", "--json").output)
    assert listed["task"] == "toy/sum_squares" and "perl" in listed["implementations"]


def test_verify_tells_who_failed(tmp_path: Path) -> None:
    good = call("verify", "toy/*", "--arms", "python,quick")
    assert good.exit_code == 0 and "conformant python" in good.output
    bad = call("verify", "toy/*", "--arms", "python,quick,wrong")
    assert bad.exit_code == 1 and "failed wrong" in bad.output and "conformant quick" in bad.output
