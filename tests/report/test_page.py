"""The page and the files beside it: whole, valid, small, without a reference to anywhere, in both languages."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import math
import re
import time
import warnings
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from synthetic import MODELS, write_run

from zkpair.analysis.find import find
from zkpair.analysis.findings import Findings
from zkpair.analysis.load import load_run
from zkpair.record import RunFolder
from zkpair.report import format as fmt
from zkpair.report.labels import LANGUAGES, Labels, Language, placeholders
from zkpair.report.page import LARGEST_PAGE_BYTES, render
from zkpair.report.sentences import sentences
from zkpair.report.words import WORDS
from zkpair.report.write import write_report

VOID = {"meta", "link", "br", "img", "hr", "input"}
HANGUL = re.compile("[가-힣]")


class Outline(HTMLParser):
    """Every element closed in order; ids, references, headings and tables collected."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.references: list[str] = []
        self.headings: list[int] = []
        self.tables_without_caption = 0
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        if values.get("id"):
            self.ids.append(str(values["id"]))
        self.references += [str(values[k]) for k in ("src", "href", "srcset", "action", "data") if values.get(k)]
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "table":
            self.tables_without_caption += 1
        if tag == "caption":
            self.tables_without_caption -= 1
        for name in ("aria-labelledby", "aria-describedby"):
            for reference in (values.get(name) or "").split():
                self.text.append(f"#{reference}")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if any(key == "id" for key, _ in attrs):
            self.ids += [str(value) for key, value in attrs if key == "id"]

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]} at {self.getpos()}"
        self.open.pop()


def outline(html: str) -> Outline:
    found = Outline()
    found.feed(html)
    found.close()
    return found


@pytest.fixture(scope="module", params=LANGUAGES)
def html(request: pytest.FixtureRequest, findings: Findings) -> str:
    return render(findings, Labels(request.param)).html


def test_the_page_is_balanced_and_its_ids_are_unique_and_known(html: str) -> None:
    found = outline(html)
    assert found.open == []
    assert len(found.ids) == len(set(found.ids))
    assert {text[1:] for text in found.text} <= set(found.ids)


def test_headings_never_skip_a_level_and_tables_have_captions(html: str) -> None:
    found = outline(html)
    assert found.headings[0] == 1 and found.headings.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in zip(found.headings, found.headings[1:], strict=False))
    assert found.tables_without_caption == 0


def test_the_page_refers_to_nothing_outside(html: str) -> None:
    assert outline(html).references == ["data:,"]
    assert "://" not in html.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"@import|url\(", html)
    assert len(html.encode()) < LARGEST_PAGE_BYTES


def test_every_chart_has_a_title_a_description_and_finite_numbers(html: str) -> None:
    charts = re.findall(r"<svg.*?</svg>", html, re.DOTALL)
    assert len(charts) >= 12
    for chart in charts:
        root = ElementTree.fromstring(chart)
        assert root.find("title") is not None and root.findtext("title")
        assert root.findtext("desc")
        geometry = " ".join(re.findall(r' (?:x|y|d|points|width|height|viewBox)="([^"]*)"', chart))
        assert geometry and "nan" not in geometry and "inf" not in geometry


def test_marks_and_letters_stay_within_their_chart(findings: Findings) -> None:
    from zkpair.report.charts.scene import Mark, Text, text_width

    for language in LANGUAGES:
        for figure in render(findings, Labels(language)).figures:
            for scene in (figure.wide, figure.narrow):
                for item in scene.items:
                    if isinstance(item, Mark):
                        assert 0 <= item.x <= scene.width and 0 <= item.y <= scene.height, (figure.name, item)
                    if isinstance(item, Text):
                        width = text_width(item.text, item.size)
                        start = item.x - {"start": 0.0, "middle": width / 2, "end": width}[item.anchor]
                        assert start >= -2 and start + width <= scene.width * 1.03, (figure.name, item)
                        assert 0 <= item.y <= scene.height, (figure.name, item)


def test_embedded_data_is_the_findings_with_block_ratios(html: str, findings: Findings) -> None:
    match = re.search(r'<script type="application/json" id="zkpair-data">(.*?)</script>', html, re.DOTALL)
    assert match
    value = json.loads(match.group(1))
    whole = findings.as_json()
    assert {name for name in whole if whole[name] is not None} - set(value) == {"unmeasured_conformance"}
    for shown, kept in zip(value["combinations"], whole["combinations"], strict=True):
        for cell, full in zip(shown["cells"], kept["cells"], strict=True):
            for speedup, exact in zip(cell["speedups"], full["speedups"], strict=True):
                assert speedup["ratio"]["estimate"] == pytest.approx(exact["ratio"]["estimate"], rel=1e-6)
                assert speedup["block_log_ratios"] == exact["block_log_ratios"]
    blocks = value["combinations"][0]["cells"][0]["speedups"][0]["block_log_ratios"]
    assert blocks and all(math.isfinite(x) for process in blocks for x in process)


def test_a_run_of_everything_stays_within_the_limit(tmp_path: Path) -> None:
    models = tuple(
        dataclasses.replace(
            model, params={**model.params, "variant": str(variant)}, curve=tuple(2**k for k in range(3, 21))
        )
        for model in MODELS[:5]
        for variant in range(4)
    )
    found = find(load_run(write_run(tmp_path, "everything", models=models)))
    assert sum(len(group.cells) for group in found.combinations) > 300
    assert len(render(found, Labels("ko")).html.encode()) < LARGEST_PAGE_BYTES


def test_text_from_records_cannot_become_markup(results: Path, tmp_path: Path) -> None:
    hostile = "</script><img src=x onerror=alert(1)>"
    folder = RunFolder(tmp_path / "r")
    folder.path.mkdir()
    source = RunFolder.all(results)[0]
    (folder.path / "plan.json").write_text((source.path / "plan.json").read_text())
    text = source.records_path.read_text().replace("no answer within 60 s", hostile).replace("Synthetic OS", hostile)
    folder.records_path.write_text(text)
    html = render(find(load_run(folder)), Labels()).html
    assert "<img" not in html and html.count("</script>") == 1
    assert outline(html).open == []


def test_the_first_five_sentences_say_speed_memory_and_trust(findings: Findings) -> None:
    for language in LANGUAGES:
        said = sentences(findings, Labels(language))
        assert len(said) == 5
        assert "10×" in said[0] or "10배" in said[0]
        prove = next(g for g in findings.combinations if g.task == "snark/groth16_prove").leading
        speedup = prove.speedup("python@1", "rust@1")
        assert speedup is not None and re.search(rf"\b{speedup.ratio.estimate:.0f}[×배]", said[1])
        assert bool(HANGUL.search("".join(said))) == (language == "ko")


def test_failures_left_out_controls_and_conformance_are_told(html: str, findings: Findings) -> None:
    assert "no answer within 60 s" in html
    assert "equal bytes" in html
    for key in findings.plan.left_out:
        assert f"<li>{Labels('en').subject(key.task, key.params)}" in html or HANGUL.search(html)
    for control in findings.controls:
        assert f"{control.ratio.estimate:.4g}×" in html


def test_an_interrupted_run_is_rendered_and_says_so(results: Path) -> None:
    found = find(load_run(RunFolder.all(results)[-1]))
    for language in LANGUAGES:
        labels = Labels(language)
        html = render(found, labels).html
        assert labels("interrupted") in html
        assert labels("interrupted.missing", missing=len(found.not_measured)) in html
        assert outline(html).open == []


def test_a_run_with_nothing_but_a_plan_is_still_a_page(results: Path, tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "r")
    folder.path.mkdir()
    (folder.path / "plan.json").write_text((RunFolder.all(results)[0].path / "plan.json").read_text())
    found = find(load_run(folder))
    html = render(found, Labels()).html
    assert outline(html).open == [] and Labels()("lead.none") in html


def test_words_are_complete_and_fill_in_the_same_in_both_languages() -> None:
    for key, words in WORDS.items():
        assert len(words) == len(LANGUAGES) and all(words), key
        assert placeholders(words[0]) == placeholders(words[1]), key
        assert not HANGUL.search(words[0]), key


def test_every_word_that_the_code_asks_for_is_there() -> None:
    package = Path(render.__code__.co_filename).parent
    asked: set[str] = set()
    for path in (*package.rglob("*.py"), *package.rglob("*.j2")):
        asked |= set(re.findall(r'(?:labels|L|self)\(\s*"([a-z_]+(?:\.[a-z_0-9]+)*)"', path.read_text()))
    assert len(asked) > 40
    assert asked <= set(WORDS), asked - set(WORDS)


def test_an_english_page_has_no_hangul_and_a_korean_one_no_english_headings(findings: Findings) -> None:
    english, korean = (render(findings, Labels(language)).html for language in LANGUAGES)
    english_visible = re.sub(r"<(style|script).*?</\1>", "", english, flags=re.DOTALL)
    assert not HANGUL.search(english_visible)
    for heading in re.findall(r"<h[23][^>]*>(.*?)</h[23]>", korean):
        text = re.sub(r"<[^>]*>", "", heading)
        assert HANGUL.search(text) or text.isupper() or text in ("Halo", "G1 MSM", "NTT"), text


def test_csv_gives_back_every_ratio_to_the_last_digit(page: Path, findings: Findings) -> None:
    with (page.parent / "results.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    speedups = [(c, s) for g in findings.combinations for c in g.cells for s in c.speedups]
    assert len(rows) == len(speedups)
    for row, (cell, speedup) in zip(rows, speedups, strict=True):
        assert (row["task"], int(row["size"])) == (cell.cell.task, cell.cell.size)
        assert (row["baseline"], row["candidate"]) == (speedup.baseline, speedup.candidate)
        assert float(row["speedup"]) == speedup.ratio.estimate
        assert (float(row["speedup_low"]) if row["speedup_low"] else None) == speedup.ratio.low
        share = speedup.peak_share
        assert row["peak_share"] == ("" if share is None else repr(share.estimate))


def test_markdown_names_machine_commit_and_every_target(page: Path, findings: Findings) -> None:
    text = (page.parent / "summary.md").read_text()
    assert "Synthetic CPU" in text and "2" * 40 in text
    labels = Labels()
    for verdict in findings.verdicts:
        assert labels.maybe(f"target.{verdict.target.id}", verdict.target.description) in text
    table: list[int] = []
    for line in text.splitlines():
        table = [*table, line.count("|")] if line.startswith("|") else []
        assert len(set(table)) <= 1, "every row of a table has the same columns"
    assert "nan" not in text.lower().split()


def test_every_chart_is_a_file_in_both_forms(page: Path) -> None:
    svgs, pngs = sorted((page.parent / "charts").glob("*.svg")), sorted((page.parent / "charts").glob("*.png"))
    assert [p.stem for p in svgs] == [p.stem for p in pngs] and len(svgs) >= 10
    for svg in svgs:
        root = ElementTree.fromstring(svg.read_text())
        assert root.tag == "{http://www.w3.org/2000/svg}svg" and "var(" not in svg.read_text()
    assert all(p.read_bytes().startswith(b"\x89PNG") and p.stat().st_size > 2000 for p in pngs)


def test_rendering_again_replaces_the_charts(findings: Findings, tmp_path: Path) -> None:
    (tmp_path / "charts").mkdir()
    (tmp_path / "charts" / "old.svg").write_text("old")
    begin = time.process_time()
    write_report(findings, tmp_path)
    assert time.process_time() - begin < 8, "a whole report takes less than 8 s"
    assert not (tmp_path / "charts" / "old.svg").exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_of_a_png_has_a_glyph(
    findings: Findings, tmp_path: Path, language: Language, caplog: pytest.LogCaptureFixture
) -> None:
    from zkpair.report.charts.png import can_write_hangul, write_png

    if language == "ko" and not can_write_hangul():
        pytest.skip("no font with Hangul here: PNG files then speak English")
    figures = render(findings, Labels(language)).figures
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for figure in figures[:6]:
            write_png(figure.wide, tmp_path / "chart.png")
    assert not caplog.records


def test_the_terminal_shows_sentences_and_every_target_with_a_figure(findings: Findings) -> None:
    from rich.console import Console

    from zkpair.report.terminal import print_summary

    for language in LANGUAGES:
        labels = Labels(language)
        console = Console(width=200, record=True, file=io.StringIO())
        print_summary(console, findings, labels)
        said = console.export_text()
        for verdict in findings.verdicts:
            named = labels.maybe(f"target.{verdict.target.id}", verdict.target.description) in said
            assert named == (verdict.must.outcome != "unmeasured")
        assert sentences(findings, labels)[0][:40] in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_chain_is_told_with_its_product_and_its_ends(findings: Findings, language: Language) -> None:
    labels = Labels(language)
    html = render(findings, labels).html
    assert 'id="attribution"' in html and "chain-stark" in {f.name for f in render(findings, labels).figures}
    (chain,) = findings.attributions
    assert chain.agrees and chain.ends is not None and chain.product is not None
    for text in (labels("chain.product"), labels("chain.ends"), "language", "threads", fmt.significant(chain.product)):
        assert text in html
    explained, doubted = (
        dataclasses.replace(findings, attributions=[dataclasses.replace(chain, agrees=agrees)])
        for agrees in (True, False)
    )
    said = labels("chain.disagrees", product=fmt.times(chain.product), ends=fmt.times(chain.ends.estimate))
    assert said not in render(explained, labels).html and said in render(doubted, labels).html


def test_without_a_chain_nothing_is_said_of_one(findings: Findings) -> None:
    assert 'id="attribution"' not in render(dataclasses.replace(findings, attributions=[]), Labels()).html


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_path_to_a_library_is_told_where_it_was_measured(findings: Findings, language: Language) -> None:
    (path,) = findings.overheads
    assert path.share == pytest.approx(1.02) and path.low is not None and path.high is not None
    assert path.low < path.share < path.high and path.samples == 30
    html = render(findings, Labels(language)).html
    assert 'id="overhead"' in html and "winterfell/fibonacci 2<sup>10</sup>" in html
    assert 'id="overhead"' not in render(dataclasses.replace(findings, overheads=[]), Labels(language)).html
