"""How much a run spends, and on what: quick fits a budget, full measures all there is, custom what was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from zkpair.measure.blocks import Effort


@dataclass(frozen=True)
class Mode:
    """verdict, curve: the effort of each kind of cell; `controls`: whether the controls are run. `process_s`: seconds
    of blocks in one process, which sets how many blocks (at most `most_blocks`). `slowest_s`: an arm that takes longer
    for a run is left out of a cell and extrapolated. `reserve_s`: kept from the verdict cells and the curves for
    throughput. `in_flight`: requests at once, each for `throughput_s`; an arm that would take longer than `drain_s` to
    answer so many is asked for fewer. `variants`: whether
    `plonky3+scalar` is measured beside `plonky3` where no arms are named. `threads_from_s`: the seconds of a run from
    which a second thread is tried, where no arms are named."""

    name: Literal["quick", "full", "custom"]
    budget_s: float | None
    verdict: Effort
    curve: Effort
    process_s: float
    most_blocks: int
    slowest_s: float
    curve_points: int | None
    curve_longest_s: float
    reserve_s: float
    throughput_s: float
    drain_s: float
    in_flight: tuple[int, ...]
    headlines_only: bool
    variants: bool
    threads_from_s: float
    controls: bool = True


QUICK = Mode(
    name="quick",
    budget_s=165.0,
    verdict=Effort(processes=6, blocks=1, turn_s=0.1, timeout_s=60.0),
    curve=Effort(processes=1, blocks=1, turn_s=0.05, timeout_s=60.0),
    process_s=0.8,
    most_blocks=3,
    slowest_s=0.35,
    curve_points=4,
    curve_longest_s=0.1,
    reserve_s=20.0,
    throughput_s=0.6,
    drain_s=2.5,
    in_flight=(10, 100, 1000),
    headlines_only=True,
    variants=False,
    threads_from_s=0.02,
)
FULL = Mode(
    name="full",
    budget_s=45 * 60.0,
    verdict=Effort(processes=6, blocks=3, turn_s=0.25, timeout_s=300.0),
    curve=Effort(processes=2, blocks=2, turn_s=0.25, timeout_s=300.0),
    process_s=6.0,
    most_blocks=5,
    slowest_s=1.2,
    curve_points=None,
    curve_longest_s=10.0,
    reserve_s=300.0,
    throughput_s=10.0,
    drain_s=60.0,
    in_flight=(1, 10, 100, 1000),
    headlines_only=False,
    variants=True,
    threads_from_s=0.0,
)
CUSTOM = Mode(
    name="custom",
    budget_s=None,
    verdict=Effort(processes=6, blocks=2, turn_s=0.25, timeout_s=600.0),
    curve=Effort(processes=1, blocks=1, turn_s=0.1, timeout_s=600.0),
    process_s=3.0,
    most_blocks=3,
    slowest_s=1.2,
    curve_points=0,
    curve_longest_s=1.0,
    reserve_s=0.0,
    throughput_s=2.0,
    drain_s=30.0,
    in_flight=(1, 10, 100, 1000),
    headlines_only=False,
    variants=True,
    threads_from_s=0.0,
)
