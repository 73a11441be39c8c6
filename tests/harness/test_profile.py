"""What a flame graph is drawn from: names that can be read, and only what the arm itself does."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from zkpair.cli import profile as cli_profile
from zkpair.cli.main import cli
from zkpair.measure import profile


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        (
            "zkpair_algebra::pairing::cyclotomic::square::ha1858ba69933221f (zkpair_rust/_native.abi3.so)",
            "zkpair_algebra::pairing::cyclotomic::square (zkpair_rust/_native.abi3.so)",
        ),
        (
            "_$LT$$RF$zkpair_algebra..pairing..fp6..Fp6$u20$as$u20$core..ops..Mul$GT$::mul::h992228bfe7e57bfd (x.so)",
            "<&zkpair_algebra::pairing::fp6::Fp6 as core::ops::Mul>::mul (x.so)",
        ),
        (
            "zkpair_algebra::pairing::_$u7b$$u7b$closure$u7d$$u7d$::h099f53b5af3b8abc (x.so)",
            "zkpair_algebra::pairing::{{closure}} (x.so)",
        ),
        ("_pippenger (zkpair_python/algebra/msm.py:31)", "_pippenger (zkpair_python/algebra/msm.py:31)"),
    ],
)
def test_rust_names_are_spelled_as_in_the_source(frame: str, expected: str) -> None:
    assert profile.readable(frame) == expected


def test_only_what_the_arm_does_is_counted() -> None:
    driver = "main (zkpair/worker/drive.py:40)"
    text = "\n".join(
        [
            f"start (x.py:1);{driver};run (toy.py:3);inner::h0123456789abcdef (toy.so) 30",
            f"start (x.py:1);{driver};run (toy.py:3) 10",
            f"start (x.py:1);{driver};load (zkpair/worker/__main__.py:12);exec (y.py:1) 99",
            "start (x.py:1);other (x.py:2) 99",
            "no count",
        ]
    )
    stacks = profile._read(text)
    assert stacks == {("run (toy.py:3)", "inner (toy.so)"): 30, ("run (toy.py:3)",): 10}
    assert dict(profile._shares(stacks, inclusive=True)) == {"run (toy.py:3)": 1.0, "inner (toy.so)": 0.75}
    assert dict(profile._shares(stacks, inclusive=False)) == {"run (toy.py:3)": 0.25, "inner (toy.so)": 0.75}


def test_a_flame_graph_of_an_arm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ZKPAIR_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(cli_profile, "SECONDS", 1.0)
    arguments = ["run", "toy/sum_squares", "--size", "1024", "--profile", "slow"]
    result = CliRunner().invoke(cli, arguments, prog_name="zkpair")
    if "py-spy could not look" in result.output:
        pytest.skip("this machine lets no process look into another")
    assert result.exit_code == 0, result.output
    assert "run (zkpair_toy/implementations.py" in result.output
    (graph,) = (tmp_path / "reports").glob("profile-toy-sum_squares-1024-slow-1.svg")
    assert "zkpair_toy/implementations.py" in graph.read_text()
