"""The two READMEs say the same, link to what is there, and give figures only with machine, commit and run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
READMES = {"README.md": "README.ko.md", "README.ko.md": "README.md"}
DOCS = [*READMES, "docs/reading-a-verdict.md"]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", DOCS)
def test_every_link_leads_somewhere(name: str) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", read(name))
    assert links
    for link in links:
        if "://" not in link:
            assert (ROOT / name).parent.joinpath(link).exists(), f"{name}: {link}"


def test_both_languages_show_the_same_commands_and_chapters() -> None:
    english, korean = (re.findall(r"```sh\n(.*?)```", read(name), re.DOTALL) for name in READMES)
    commands = [[re.sub(r"\s+#.*", "", line) for line in "".join(blocks).splitlines()] for blocks in (english, korean)]
    assert commands[0] == commands[1]
    assert {"make demo", "make test"} <= set(commands[0])
    chapters = {len(re.findall(r"^## ", read(name), re.MULTILINE)) for name in READMES}
    assert len(chapters) == 1 and chapters.pop() > 3
    for name, other in READMES.items():
        assert f"]({other})" in read(name)


@pytest.mark.parametrize("name", READMES)
def test_figures_come_with_machine_commit_and_run(name: str) -> None:
    match = re.search(r"<!-- sample -->(.*?)<!-- /sample -->", read(name), re.DOTALL)
    assert match, "docs/sample/make.py writes between these marks"
    sample = match.group(1).strip()
    if sample:
        assert re.search(r"`[0-9a-f]{12}`", sample) and re.search(r"`\d{8}T\d{6}Z-[0-9a-f]+`", sample)
        assert "synthetic" not in sample.lower()
    outside = read(name).replace(sample, "") if sample else read(name)
    assert not re.search(r"\d+(?:\.\d+)?×", outside), "a speed-up outside the sample has no machine and no commit"
