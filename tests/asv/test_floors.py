"""The floors of the tuned baseline are about pairs that exist, are measured, and say when they are broken."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

import asv_floors  # noqa: E402

from benchmarks import floors, pairs  # noqa: E402
from zkpair import registry  # noqa: E402
from zkpair.tasks.task import Cell  # noqa: E402

MOST_CELLS = 48
ENTRY = """\
[[floor]]
task = "algebra/ntt"
params = { field = "bn254_fr" }
size = 4096
cpu_s = 0.5
implementations = ["python-tuned"]
"""


def test_every_floor_is_of_a_registered_pair_at_a_listed_size() -> None:
    found = floors.floors()
    assert {floor.cell.task for floor in found} == {
        *("algebra/ntt", "algebra/msm", "algebra/pairing", "snark/groth16_prove", "stark/prove", "halo/ipa_open"),
        *("binding/int_list", "binding/array", "inference/predict"),
    }
    for floor in found:
        tuned = "numpy" if floor.cell.task == "inference/predict" else "python-tuned"
        assert floor.implementations[0] == tuned
        assert set(floor.implementations) <= set(registry.implementations(floor.cell.task))
        combination = registry.task(floor.cell.task).combination(floor.cell)
        assert combination is not None
        assert floor.cell.size in combination.sizes


def test_a_headline_of_a_task_with_other_engines_names_its_own() -> None:
    for (task_id, params), names in floors.narrowed().items():
        (one,) = [w for w in floors.wanted(registry.task(task_id)) if w.headline and w.cell.params == params]
        assert one.implementations == names
        assert set(names) < set(registry.implementations(task_id, variants=False))


def test_every_floor_is_measured_and_tracked() -> None:
    for floor in floors.floors():
        benchmark = getattr(pairs, pairs.class_name(floor.cell))
        assert floor.cell.size in benchmark.params[0]
        sizes, implementations = benchmark.track_floor.params
        assert floor.cell.size in sizes
        assert floor.implementations[0] in implementations


def test_the_history_stays_small() -> None:
    ours = [task_id for task_id in registry.task_ids() if not task_id.startswith("toy/")]  # other tests install toys
    cells = [one for task_id in ours for one in floors.wanted(registry.task(task_id))]
    assert 0 < sum(len(one.implementations) for one in cells) <= MOST_CELLS
    assert all(one.headline == ("python" in one.implementations) for one in cells)


def test_the_gated_figures_carry_no_interval() -> None:
    cell = Cell.of("algebra/ntt", {"field": "bn254_fr"}, 4096)
    found = {"algebra_ntt_bn254_fr": {4096: {"rust": {"cpu": [0.1, 0.3, 0.2], "wall": [1.0, 2.0]}}}}
    benchmark = pairs.algebra_ntt_bn254_fr()
    assert benchmark.track_cpu(found, 4096, "rust") == 0.2
    assert benchmark.track_wall(found, 4096, "rust") == {"samples": [1.0, 2.0], "number": 1}
    with pytest.raises(NotImplementedError, match="no cpu for python"):
        benchmark.track_cpu.setup(found, 4096, "python")
    with pytest.raises(NotImplementedError, match="not measured"):
        benchmark.track_cpu.setup(found, 8192, "rust")
    with pytest.raises(NotImplementedError, match="contract"):
        benchmark.track_cpu.setup({pairs.class_name(cell): {4096: "another contract"}}, 4096, "rust")


def test_a_floor_is_used_in_percent_of_its_best_sample(tmp_path: Path) -> None:
    path = tmp_path / "floors.toml"
    path.write_text(ENTRY)
    (floor,) = floors.floors(path)
    assert floor.used_percent([0.75, 0.25, 0.5]) == 50
    assert floor.used_percent([1.0]) == 200


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("cpu_s = 0.5", ""),
        ("cpu_s = 0.5", "cpu_s = 0"),
        ("cpu_s = 0.5", "cpu_s = nan"),
        ("cpu_s = 0.5", "cpu_s = inf"),
        ("cpu_s = 0.5", 'cpu_s = "soon"'),
        ("size = 4096", 'size = "large"'),
        ("params = { field", "params = { field = {}, other"),
        ('params = { field = "bn254_fr" }', "params = 7"),
        ('["python-tuned"]', "[]"),
        ('["python-tuned"]', "7"),
        ('["python-tuned"]', '"python-tuned"'),
        ("[[floor]]", "[floor"),
    ],
)
def test_a_broken_file_of_floors_is_named(tmp_path: Path, before: str, after: str) -> None:
    path = tmp_path / "floors.toml"
    assert before in ENTRY
    path.write_text(ENTRY.replace(before, after))
    with pytest.raises(floors.FloorsError, match=r"floors\.toml"):
        floors.floors(path)


@pytest.mark.parametrize(("percent", "broken"), [(99.9, False), (100.0, False), (100.1, True)])
def test_a_broken_floor_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], percent: float, broken: bool
) -> None:
    machine = tmp_path / "machine"
    machine.mkdir()
    row = [[percent, None, float("nan")], [["64"], ["'python-tuned'", "'a'", "'b'"]], "3"]
    results = {"pairs.some_pair.track_floor": row, "pairs.some_pair.track_cpu": [[7.0], [["64"]], "3"]}
    (machine / "abcdef01-env.json").write_text(json.dumps({"commit_hash": "abcdef0123", "results": results}))
    assert [one.percent for one in asv_floors.report(tmp_path)] == ([percent] if broken else [])
    shown = capsys.readouterr().out
    assert "floor some_pair(64, 'python-tuned') at abcdef01" in shown
    assert ("ABOVE ITS FLOOR" in shown) == broken
    assert asv_floors.report(tmp_path, since=4e9) == []
