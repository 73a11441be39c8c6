"""The first five sentences: what a reader takes away who reads nothing else."""

from __future__ import annotations

from collections import Counter

from zkpair.analysis.findings import Findings
from zkpair.analysis.summary import FASTER_MUST, FASTER_STRETCH, LEANER_MUST, LEANER_STRETCH, Lead, Lean
from zkpair.report import format as fmt
from zkpair.report.labels import Labels


def sentences(findings: Findings, labels: Labels) -> list[str]:
    """Five at most: the headline operations together, the two leading ones, memory, trust (or the targets)."""
    summary = findings.summary
    said = [_headline(findings, labels)]
    said += [_speed(findings, lead, labels) for lead in summary.leading]
    if summary.cells:
        said.append(_memory(summary.lean, labels) if summary.lean else labels("sentence.memory.none"))
    said.append(_trust(findings, labels))
    return [labels.prose(sentence) for sentence in said[:5]]


def _headline(findings: Findings, labels: Labels) -> str:
    summary = findings.summary
    if summary.slowest is None or summary.fastest is None or summary.baseline is None or summary.candidate is None:
        return labels("lead.none")
    names = {"candidate": labels.arm(summary.candidate), "baseline": labels.arm(summary.baseline)}
    ends = {"slowest": _end(summary.slowest, labels), "fastest": _end(summary.fastest, labels)}
    if summary.cells == 1:
        subject = labels.subject(summary.fastest.cell.task, summary.fastest.cell.params)
        return labels("lead.one", **names, subject=subject, ratio=fmt.times(summary.fastest.ratio.estimate))
    key = "lead.all" if summary.must.passed == summary.cells else "lead.some"
    bound = fmt.bound(FASTER_MUST)
    kind = labels("kind.headline" if summary.headline else "kind.other")
    open_ones = [(n, o) for o in ("undecided", "unmeasured") if (n := summary.must.outcomes.count(o))]
    told = ", ".join(labels("lead.rest", count=n, outcome=labels.outcome(o)) for n, o in open_ones)
    rest = labels("lead.rests", told=told) if told else ""
    reach = labels("lead.range", **ends) if len(set(ends.values())) > 1 else ends["fastest"]
    counts = {"cells": summary.cells, "passed": summary.must.passed}
    return labels(key, rest=rest, range=reach, kind=kind, bound=bound, **names, **counts)


def _end(lead: Lead, labels: Labels) -> str:
    subject = labels.subject(lead.cell.task, lead.cell.params)
    return labels("lead.cell", ratio=fmt.times(lead.ratio.estimate), subject=labels.inline(subject))


def _speed(findings: Findings, lead: Lead, labels: Labels) -> str:
    outcomes = [
        labels("bound.faster", bound=fmt.bound(bound), outcome=labels.outcome(outcome))
        for bound, outcome in ((FASTER_MUST, lead.must), (FASTER_STRETCH, lead.stretch))
    ]
    sentence = labels(
        "sentence.speed",
        subject=labels.subject(lead.cell.task, lead.cell.params),
        size=labels.size(lead.cell.size),
        ratio=fmt.ratio_text(lead.ratio),
        baseline=labels.arm(lead.baseline),
        outcomes=", ".join(outcomes),
    )
    cell = next((c for group in findings.combinations for c in group.cells if c.cell == lead.cell), None)
    others = [s for s in cell.speedups if s.candidate == lead.candidate and s.baseline != lead.baseline] if cell else []
    tuned = [
        labels("sentence.tuned", baseline=labels.arm(s.baseline), ratio=fmt.ratio_text(s.ratio))
        for s in others
        if s.kind == "pair" and s.ratio.log_ratios
    ]
    return " ".join([sentence, *tuned[:1]])


def _memory(lean: Lean, labels: Labels) -> str:
    outcomes = [
        labels("bound.leaner", bound=fmt.bound(100 * bound) + fmt.THIN + "%", outcome=labels.outcome(outcome))
        for bound, outcome in ((LEANER_MUST, lean.must), (LEANER_STRETCH, lean.stretch))
    ]
    return labels(
        "sentence.memory",
        subject=labels.inline(labels.subject(lean.cell.task, lean.cell.params)),
        size=labels.size(lean.cell.size),
        ratio=fmt.share_text(lean.ratio),
        baseline=labels.arm(lean.baseline),
        outcomes=", ".join(outcomes),
    )


def _trust(findings: Findings, labels: Labels) -> str:
    summary = findings.summary
    if summary.trusted is None or summary.noise is None:
        return labels("sentence.no_controls")
    if not summary.trusted:
        reason = next((c.distrust for c in findings.controls if c.distrust is not None), "")
        return labels("sentence.untrusted", reason=labels.reason(reason))
    return labels("sentence.trusted", noise=fmt.percent(summary.noise, 2))


def target_count(findings: Findings, labels: Labels) -> str | None:
    """How many targets pass; None where there are none."""
    if not findings.verdicts:
        return None
    counts = Counter(judged.must.outcome for judged in findings.verdicts)
    return labels(
        "sentence.targets",
        rows=len(findings.verdicts),
        passed=counts["pass"],
        failed=counts["fail"],
        undecided=counts["undecided"],
        unmeasured=counts["unmeasured"],
    )


def interruption(findings: Findings, labels: Labels) -> str | None:
    """That the run did not reach its end, and how much is missing; None for one that did."""
    if not findings.interrupted:
        return None
    missing = len(findings.not_measured)
    said = [labels("interrupted")] + ([labels("interrupted.missing", missing=missing)] if missing else [])
    return " ".join(said)
