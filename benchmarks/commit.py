"""Which commit is under test: tools/asv_build.py leaves a note in asv's environment; without one, this checkout."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from zkpair import provenance
from zkpair.tasks.task import CONTRACT_VERSION

CHECKOUT = Path(__file__).resolve().parent.parent
NOTE = Path(sys.prefix) / "zkpair-commit.json"


def note() -> dict[str, Any] | None:
    """`contract`, `source` (its checkout) and `results`; None where nothing was installed for a commit."""
    try:
        found = json.loads(NOTE.read_text())
    except FileNotFoundError:
        return None
    if not isinstance(found, dict):
        raise ValueError(f"{NOTE} is not an object: remove the folder of this environment and run asv again")
    return found


def why_not_comparable() -> str | None:
    """None, or that the commit spoke another contract than the harness that measures it."""
    found = note()
    if found is None or found["contract"] == CONTRACT_VERSION:
        return None
    return f"this commit's contract is {found['contract']}, the harness' is {CONTRACT_VERSION}"


def source() -> dict[str, Any]:
    """Provenance of the commit under test."""
    found = note()
    return provenance.source(Path(found["source"]) if found is not None else CHECKOUT)


def results_folder() -> Path:
    """Where ordinary records go: beside those of `zkpair run`."""
    found = note()
    root = Path(found["root"]) if found is not None else CHECKOUT
    return root / "results"


def cache_folder() -> Path:
    """Cases and artefacts, shared with `zkpair run`."""
    named = os.environ.get("ZKPAIR_CACHE")
    return Path(named).absolute() if named else CHECKOUT / ".cache" / "zkpair"


def prepare_process() -> None:
    """Workers check the extension against the sources of the commit under test."""
    found = note()
    if found is not None:
        os.environ["ZKPAIR_RUST_SOURCE"] = str(Path(found["source"]) / "impls" / "rust")
