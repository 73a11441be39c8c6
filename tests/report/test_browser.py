"""The page in a real browser with the network off: nothing asked for, nothing wrong, nothing wider than a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Browser, find_chromium

from zkpair.analysis.findings import Findings
from zkpair.report.write import write_report

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(find_chromium() is None, reason="no Chromium here: apt-get install chromium"),
]

WIDER_THAN_THE_SCREEN = "document.documentElement.scrollWidth - window.innerWidth"
CUT_OFF = """[...document.querySelectorAll('h1,h2,h3,p,li,dd,svg.chart')].filter(e => {
  const box = e.getBoundingClientRect();
  return box.width > 0 && (box.right > window.innerWidth + 1 || box.left < -1);
}).map(e => e.tagName + ': ' + e.textContent.slice(0, 60))"""
CONTRAST = """(() => {
  const luminance = colour => {
    const [r, g, b] = colour.match(/[0-9.]+/g).map(x => x / 255)
      .map(x => x <= .03928 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const paper = luminance(getComputedStyle(document.body).backgroundColor);
  const written = 'h1,h2,h3,p,li,td,th,dd,dt,summary,.o,.sub,.i,svg text';
  const ratios = [...document.querySelectorAll(written)].filter(e => e.textContent.trim()).map(e => {
    const style = getComputedStyle(e), ink = luminance(e instanceof SVGElement ? style.fill : style.color);
    return (Math.max(ink, paper) + .05) / (Math.min(ink, paper) + .05);
  });
  return Math.min(...ratios);
})()"""
"""The least contrast of any text with the page (WCAG 2.2, 1.4.3: at least 4.5)."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    executable = find_chromium()
    assert executable is not None
    with Browser(executable) as browser:
        yield browser


@pytest.fixture(scope="module", params=["en", "ko"])
def url(request: pytest.FixtureRequest, findings: Findings, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp(f"page-{request.param}")
    return write_report(findings, folder, request.param, charts=False).as_uri()


@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("dark", [False, True])
def test_the_page_stands_alone_and_fits(browser: Browser, url: str, width: int, dark: bool) -> None:
    browser.open(url, width=width, dark=dark)
    assert browser.requests == [url], "only the page itself is asked for"
    assert browser.errors == []
    assert browser.evaluate(WIDER_THAN_THE_SCREEN) <= 0
    assert browser.evaluate(CUT_OFF) == []


@pytest.mark.parametrize("dark", [False, True])
def test_all_text_has_contrast(browser: Browser, url: str, dark: bool) -> None:
    browser.open(url, dark=dark)
    assert browser.evaluate(CONTRAST) >= 4.5


def test_a_phone_gets_the_narrow_charts_and_a_desk_the_wide_ones(browser: Browser, url: str) -> None:
    shown = "[...document.querySelectorAll('#speed-up svg')].filter(e => e.clientWidth > 0).map(e => e.classList[1])"
    browser.open(url, width=360)
    assert browser.evaluate(shown) == ["narrow"]
    browser.open(url, width=1280)
    assert browser.evaluate(shown) == ["wide"]


def test_details_and_wide_tables_can_be_reached_by_keyboard(browser: Browser, url: str) -> None:
    browser.open(url)
    assert browser.evaluate("document.querySelectorAll('details > summary').length") > 3
    unreachable = "[...document.querySelectorAll('.scroll')].filter(e => e.tabIndex !== 0 || !e.ariaLabel).length"
    assert browser.evaluate(unreachable) == 0


def test_the_page_prints(browser: Browser, url: str, tmp_path: Path) -> None:
    browser.open(url, dark=True)
    browser.pdf(tmp_path / "page.pdf")
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")
