"""The page: one HTML file that needs nothing else, from findings and a template."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import jinja2
from markupsafe import Markup, escape

from zkpair.analysis.attribution import Attribution
from zkpair.analysis.findings import Combination, Findings
from zkpair.report import attribution, figures, precision, sentences, tables
from zkpair.report import format as fmt
from zkpair.report.charts import scene, svg
from zkpair.report.environment import environment_facts, implementation_table, package_versions
from zkpair.report.labels import Labels
from zkpair.report.table import Table
from zkpair.report.verdicts import verdict_table

LARGEST_PAGE_BYTES = 3_000_000


@dataclass(frozen=True)
class ChartView:
    name: str
    heading: str
    wide_svg: str
    narrow_svg: str


@dataclass(frozen=True)
class TaskView:
    id: str
    title: str
    task: str
    lines: list[str]
    speedups: Table
    marks: list[str]
    undecided: list[str]
    growth: ChartView | None
    growth_note: str
    memory: ChartView | None
    latency: ChartView | None
    throughput: Table | None
    throughput_at: str
    precision: Table
    peaks: list[str]
    arms: list[tuple[str, Table]]
    conformance: Table
    conformance_summary: str
    failed_checks: Table


@dataclass(frozen=True)
class ChainView:
    title: str
    chart: ChartView | None
    table: Table
    note: str


@dataclass(frozen=True)
class PageView:
    title: str
    brand_line: str
    notices: list[str]
    sentences: list[str]
    meta: list[tuple[str, str]]
    failures: Table
    not_reached: list[str]
    overview: ChartView | None
    target_count: str | None
    verdicts: Table
    tasks: list[TaskView]
    chains: list[ChainView]
    overheads: Table
    history: list[ChartView]
    unreadable: list[str]
    controls: Table
    left_out: list[str]
    nothing_left_out: str
    phases: str
    environments: list[list[tuple[str, str]]]
    implementations: Table
    packages: str
    method: list[str]


@dataclass(frozen=True)
class Rendered:
    """The page, and the charts in it that also become files."""

    html: str
    figures: list[figures.Figure]


def render(findings: Findings, labels: Labels) -> Rendered:
    drawn: list[figures.Figure] = []
    page = _page(findings, labels, drawn)
    html = _template().render(page=page, L=labels, language=labels.language, css=stylesheet(), data=embedded(findings))
    return Rendered(html, drawn)


def embedded(findings: Findings) -> str:
    """What the page was made from as JSON, block ratios included, with `<` escaped so that no text can end the element.

    What is null is left out; the list of checks, which the page shows, and digits beyond the seventh stay in
    findings.json.
    """
    value = findings.as_json()
    for group in value["combinations"]:
        for cell in group["cells"]:
            if cell["conformance"]:
                del cell["conformance"]["checks"]
    del value["unmeasured_conformance"]
    text = json.dumps(_lean(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026").replace("://", ":\\/\\/")


def _lean(value: Any) -> Any:
    """Seven digits, nothing that is null, and no reason beside each time that has no interval."""
    if isinstance(value, float):
        return float(f"{value:.7g}")
    if isinstance(value, dict):
        reason = {"undecided"} if "processes" in value and "log_ratios" not in value else set()
        return {name: _lean(v) for name, v in value.items() if v is not None and name not in reason}
    return [_lean(v) for v in value] if isinstance(value, list) else value


@cache
def _template() -> jinja2.Template:
    source = resources.files("zkpair.report").joinpath("templates/report.html.j2").read_text(encoding="utf-8")
    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    environment.filters["lift"] = lift
    return environment.from_string(source)


def lift(text: str) -> Markup:
    """Text with exponents above the line, 2^10 as 2<sup>10</sup>, and intervals that do not break."""
    lifted = fmt.LIFTED.sub(r"<sup>\1</sup>", str(escape(text)))
    return Markup(re.sub(r"(\[[^\[\]]*–[^\[\]]*\])", r'<span class="nb">\1</span>', lifted))


@cache
def stylesheet() -> str:
    """The page's style, with the charts' own colours as variables in both themes; paper is always light."""
    text = resources.files("zkpair.report").joinpath("templates/report.css").read_text(encoding="utf-8")
    light, dark = (
        "".join(f"--{name}:{value};" for name, value in colours.items()) for colours in (scene.LIGHT, scene.DARK)
    )
    outcomes = "--pass:#00694f;--fail:#a3123f;--hold:#7a5900"
    return text.replace("LIGHT", light).replace("DARK", dark).replace("PRINT", light + outcomes)


def _page(findings: Findings, labels: Labels, drawn: list[figures.Figure]) -> PageView:
    plan = findings.plan
    interrupted = sentences.interruption(findings, labels)
    notices = [interrupted] if interrupted else []
    if findings.trusted is False:
        notices.append(labels("untrusted"))
    if "synthetic" in findings.run_id:
        notices.append(labels("synthetic"))
    overview = figures.overview(findings, labels)
    return PageView(
        title=labels("title", run=findings.run_id),
        brand_line=f"{findings.run_id}",
        notices=notices,
        sentences=sentences.sentences(findings, labels),
        meta=_meta(findings, labels),
        failures=tables.failure_table(findings.failures, labels),
        not_reached=tables.cell_names(findings.not_measured, labels),
        overview=_view("overview", overview, drawn),
        target_count=sentences.target_count(findings, labels),
        verdicts=verdict_table(findings, labels),
        tasks=[_task(group, findings, labels, drawn, i) for i, group in enumerate(findings.combinations)],
        chains=[_chain(chain, labels, drawn) for chain in findings.attributions],
        overheads=tables.overhead_table(findings.overheads, labels),
        history=[v for f in figures.history_figures(findings, labels) if (v := _view(f.name, f, drawn)) is not None],
        unreadable=findings.unreadable_runs,
        controls=tables.control_table(findings.controls, labels),
        left_out=tables.cell_names(plan.left_out, labels),
        nothing_left_out=labels("left_out.unknown" if findings.interrupted else "nothing_left_out"),
        phases=", ".join(f"{name} {seconds:.1f} s" for name, seconds in findings.phases_s.items()),
        environments=[environment_facts(findings, e, labels) for e in findings.environments],
        implementations=implementation_table(findings.environments, labels),
        packages=package_versions(findings.environments),
        method=_method(labels),
    )


def _view(identity: str, figure: figures.Figure | None, drawn: list[figures.Figure]) -> ChartView | None:
    if figure is None:
        return None
    drawn.append(figure)
    return ChartView(
        figure.name,
        figure.heading,
        svg.inline(figure.wide, f"{identity}-w", "wide"),
        svg.inline(figure.narrow, f"{identity}-n", "narrow"),
    )


def _chain(chain: Attribution, labels: Labels, drawn: list[figures.Figure]) -> ChainView:
    return ChainView(
        title=attribution.chain_title(chain, labels),
        chart=_view(f"chain-{chain.chain}", attribution.attribution_figure(chain, labels), drawn),
        table=attribution.attribution_table(chain, labels),
        note=attribution.attribution_note(chain, labels),
    )


def _task(group: Combination, findings: Findings, labels: Labels, drawn: list[figures.Figure], index: int) -> TaskView:
    arms = figures.all_arms(findings)
    name = f"{group.task}-{'-'.join(group.params.values())}"
    identity = f"task-{index}"
    loaded = next((c for c in reversed(group.cells) if c.latencies), None)
    deciding = [c for c in group.cells if c.role == "verdict"] or [group.leading]
    conformance = tables.conformance_table(group, labels)
    checks = [check for c in group.cells if c.conformance for check in c.conformance.checks]
    return TaskView(
        id=identity,
        title=labels.subject(group.task, group.params),
        task=group.task,
        lines=_facts(group, labels),
        speedups=tables.speedup_table(group, labels),
        marks=precision.mark_lines(group, labels),
        undecided=tables.undecided_reasons(group, labels),
        growth=_view(f"{identity}-growth", figures.growth_figure(group, labels, name), drawn),
        growth_note=growth_note(group, labels),
        memory=_view(f"{identity}-memory", figures.memory_figure(group, labels, name, arms), drawn),
        latency=_view(f"{identity}-latency", figures.latency_figure(loaded, labels, name, arms), drawn)
        if loaded
        else None,
        throughput=tables.throughput_table(loaded, labels) if loaded else None,
        throughput_at=fmt.size(loaded.cell.size) if loaded else "",
        precision=precision.precision_table(group, labels),
        peaks=precision.peak_lines(findings.peaks, labels),
        arms=[(fmt.size(c.cell.size), tables.arm_table(c, labels)) for c in deciding],
        conformance=conformance,
        conformance_summary=labels(
            "part.conformance.summary",
            passed=sum(check.passed for check in checks),
            checks=len(checks),
            cells=sum(c.conformance is not None for c in group.cells),
        ),
        failed_checks=tables.conformance_table(group, labels, failed_only=True),
    )


def _facts(group: Combination, labels: Labels) -> list[str]:
    lines = [labels.params(group.params)] if group.params else []
    if group.facts is not None:
        lines.append(labels("declared", complexity=group.facts.complexity))
    cell = group.leading
    if cell.num_constraints is not None:
        lines.append(labels("constraints", count=cell.num_constraints))
    if cell.output_bytes:
        sizes = sorted(set(cell.output_bytes.values()))
        least, most = (fmt.grouped(str(count)) for count in (sizes[0], sizes[-1]))
        lines.append(labels("output", bytes=least if len(sizes) == 1 else f"{least}–{most}"))
    for name, bits in (cell.security_bits or {}).items():
        lines.append(labels("security", bits=f"{bits:.1f}", name=labels.maybe(f"security.{name}", name)))
    return lines


def growth_note(group: Combination, labels: Labels) -> str:
    """Which arms grow otherwise than the task declares; that none does, where all could be judged."""
    fitted = [(s.arm, s.scaling) for s in group.series if s.scaling is not None] if group.facts else []
    told = [
        labels(f"growth.{f.agreement}", arm=labels.arm(arm), fitted=f"{f.exponent:.2f}", declared=f"{f.declared:.2f}")
        for arm, f in fitted
        if f.agreement in ("grows_faster", "grows_slower")
    ]
    if told:
        return labels("growth.otherwise", arms="; ".join(told))
    if fitted and all(f.agreement == "agrees" for _, f in fitted):
        return labels("growth.agrees", declared=f"{fitted[0][1].declared:.2f}")
    return ""


def _meta(findings: Findings, labels: Labels) -> list[tuple[str, str]]:
    environment, plan = findings.environment, findings.plan
    machine = environment.machine if environment else {}
    source = environment.source if environment else {}
    commit = str(source.get("commit") or labels("unknown"))[:12]
    dirty = f" {labels('dirty')}" if source.get("dirty") else ""
    cores = f", {labels('cores', count=machine['cores'])}" if machine.get("cores") else ""
    used = findings.seconds
    budget = (
        f" ({labels('budget', seconds=fmt.significant(plan.budget_s), used=fmt.significant(used))})"
        if plan.budget_s is not None and used is not None
        else ""
    )
    trust = {True: "trust.yes", False: "trust.no", None: "trust.none"}[findings.trusted]
    return [
        (labels("meta.when"), fmt.date(plan.started_utc)),
        (labels("meta.commit"), commit + dirty),
        (labels("meta.machine"), f"{machine.get('cpu') or labels('unknown')}{cores}"),
        (labels("meta.mode"), labels(f"mode.{plan.mode}") + budget),
        (labels("meta.trust"), labels(trust)),
    ]


def _method(labels: Labels) -> list[str]:
    return [
        labels("method.ratio", processes=6),
        *(labels(f"method.{name}") for name in ("clock", "memory", "curve", "work")),
    ]
