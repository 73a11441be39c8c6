"""The figures of one cell: times by arm and clock, speed-ups by pair, memory, throughput and latency."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np

from zkpair.analysis.comparable import precisions_of, usual_pairs
from zkpair.analysis.estimate import Estimate, border_overhead, estimate_of, seconds_of, share_of
from zkpair.analysis.findings import ArmFindings, CellFindings, Latency, SpeedUp, label_of
from zkpair.analysis.load import Run
from zkpair.analysis.pairs import asked_pairs, implementation_of, thread_pairs_of, variant_pairs_of
from zkpair.analysis.precision import described, told_apart
from zkpair.analysis.ratio import Clock, Ratio, clock_of, ratio_of, threads_of, times_of
from zkpair.schema import Memory, MemoryFigure, Replicate, Throughput, ThroughputFigure, Timing
from zkpair.tasks.task import Cell

NOT_TRIED = "not measured in this run"
FEWEST_SAMPLES = {50: 20, 95: 100, 99: 500}
"""Percentile -> samples below which it is not given."""


def cell_findings(run: Run, cell: Cell, timing: Timing, asked: Collection[tuple[str, str]] = ()) -> CellFindings:
    """`asked`: pairs of arms that somebody wants besides those of baselines and candidates (a target's)."""
    memory = run.memory.get(cell)
    languages = run.languages(cell)
    conformance = run.conformance.get(cell)
    status = conformance.status if conformance else {}
    variants = variant_pairs_of(timing.arms)
    threads = thread_pairs_of(timing.arms)
    precisions = precisions_of(run, cell, timing)
    wanted = dict.fromkeys([*usual_pairs(run, cell, timing), *asked_pairs(timing.arms, asked)])
    pairs = [pair for pair in wanted if pair not in variants and pair not in threads]
    speedups = [_speedup(timing, b, c, "pair", memory) for b, c in pairs]
    speedups += [_speedup(timing, b, c, "variant", memory) for b, c in variants]
    speedups += [_speedup(timing, b, c, "threads", memory) for b, c in threads]
    found = [_arm(timing, arm, languages, status, memory) for arm in timing.arms]
    return CellFindings(
        cell=timing.cell,
        label=label_of(timing.cell),
        role=timing.role,
        headline=timing.headline,
        unit=timing.unit,
        work=timing.work,
        baseline=timing.baseline,
        num_constraints=timing.num_constraints,
        security_bits=timing.security_bits,
        output_bytes=timing.output_bytes,
        utc=timing.utc,
        load=(timing.load_before, timing.load_after),
        arms=[described(arm, timing, precisions, run.peaks) for arm in found],
        speedups=[told_apart(speedup, precisions) for speedup in speedups],
        latencies=latencies_of(run.throughput.get(cell)),
        conformance=conformance,
    )


def _arm(
    timing: Timing, arm: str, languages: Mapping[str, str | None], status: Mapping[str, str], memory: Memory | None
) -> ArmFindings:
    implementation = implementation_of(arm)
    replicates = timing.replicates
    figure = memory.arms.get(arm) if memory else None
    kernel = _seconds(replicates, arm, "kernel")
    unmeasured = NOT_TRIED if figure is None else figure.unmeasured
    return ArmFindings(
        arm=arm,
        implementation=implementation,
        threads=threads_of(arm),
        language=languages.get(implementation),
        status=status.get(implementation, "unknown"),
        clock=clock_of(arm),
        seconds=_seconds(replicates, arm, clock_of(arm)) or Estimate(math.nan, None, None, 0, "no usable time"),
        wall=_seconds(replicates, arm, "wall"),
        cpu=_seconds(replicates, arm, "cpu"),
        kernel=kernel,
        kernel_share=border_overhead(replicates, arm) if kernel else None,
        cold=_each(replicates, lambda r: r.first_run_wall_ns.get(arm)),
        prepare=_each(replicates, lambda r: r.prepare_wall_ns.get(arm)),
        start=_each(replicates, lambda r: r.start_wall_ns.get(arm)),
        peak_total=_bytes(figure.peak_total_bytes if figure else None),
        peak_run=_bytes(figure.peak_run_bytes if figure else None),
        memory_unmeasured=unmeasured,
        batch=max((r.batch.get(arm, 1) for r in replicates), default=1),
    )


def _seconds(replicates: Sequence[Replicate], arm: str, clock: Clock) -> Estimate | None:
    try:
        return seconds_of(replicates, arm, clock=clock)
    except ValueError:  # this clock was not read
        return None


def _each(replicates: Sequence[Replicate], ns_of: Callable[[Replicate], int | None]) -> Estimate | None:
    seconds = [ns / 1e9 for r in replicates if (ns := ns_of(r)) is not None]
    return estimate_of(seconds) if seconds else None


def _bytes(values: Sequence[int] | None) -> Estimate | None:
    return estimate_of([float(v) for v in values]) if values else None


def _speedup(timing: Timing, baseline: str, candidate: str, kind: str, memory: Memory | None) -> SpeedUp:
    return SpeedUp(
        baseline=baseline,
        candidate=candidate,
        ratio=ratio_of(timing.replicates, baseline, candidate),
        block_log_ratios=block_log_ratios(timing.replicates, baseline, candidate),
        peak_share=peak_share(memory, baseline, candidate),
        kind=kind,
    )


def block_log_ratios(replicates: Sequence[Replicate], baseline: str, candidate: str) -> list[list[float]]:
    """ln of baseline over candidate for each block of each process, on the verdict's clock, unusable ones left out."""
    clock = clock_of(baseline, candidate)
    found = []
    for replicate in replicates:
        a, b = (times_of(replicate, arm, clock).sum(axis=1) for arm in (baseline, candidate))
        usable = np.isfinite(a) & np.isfinite(b) & (a > 0) & (b > 0)
        found.append([round(float(x), 6) for x in np.log(a[usable] / b[usable])])
    return found


def peak_share(memory: Memory | None, baseline: str, candidate: str) -> Ratio | None:
    """Peak memory of the candidate over the baseline's; None where either is unmeasured or not positive."""
    figures = [memory.arms.get(arm) if memory else None for arm in (baseline, candidate)]
    totals = [_positive(figure) for figure in figures]
    if totals[0] is None or totals[1] is None:
        return None
    fewest = min(len(totals[0]), len(totals[1]))
    return share_of(totals[0][:fewest], totals[1][:fewest])


def _positive(figure: MemoryFigure | None) -> list[int] | None:
    if figure is None or not figure.peak_total_bytes or min(figure.peak_total_bytes) <= 0:
        return None
    return figure.peak_total_bytes


def latencies_of(throughput: Throughput | None) -> list[Latency]:
    if throughput is None:
        return []
    return [_latency(throughput, arm, figure) for arm, figures in throughput.arms.items() for figure in figures]


def _latency(throughput: Throughput, arm: str, figure: ThroughputFigure) -> Latency:
    seconds = figure.duration_ns / 1e9
    done = figure.verified / seconds if seconds > 0 else math.nan
    return Latency(
        arm=arm,
        in_flight=figure.in_flight,
        processes=figure.processes,
        seconds=seconds,
        completed=figure.completed,
        verified=figure.verified,
        failed=figure.failed,
        per_second=done,
        work_per_second=done * throughput.work,
        cpu_share=figure.cpu_ns / figure.duration_ns if figure.duration_ns > 0 else math.nan,
        samples=len(figure.latencies_ns),
        p50=percentile(figure.latencies_ns, 50),
        p95=percentile(figure.latencies_ns, 95),
        p99=percentile(figure.latencies_ns, 99),
    )


def percentile(latencies_ns: Sequence[int], percent: int) -> float | None:
    """Seconds by nearest rank: the smallest sample that `percent` of all do not exceed. None with too few samples."""
    if len(latencies_ns) < FEWEST_SAMPLES[percent]:
        return None
    ordered = sorted(latencies_ns)
    return ordered[math.ceil(len(ordered) * percent / 100) - 1] / 1e9
