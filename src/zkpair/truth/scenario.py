"""What is measured: pairs of known ratio, and what disturbs them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zkpair.analysis.statistic import Times

PROCESSES = 6
BLOCKS = 3

Process = Mapping[str, tuple[Times, Times]]
"""One fresh process of each arm: by clock (`cpu`, `wall`) the ns per operation of baseline and candidate."""


@dataclass(frozen=True)
class Scenario:
    """A pair: seconds of one operation of each side, how many operations of the candidate make a run, and how many
    blocks a process has.

    The baseline runs one at a time. `batch` = 1 leaves sides of unequal length as they are.
    """

    name: str
    description: str
    baseline_s: float
    candidate_s: float
    batch: int
    blocks: int = BLOCKS

    @property
    def true_ratio(self) -> float:
        return self.baseline_s / self.candidate_s


@dataclass(frozen=True)
class Condition:
    """What else the machine does while we measure.

    A neighbour works in bursts of `on_s` with pauses of `off_s` (exponential means; 0: no neighbour). During a burst
    our own work goes at `speed`, on either clock (shared cache, hyper-thread, turbo); with `slice_s` it also takes
    turns with us on the same core, in slices of that length, which only the wall clock sees; `frozen`, it has the core
    alone (a virtual machine that is not scheduled).
    """

    name: str
    description: str
    on_s: float = 0.0
    off_s: float = 0.0
    speed: float = 1.0
    slice_s: float = 0.0
    frozen: bool = False


SCENARIOS: Sequence[Scenario] = (
    Scenario("a_equals_a", "A = A, 50 ms each", 0.05, 0.05, 1),
    Scenario("five_percent", "5 % apart, 52.5 against 50 ms", 0.0525, 0.05, 1),
    Scenario("double", "2x, 100 against 2 × 50 ms", 0.1, 0.05, 2),
    Scenario("hundred_equal", "100x, 0.1 s against 100 × 1 ms", 0.1, 0.001, 100),
    Scenario("hundred_capped", "100x, 1 s against 25 × 10 ms", 1.0, 0.01, 25),
    Scenario("hundred_quick", "100x, one block as in a quick run, 0.25 s against 40 × 2.5 ms", 0.25, 0.0025, 40, 1),
    Scenario("hundred_unequal", "100x, 1 s against 10 ms, not batched", 1.0, 0.01, 1),
)

UNBATCHED = frozenset({"hundred_unequal"})
"""What the harness never does, and why: it shows what batching is for, and takes no part in choosing."""

CONDITIONS: Sequence[Condition] = (
    Condition("quiet", "nothing else runs"),
    Condition("busy_core", "a busy second core: work goes at 80 % in bursts of 0.3 s", 0.3, 0.2, 0.8),
    Condition("bursty", "a neighbour on the same core: slices of 3 ms in bursts of 80 ms", 0.08, 0.16, 0.97, 0.003),
    Condition("stalls", "the machine stands still for 0.5 s, every 8 s on average", 0.5, 8.0, frozen=True),
)
