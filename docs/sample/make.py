"""Make this folder and the tables of the READMEs anew from a real run:

    PYTHONPATH=tests/report .venv/bin/python docs/sample/make.py [RUN]

Writes report.png and report.ko.png (the top of the page, by a headless Chromium), summary.md, summary.ko.md, and what
stands between the two `sample` marks of README.md and README.ko.md: picture and figures, with machine, commit and date.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from browser import Browser, find_chromium
from PIL import Image

from zkpair.analysis.findings import Findings
from zkpair.analysis.load import find_run, load_run
from zkpair.cli.report import find_in
from zkpair.report import format as fmt
from zkpair.report.labels import LANGUAGES, Labels, Language
from zkpair.report.write import PAGE, write_report

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BEGIN, END = "<!-- sample -->", "<!-- /sample -->"
READMES: dict[Language, str] = {"en": "README.md", "ko": "README.ko.md"}
LARGEST_PICTURE_BYTES = 300_000
END_OF_TOP = "document.querySelector('#speed-up').getBoundingClientRect().bottom"


def main(name: str | None) -> None:
    findings = find_in(load_run(find_run(ROOT / "results", name)), ROOT / "results", ROOT / "targets.toml")
    if "synthetic" in findings.run_id:
        raise SystemExit(f"{findings.run_id}: invented figures are for tests; measure something")
    if findings.summary.trusted is not True or findings.interrupted:
        raise SystemExit(
            f"{findings.run_id}: interrupted, or its controls failed; a sample must be a run to be trusted"
        )
    if findings.environment is None or findings.environment.source.get("dirty"):
        raise SystemExit(f"{findings.run_id}: measured with uncommitted changes; commit, then measure again")
    executable = find_chromium()
    if executable is None:
        raise SystemExit("no Chromium here: apt-get install chromium fonts-noto-cjk")
    with Browser(executable) as browser, tempfile.TemporaryDirectory() as scratch:
        for language in LANGUAGES:
            page = write_report(findings, Path(scratch) / language, language, charts=False)
            suffix = "" if language == "en" else f".{language}"
            picture(browser, page, HERE / f"report{suffix}.png")
            (HERE / f"summary{suffix}.md").write_bytes((page.parent / "summary.md").read_bytes())
            assert page.name == PAGE
            write_readme(ROOT / READMES[language], findings, language, f"docs/sample/report{suffix}.png")


def picture(browser: Browser, page: Path, path: Path) -> None:
    """The page down to the end of its first chart, in as few colours as it needs."""
    browser.open(page.as_uri(), width=1280)
    bottom = int(browser.evaluate(END_OF_TOP))
    browser.screenshot(path)
    with Image.open(path) as image:
        # The few pixels of a mark must keep their colour among many of paper.
        top = image.crop((0, 0, 1280, bottom + 20)).convert("RGB")
        top.quantize(128, method=Image.Quantize.MAXCOVERAGE).save(path, optimize=True)
    if path.stat().st_size > LARGEST_PICTURE_BYTES:
        raise SystemExit(f"{path}: {path.stat().st_size} bytes, more than {LARGEST_PICTURE_BYTES}")


def write_readme(path: Path, findings: Findings, language: Language, image: str) -> None:
    text = path.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    block = "\n".join([BEGIN, *sample(findings, Labels(language), image), END])
    path.write_text(before + block + after, encoding="utf-8")


def sample(findings: Findings, labels: Labels, image: str) -> list[str]:
    environment = findings.environment
    assert environment is not None
    machine, source = environment.machine, environment.source
    candidate = findings.summary.candidate or ""
    measured = [s for g in findings.combinations for s in g.leading.speedups if s.kind == "pair"]
    plain = findings.summary.baseline
    tuned = next((pair.baseline for pair in measured if pair.candidate == candidate and pair.baseline != plain), None)
    baselines = [baseline for baseline in (plain, tuned) if baseline is not None]
    over = [labels("chart.over", baseline=labels.arm(b)) for b in baselines]
    head = [labels("col.cell"), *(f"{labels.arm(candidate)} {text}" for text in over), labels("metric.peak_share")]
    lines = [f"![{labels('meta.report')}]({image})", "", row(head), row(["---", *["---:"] * (len(baselines) + 1)])]
    for group in findings.combinations:
        cell = group.leading
        if cell.role != "verdict":
            continue
        pairs = [s for s in cell.speedups if s.kind == "pair" and s.candidate == candidate and not s.precisions]
        over_plain = next((s for s in pairs if s.baseline == plain), None)
        over_tuned = next((s for s in pairs if s.baseline != plain), None)
        size = fmt.LIFTED.sub(r"<sup>\1</sup>", labels.size(cell.cell.size))
        cells = [f"{labels.subject(group.task, group.params)}, {size}"]
        cells.append(fmt.ratio_text(over_plain.ratio if over_plain else None))
        if tuned is not None:
            named = f" ({labels.arm(over_tuned.baseline)})" if over_tuned and over_tuned.baseline != tuned else ""
            cells.append(fmt.ratio_text(over_tuned.ratio if over_tuned else None) + named)
        lines.append(row([*cells, fmt.share_text(over_plain.peak_share if over_plain else None)]))
    commit = str(source["commit"])[:12]
    where = f"{machine['cpu']}, {labels('cores', count=machine['cores'])}"
    said = labels("sample", run=findings.run_id, machine=where, commit=commit, date=fmt.date(findings.plan.started_utc))
    return [*lines, "", said]


def row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
