"""A report on disk: the page, its charts as SVG and PNG, a Markdown summary, a CSV, the findings as JSON."""

from __future__ import annotations

from pathlib import Path

from zkpair.analysis.findings import Findings
from zkpair.record import write_atomically
from zkpair.report import csvfile, markdown, page
from zkpair.report.charts import svg
from zkpair.report.figures import Figure
from zkpair.report.labels import Labels, Language

PAGE = "report.html"


class ReportTooLarge(ValueError):
    """The page outgrew its limit; says by how much and what to do."""


def write_report(findings: Findings, folder: Path, language: Language = "en", charts: bool = True) -> Path:
    """Write everything below `folder` and return the page's path. `charts`: their files as well."""
    labels = Labels(language)
    rendered = page.render(findings, labels)
    html = rendered.html.encode()
    if len(html) > page.LARGEST_PAGE_BYTES:
        raise ReportTooLarge(
            f"{folder / PAGE}: {len(html)} bytes, more than {page.LARGEST_PAGE_BYTES}; measure fewer cells in one run"
        )
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(folder / "summary.md", markdown.summary(findings, labels).encode())
    write_atomically(folder / "results.csv", csvfile.table(findings).encode())
    write_atomically(folder / "findings.json", findings.as_text().encode() + b"\n")
    if charts:
        _write_charts(rendered.figures, findings, folder / "charts", language)
    write_atomically(folder / PAGE, html)
    return folder / PAGE


def _write_charts(figures: list[Figure], findings: Findings, folder: Path, language: Language) -> None:
    from zkpair.report.charts.png import can_write_hangul, write_png

    folder.mkdir(exist_ok=True)
    for old in (*folder.glob("*.svg"), *folder.glob("*.png")):
        old.unlink()
    drawn = figures
    if language == "ko" and not can_write_hangul():  # boxes instead of letters help nobody
        drawn = page.render(findings, Labels("en")).figures
    for figure, for_png in zip(figures, drawn, strict=True):
        write_atomically(folder / f"{figure.name}.svg", svg.standalone(figure.wide).encode())
        write_png(for_png.wide, folder / f"{figure.name}.png")
