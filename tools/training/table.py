"""The table of models in docs/models.md, made from NAME.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

BEGIN, END = "<!-- models: made by tools/train_models.py --table -->", "<!-- /models -->"
HEAD = [
    "| model | accuracy, float | int8 | parameters | MACs | bytes, float | int8 | made by | seed | CPU |",
    "|---|---|---|---|---|---|---|---|---|---|",
]


def rows(facts: list[dict[str, Any]]) -> list[str]:
    """One line for each model."""
    return [
        f"| {model['name']} | {model['accuracy']['float']:.2%} | {model['accuracy']['int8']:.2%}"
        f" | {model['parameters']:,} | {model['macs']:,}"
        f" | {model['file_bytes'][model['name'] + '.zkgraph.xz']:,}"
        f" | {model['file_bytes'][model['name'] + '.int8.zkgraph.xz']:,}"
        f" | `{model['command']}` | {model['seed']} | {model['training_cpu_s'] / 60:.1f} min |"
        for model in facts
    ]


def text(folder: Path, names: list[str]) -> str:
    """The table of the models that are there."""
    found = [json.loads((folder / f"{name}.json").read_text()) for name in names if (folder / f"{name}.json").exists()]
    return "\n".join([BEGIN, *HEAD, *rows(found), END])


def update(page: Path, folder: Path, names: list[str]) -> None:
    """The page with its table as the files say. Raises ValueError where the page has no place for it."""
    old = page.read_text()
    if old.count(BEGIN) != 1 or old.count(END) != 1:
        raise ValueError(f"{page}: the lines {BEGIN} and {END} have to be there once")
    before, rest = old.split(BEGIN)
    page.write_text(before + text(folder, names) + rest.split(END)[1])
