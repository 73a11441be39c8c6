"""Peak memory of an arm in a fresh process: `peak_total` above an empty worker, `peak_run` above the loaded state.

Read from the workers that are timed, so that every process gives a figure and none is started for it alone: the
high-water mark is reset once the case is loaded, and read at the end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zkpair.schema import MemoryFigure
from zkpair.worker.client import Worker


@dataclass(frozen=True)
class Loaded:
    """Bytes once the case is loaded: the peak so far, and what stays of it."""

    empty: int
    peak: int
    state: int


@dataclass(frozen=True)
class Sample:
    """One process: bytes, or the reason why there are none."""

    peak_total_bytes: int
    peak_run_bytes: int
    unmeasured: str | None = None


def after_loading(worker: Worker) -> Loaded | str:
    """Call when the case is loaded; resets the mark. The reason when it cannot be read."""
    empty = worker.hello.get("empty_bytes")
    if not isinstance(empty, int):
        return "the worker does not tell its memory"
    loaded = worker.peak(reset=False)
    state = worker.peak(reset=True)
    for answer in (loaded, state):
        if "unmeasured" in answer:
            return str(answer["unmeasured"])
    return Loaded(empty, int(loaded["peak_bytes"]), int(state["current_bytes"]))


def at_the_end(worker: Worker, loaded: Loaded | str) -> Sample:
    """Call after the last run. The peak of the whole life is the larger of its two halves."""
    if isinstance(loaded, str):
        return Sample(0, 0, loaded)
    peak = int(worker.peak(reset=False)["peak_bytes"])
    return Sample(max(loaded.peak, peak) - loaded.empty, max(0, peak - loaded.state))


def figures(samples: Sequence[Mapping[str, Sample]]) -> dict[str, MemoryFigure]:
    """One figure an arm from the samples of all processes; unmeasured when any of them is."""
    found = {}
    for arm in samples[0] if samples else ():
        of_arm = [sample[arm] for sample in samples]
        reason = next((s.unmeasured for s in of_arm if s.unmeasured is not None), None)
        found[arm] = (
            MemoryFigure([s.peak_total_bytes for s in of_arm], [s.peak_run_bytes for s in of_arm])
            if reason is None
            else MemoryFigure(None, None, reason)
        )
    return found
