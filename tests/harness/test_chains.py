"""A chains file is read strictly: what is wrong is named, with its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from zkpair.chains import ChainError, chosen, load_chains
from zkpair.cli.main import cli

STAGES = """
[[chain.stage]]
params = { width = "64" }
arm = "slow@1"

[[chain.stage]]
change = "algorithm"
params = { width = "64" }
arm = "python"
"""
HEAD = """[[chain]]
id = "toy"
title = "A toy"
task = "toy/sum_squares"
size = 64
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "chains.toml"
    path.write_text(text)
    return path


def test_a_chain_is_read(tmp_path: Path) -> None:
    (chain,) = load_chains(write(tmp_path, HEAD + STAGES))
    assert [(s.change, str(s.cell), str(s.arm)) for s in chain.stages] == [
        ("", "toy/sum_squares[width=64]@2^6", "slow@1"),
        ("algorithm", "toy/sum_squares[width=64]@2^6", "python@1"),
    ]
    assert chain.pairs == [(0, 1)]
    assert [s.cell.size for s in chain.at(256).stages] == [256, 256]
    with pytest.raises(ChainError, match="no chain 'other'; there are: toy"):
        chosen([chain], "other")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[chain", "not a chains file"),
        ("chain = 3", r"tables named \[\[chain\]\]"),
        (HEAD, "chain 1: needs at least two"),
        (HEAD.replace("64", '"64"') + STAGES, "chain 1: size must be a positive number"),
        (HEAD.replace('"A toy"', "7") + STAGES, "chain 1: title must be a text"),
        (HEAD + STAGES.replace("slow@1", "slow@0"), "chain 1, stage 1: 'slow@0' is not an arm"),
        (HEAD + STAGES.replace("python", "nobody"), "chain 1, stage 2: toy/sum_squares has no implementation 'nobody'"),
        (HEAD + STAGES.replace('width = "64"', 'width = "63"'), "chain 1, stage 1: toy/sum_squares has no combination"),
        (HEAD + STAGES.replace('"64"', "64"), "chain 1, stage 1: params must be a table of texts"),
        (HEAD.replace("sum_squares", "sum_cubes") + STAGES, "chain 1, stage 1: unknown task"),
        (HEAD + STAGES + HEAD + STAGES, "'toy' names several chains"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ChainError, match=said):
        load_chains(write(tmp_path, text))


def test_the_command_names_what_there_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    missing = CliRunner().invoke(cli, ["run", "--chain", "toy"])
    assert missing.exit_code == 1 and "chains.toml: not a chains file" in missing.output
    write(tmp_path, HEAD + STAGES)
    unknown = CliRunner().invoke(cli, ["run", "--chain", "stork"])
    assert unknown.exit_code == 1 and "no chain 'stork'; there are: toy" in unknown.output
    beside = CliRunner().invoke(cli, ["run", "toy/*", "--chain", "toy"])
    assert beside.exit_code == 2 and "--chain takes one --size at most" in beside.output
