"""What the tasks of the border have in common: checked lengths, and the refusals that every blob owes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from zkpair.tasks.alterations import refused_each, shapes
from zkpair.tasks.task import CaseData, FalseCase, FalseOutput

N_INSTANCES = 3


def wrong_length(output: bytes, n_bytes: int) -> str | None:
    """The reason why an output of another length is wrong."""
    return None if len(output) == n_bytes else f"{len(output)} bytes where {n_bytes} were expected"


def refused_blob(case: CaseData, name: str, alter: Callable[[bytes], Mapping[str, bytes]]) -> list[FalseCase]:
    """Refusals of a blob: another length, and what `alter` gives."""
    return refused_each(case, name, lambda blob: {**shapes(blob), **alter(blob)})


def altered(instance: int, output: bytes, alterations: Mapping[str, bytes]) -> list[FalseOutput]:
    """False outputs: other lengths and the alterations, without those that change nothing."""
    labelled: Iterable[tuple[str, bytes]] = {**shapes(output), **alterations}.items()
    return [FalseOutput(label, instance, blob) for label, blob in labelled if blob != output]
