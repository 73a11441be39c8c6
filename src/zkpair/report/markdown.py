"""The report as a Markdown summary: sentences, targets, speed-ups, with machine and commit."""

from __future__ import annotations

from collections.abc import Iterable

from zkpair.analysis.findings import Findings
from zkpair.report import attribution, precision, sentences, tables
from zkpair.report import format as fmt
from zkpair.report.labels import Labels
from zkpair.report.table import Cell, Table
from zkpair.report.verdicts import verdict_table


def summary(findings: Findings, labels: Labels) -> str:
    environment = findings.environment
    machine = environment.machine if environment else {}
    source = environment.source if environment else {}
    cpu = machine.get("cpu") or labels("unknown")
    cores = labels("cores", count=machine["cores"]) if machine.get("cores") else ""
    commit = source.get("commit") or labels("unknown")
    dirty = f" ({labels('dirty')})" if source.get("dirty") else ""
    lines = [f"# {labels('title', run=findings.run_id)}", ""]
    if interrupted := sentences.interruption(findings, labels):
        lines += [f"**{interrupted}**", ""]
    lines += [f"{number}. {sentence}" for number, sentence in enumerate(sentences.sentences(findings, labels), start=1)]
    lines += [
        "",
        f"- {labels('meta.when')}: {fmt.date(findings.plan.started_utc)}",
        f"- {labels('meta.machine')}: {', '.join(part for part in (str(cpu), cores) if part)}",
        f"- {labels('meta.commit')}: `{commit}`{dirty}",
        f"- {labels('meta.mode')}: {labels(f'mode.{findings.plan.mode}')}",
        "",
    ]
    if findings.failures:
        lines += [f"## {labels('section.failures')}", "", *_table(tables.failure_table(findings.failures, labels)), ""]
    count = sentences.target_count(findings, labels)
    if count:
        lines += [f"## {labels('section.verdicts')}", "", count, ""]
    if findings.verdicts:
        lines += [*_table(verdict_table(findings, labels)), ""]
    lines += [f"## {labels('section.overview')}", ""]
    for group in findings.combinations:
        lines += [f"### {labels.subject(group.task, group.params)} (`{group.task}`)", ""]
        lines += [*_table(tables.speedup_table(group, labels)), ""]
        lines += [line for mark in precision.mark_lines(group, labels) for line in (mark, "")]
        beside = precision.precision_table(group, labels)
        if beside.rows:
            told = [f"- {line}" for line in precision.peak_lines(findings.peaks, labels)]
            lines += [f"#### {beside.caption}", "", *_table(beside), "", *told, *([""] if told else [])]
    for chain in findings.attributions:
        lines += [f"## {labels('section.attribution')}: {attribution.chain_title(chain, labels)}", ""]
        lines += [*_table(attribution.attribution_table(chain, labels)), ""]
        lines += [attribution.attribution_note(chain, labels), ""]
    if findings.overheads:
        table = tables.overhead_table(findings.overheads, labels)
        lines += [f"## {labels('section.overhead')}", "", *_table(table), ""]
    lines += [f"## {labels('section.noise')}", "", *_table(tables.control_table(findings.controls, labels)), ""]
    if findings.plan.left_out:
        left_out = "; ".join(tables.cell_names(findings.plan.left_out, labels))
        lines += [f"## {labels('section.left_out')}", "", left_out, ""]
    return "\n".join(lines)


def _table(table: Table) -> Iterable[str]:
    table = table.settled()
    heads = [
        " ".join(part for part in (c.group, c.text, f"({f'{c.unit} {c.clock}'.strip()})" if c.unit else "") if part)
        for c in table.columns
    ]
    yield _row(heads)
    yield _row(["---:" if c.kind == "number" else "---" for c in table.columns])
    for row in table.rows:
        yield _row([_cell(cell) for cell in row.cells] or [f"**{row.heading}**", *[""] * (len(table.columns) - 1)])


def _cell(cell: Cell) -> str:
    parts = [cell.text, cell.note] if cell.kind in ("number", "outcome") else [cell.note, cell.text]
    text = " ".join(part for part in parts if part)
    return f"{text} ({cell.sub})" if cell.sub else text


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
