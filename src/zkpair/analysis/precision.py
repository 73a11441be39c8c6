"""In what precision an arm computes, how often that is right, and how near it comes to the machine's peak."""

from __future__ import annotations

import math
import statistics
from dataclasses import replace

from zkpair.analysis.comparable import Precisions
from zkpair.analysis.findings import ArmFindings, SpeedUp
from zkpair.analysis.pairs import implementation_of
from zkpair.schema import Peaks, Timing
from zkpair.tasks.task import MULTIPLY_ACCUMULATES


def described(arm: ArmFindings, timing: Timing, precisions: Precisions, peaks: Peaks | None) -> ArmFindings:
    """The arm with what its precision comes to in this cell.

    Share of the peak = multiply-accumulates / seconds / (multiply-accumulates a second of the machine, one thread).
    """
    precision = precisions.get(arm.implementation)
    accuracy = (timing.accuracy or {}).get(precision or "")
    seconds = arm.seconds.estimate
    if timing.unit != MULTIPLY_ACCUMULATES or not (math.isfinite(seconds) and seconds > 0):
        return replace(arm, precision=precision, accuracy=accuracy)
    rate = timing.work / seconds
    known = peaks.mac_per_s.get(precision or "") if peaks else None
    share = rate / statistics.median(known) if known and arm.threads == 1 else None
    return replace(arm, precision=precision, accuracy=accuracy, macs_per_s=rate, of_peak=share)


def told_apart(speedup: SpeedUp, precisions: Precisions) -> SpeedUp:
    """The pair, marked where its sides compute in different precisions."""
    ours, theirs = (precisions.get(implementation_of(arm)) for arm in (speedup.baseline, speedup.candidate))
    if ours is None or theirs is None or ours == theirs:
        return speedup
    return replace(speedup, precisions=(ours, theirs))
