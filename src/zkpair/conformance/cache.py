"""What was proven, remembered by (sources, case, judge): any change of any of them proves anew. What one implementation
answers alone is remembered by its own sources, so that a change of the others' does not ask it again."""

from __future__ import annotations

import dataclasses
import hashlib
import importlib.util
import json
from collections.abc import Sequence
from functools import cache
from importlib.metadata import distributions
from pathlib import Path

from zkpair import bounded_json, registry
from zkpair.artefacts import Store, source_hash, tasks_source_hash
from zkpair.conformance.proven import CONFORMANT, SELF_VERIFIED, UNSUPPORTED, Examined, Proven
from zkpair.record import from_json, write_atomically
from zkpair.schema import Check
from zkpair.tasks.task import Task

CACHE_VERSION = 1


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@cache
def package_hash(top_level: str) -> str:
    """The hash of an installed package's source, found without importing it."""
    spec = importlib.util.find_spec(top_level)
    if spec is None:
        return "missing"
    if spec.submodule_search_locations:
        return ",".join(source_hash(Path(folder)) for folder in sorted(spec.submodule_search_locations))
    return digest(Path(spec.origin).read_bytes()) if spec.origin and Path(spec.origin).is_file() else "missing"


@cache
def installed_versions() -> str:
    """Every installed distribution with its version: py_ecc's or NumPy's change is a change of the implementation."""
    found = sorted(f"{d.name}=={d.version}" for d in distributions() if d.name)
    return digest("\n".join(found).encode())


def entry(store: Store, task: Task, case: str, implementations: Sequence[str]) -> Path:
    """Where a cell's proof is kept."""
    sources = [_source(task.id, name) for name in sorted(implementations)]
    if task.verified_by:
        sources += [_source(task.verified_by, name) for name in sorted(registry.implementations(task.verified_by))]
    return _path(store, task, case, sources)


def examination(store: Store, task: Task, case: str, implementation: str) -> Path:
    """Where an implementation's own examination is kept."""
    return _path(store, task, case, ["alone", _source(task.id, implementation)])


def _source(task_id: str, name: str) -> str:
    value = registry.implementation_entry(task_id, name).value
    return f"{task_id}:{name}={package_hash(value.split('.')[0].split(':')[0])}"


def _path(store: Store, task: Task, case: str, sources: Sequence[str]) -> Path:
    parts = [str(CACHE_VERSION), case, str(task.judge_version), tasks_source_hash(), installed_versions(), *sources]
    return store.root / "conformance" / f"{digest('|'.join(parts).encode())[:32]}.json"


def load(path: Path) -> Proven | None:
    """What was proven, or None. An unreadable entry is as good as none: it is proven again."""
    try:
        proven = from_json(Proven, bounded_json.loads(path.read_bytes()))
    except (OSError, ValueError):
        return None
    return dataclasses.replace(proven, record=dataclasses.replace(proven.record, cached=True))


def save(path: Path, proven: Proven) -> None:
    """Keep it, unless something failed or was unavailable: those are tried again every time. That an implementation
    does not do a cell follows from its sources, as the rest does."""
    if set(proven.record.status.values()) <= {CONFORMANT, SELF_VERIFIED, UNSUPPORTED}:
        write_atomically(path, json.dumps(dataclasses.asdict(proven)).encode())


def load_examination(path: Path) -> list[Check] | None:
    """Its checks, all passed; or None."""
    try:
        return from_json(Examined, bounded_json.loads(path.read_bytes())).checks
    except (OSError, ValueError):
        return None


def save_examination(path: Path, checks: list[Check]) -> None:
    """Keep it, unless something failed."""
    if all(check.passed for check in checks):
        write_atomically(path, json.dumps(dataclasses.asdict(Examined(checks))).encode())
