"""Drives an implementation's adapter in this process for `zkpair groth16`: prepare, run, encode on a case in memory.

Implementations are found by entry point, as everywhere; nothing of theirs is imported before it is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zkpair.registry import RegistryError, implementation_entry, implementations

PREFERRED = ("rust", "python-tuned", "python")


class UnavailableImplementation(RuntimeError):
    """An implementation that cannot be used here: why, and what there is instead."""


class Refusal(ValueError):
    """An implementation refused its input: its own message."""


@dataclass(frozen=True)
class MemoryCase:
    """A case of one instance, as docs/contract.md describes it."""

    task: str
    size: int
    shared: Mapping[str, bytes]
    instance: Mapping[str, bytes]
    params: Mapping[str, str] = field(default_factory=lambda: {"circuit": "file"})
    seed: int = 0

    @property
    def instances(self) -> Sequence[Mapping[str, bytes]]:
        return [self.instance]


def load(task: str, name: str | None) -> tuple[str, Any]:
    """The implementation of that name, or the fastest that is available; with its name."""
    names = [name] if name else [choice for choice in PREFERRED if choice in implementations(task)]
    reasons = []
    for candidate in names:
        try:
            found = _load_one(task, candidate)
        except (UnavailableImplementation, RegistryError) as error:
            reasons.append(str(error))
        else:
            return candidate, found
    raise UnavailableImplementation("; ".join(reasons) or f"no implementation of {task} is installed; run `make setup`")


def _load_one(task: str, name: str) -> Any:
    entry = implementation_entry(task, name)
    try:
        found = entry.load()
        found = found() if isinstance(found, type) else found
    except Exception as error:  # whatever a broken installation raises
        raise UnavailableImplementation(
            f"{task}:{name} does not load ({type(error).__name__}: {error}); run `make setup`"
        ) from error
    if not hasattr(found, "prepare"):
        raise UnavailableImplementation(
            f"{task}:{name} is a foreign worker, which this command cannot drive; take another"
        )
    reason = found.available()
    if reason is not None:
        raise UnavailableImplementation(f"{task}:{name} is not available: {reason}")
    return found


def run_once(implementation: Any, case: MemoryCase, threads: int = 1) -> tuple[bytes, Any]:
    """The encoded output, and the output itself. `Refusal` for whatever the implementation raises about its input."""
    try:
        (state,) = implementation.prepare(case, threads)
        output = implementation.run(state)
        return bytes(implementation.encode(output)), output
    except (ValueError, OverflowError) as error:
        raise Refusal(f"{error} [{type(error).__name__}]") from error
