"""The command, and the results that are committed: they must be whole, and still say what the method rests on."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from zkpair.analysis.statistic import DEFAULT_STATISTIC
from zkpair.cli.truth import truth
from zkpair.truth import experiment, tables
from zkpair.truth.choose import LEAST_COVERAGE, choose
from zkpair.truth.experiment import Experiment, read_json, simulated, write_json
from zkpair.truth.score import Score

RESULTS = Path(__file__).parents[2] / "docs" / "truth"


@pytest.fixture(scope="module")
def committed() -> dict[str, Experiment]:
    return {kind: read_json(RESULTS / f"{kind}.json") for kind in ("simulated", "real")}


def rows(result: Experiment, **wanted: str) -> list[Score]:
    wanted = {"rule": "six_min_max", "statistic": DEFAULT_STATISTIC} | wanted
    return [s for s in result.scores if all(getattr(s, name) == value for name, value in wanted.items())]


def test_enough_was_tried(committed: dict[str, Experiment]) -> None:
    assert committed["simulated"].repeats >= 2000
    assert committed["real"].repeats >= 30
    assert {"a_equals_a", "five_percent", "double", "hundred_equal", "hundred_unequal"} <= {
        s.name for s in committed["real"].scenarios
    }
    assert {c.name for c in committed["real"].conditions} == {"quiet", "busy_core", "bursty"}
    assert not committed["real"].unmeasured


def test_the_statistic_in_use_is_the_one_that_the_rule_picks(committed: dict[str, Experiment]) -> None:
    assert choose(committed["simulated"].scores) == DEFAULT_STATISTIC


def test_six_processes_cover_what_three_do_not(committed: dict[str, Experiment]) -> None:
    batched = [s for s in rows(committed["simulated"]) if s.scenario != "hundred_unequal"]
    assert min(s.coverage for s in batched) >= LEAST_COVERAGE
    three = [s for s in rows(committed["simulated"], rule="three_bootstrap") if s.scenario != "hundred_unequal"]
    assert max(s.coverage for s in three) < 0.85


def test_minima_of_unequal_runs_are_biased(committed: dict[str, Experiment]) -> None:
    (minimum,) = rows(
        committed["simulated"], statistic="minimum", scenario="hundred_capped", condition="bursty", clock="wall"
    )
    assert minimum.bias > 0.03
    assert minimum.coverage < LEAST_COVERAGE


def test_the_page_is_made_of_the_results(committed: dict[str, Experiment]) -> None:
    page = (RESULTS / "README.md").read_text(encoding="utf-8")
    assert page == tables.markdown([committed["simulated"], committed["real"]])


@pytest.mark.parametrize("kind", ["simulated", "real"])
def test_the_pictures_are_there(kind: str) -> None:
    for what in ("coverage", "error", "rules"):
        root = ElementTree.parse(RESULTS / f"{kind}_{what}.svg").getroot()
        assert root.tag.endswith("svg")


def test_the_command_writes_everything(tmp_path: Path) -> None:
    result = CliRunner().invoke(truth, ["--simulated", "2", "--real", "0", "--out", str(tmp_path)])
    assert result.exit_code == 0, result.output
    names = {"README.md", "simulated.json", *(f"simulated_{w}.svg" for w in ("coverage", "error", "rules"))}
    assert {p.name for p in tmp_path.iterdir()} == names
    first = (tmp_path / "simulated.json").read_bytes(), (tmp_path / "simulated_error.svg").read_bytes()
    CliRunner().invoke(truth, ["--simulated", "2", "--real", "0", "--out", str(tmp_path)])
    assert ((tmp_path / "simulated.json").read_bytes(), (tmp_path / "simulated_error.svg").read_bytes()) == first


def test_quick_bounds_the_repeats(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def recorded(repeats: int, seed: int, tell: object) -> Experiment:
        asked.append(repeats)
        return simulated(1, seed)

    monkeypatch.setattr(experiment, "simulated", recorded)
    result = CliRunner().invoke(truth, ["--quick", "--real", "0", "--out", str(tmp_path)])
    assert result.exit_code == 0, result.output
    assert asked == [100]


def test_results_survive_the_file(tmp_path: Path) -> None:
    result = simulated(2, 9)
    write_json(result, tmp_path / "x.json")
    again = read_json(tmp_path / "x.json")
    assert [s.description for s in again.scenarios] == [s.description for s in result.scenarios]
    assert [s.coverage for s in again.scores] == pytest.approx([s.coverage for s in result.scores])
    assert [s.bias for s in again.scores] == pytest.approx([s.bias for s in result.scores], abs=1e-6)


@pytest.mark.parametrize("text", ["", "[]", "{}", json.dumps({"kind": "imagined"}), '{"kind": "real", "seed": "one"}'])
def test_a_file_that_is_no_result_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "real.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"real\.json: not the result of an experiment"):
        read_json(path)
