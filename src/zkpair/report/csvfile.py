"""Every figure as a row of CSV: full precision, units in the column names, an empty field where there is none."""

from __future__ import annotations

import csv
import io
import math

from zkpair.analysis.findings import CellFindings, Findings, SpeedUp
from zkpair.tasks.task import size_label

COLUMNS = (
    "run", "utc", "commit", "task", "params", "size", "size_label", "role", "headline", "baseline", "candidate", "kind",
    "speedup", "speedup_low", "speedup_high", "clock", "processes", "undecided",
    "baseline_seconds", "candidate_seconds", "candidate_kernel_seconds", "candidate_cold_seconds",
    "baseline_peak_total_bytes", "candidate_peak_total_bytes", "peak_share", "peak_share_low", "peak_share_high",
    "unit", "work", "baseline_precision", "candidate_precision", "baseline_accuracy", "candidate_accuracy",
    "candidate_macs_per_s", "candidate_of_peak",
)  # fmt: skip


def table(findings: Findings) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for group in findings.combinations:
        for cell in group.cells:
            for speedup in cell.speedups:
                writer.writerow([_field(value) for value in _row(findings, cell, speedup)])
    return out.getvalue()


def _row(findings: Findings, cell: CellFindings, speedup: SpeedUp) -> list[object]:
    ratio, share = speedup.ratio, speedup.peak_share
    baseline, candidate = cell.arm(speedup.baseline), cell.arm(speedup.candidate)
    assert baseline is not None and candidate is not None
    environment = findings.environment
    return [
        findings.run_id, cell.utc, environment.source.get("commit") if environment else None, cell.cell.task,
        ",".join(f"{k}={v}" for k, v in sorted(cell.cell.params.items())), cell.cell.size, size_label(cell.cell.size),
        cell.role, cell.headline, speedup.baseline, speedup.candidate, speedup.kind,
        ratio.estimate, ratio.low, ratio.high, ratio.clock, ratio.processes, ratio.undecided,
        baseline.seconds.estimate, candidate.seconds.estimate,
        candidate.kernel.estimate if candidate.kernel else None, candidate.cold.estimate if candidate.cold else None,
        baseline.peak_total.estimate if baseline.peak_total else None,
        candidate.peak_total.estimate if candidate.peak_total else None,
        share.estimate if share else None, share.low if share else None, share.high if share else None,
        cell.unit, cell.work, baseline.precision, candidate.precision, baseline.accuracy, candidate.accuracy,
        candidate.macs_per_s, candidate.of_peak,
    ]  # fmt: skip


def _field(value: object) -> object:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else value
