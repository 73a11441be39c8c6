"""The published pages in a real browser without a network: they load, draw, list what they should, and link well."""

from __future__ import annotations

import functools
import http.server
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
CLASS = "pairs.toy_squares_small"
FIGURES = ("wall", "cpu", "peak memory", "throughput", "speedup", "relative time", "floor")
DEADLINE_S = 30

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A browser whose every way but the one to this machine ends at a closed port."""
    sys.path.insert(0, str(ROOT / "tests" / "report"))
    from browser import Browser, find_chromium

    executable = find_chromium()
    if executable is None:
        pytest.skip("there is no Chromium here: apt-get install chromium")
    alone = tmp_path_factory.mktemp("browser") / "chromium"
    alone.write_text(f'#!/bin/sh\nexec "{executable}" --proxy-server=http://127.0.0.1:9 "$@"\n')
    alone.chmod(0o755)
    with Browser(str(alone)) as browser:
        yield browser


@pytest.fixture(scope="module")
def serve(toy: Any) -> Iterator[Callable[..., str]]:
    """Publish (a range of) the history and serve it on this machine alone; the address."""
    quiet = type("Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    handler = functools.partial(quiet, directory=str(toy.root / "reports" / "asv"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()

        def publish(*span: str) -> str:
            toy.asv("publish", "--no-pull", *span)
            return f"http://127.0.0.1:{server.server_address[1]}/"

        yield publish
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def whole(serve: Callable[..., str], measured: dict[str, list[str]]) -> str:
    return serve()


def show(page: Any, address: str, until: str) -> str:
    """Open an address and wait until an expression holds; the text of the page, which met no error and no network."""
    page.open("about:blank", offline=False)
    page.open(address, offline=False)
    deadline = time.monotonic() + DEADLINE_S
    while not page.evaluate(until):
        assert time.monotonic() < deadline, (until, page.errors, page.evaluate("document.body.innerText")[:2000])
        time.sleep(0.1)
    assert page.errors == []
    home = "/".join(address.split("/")[:3]) + "/"
    assert all(request.startswith((home, "data:", "about:")) for request in page.requests), page.requests
    text: str = page.evaluate("document.body.innerText")
    return text


def rows(page: Any) -> list[list[str]]:
    """What the list of regressions shows: the cells of its rows, as the reader sees them."""
    found: list[list[str]] = page.evaluate(
        "[...document.querySelectorAll('#regressions-body table:not(.ignored) tbody tr')]"
        ".filter(row => row.offsetParent !== null)"
        ".map(row => [...row.querySelectorAll('td')].map(cell => cell.innerText))"
    )
    return found


def test_there_is_no_network(page: Any) -> None:
    page.open("about:blank", offline=False)
    answer = "fetch('http://192.0.2.1/', {mode: 'no-cors'}).then(() => 'an answer', () => 'none')"
    assert page.evaluate(answer) == "none"


@pytest.mark.parametrize(
    ("place", "shows", "draws"),
    [
        ("#/", "toy/squares[kind=small] wall", "canvas.flot-base"),
        ("#/summarylist", "toy/squares[kind=small] relative time", "#summarylist-body table tbody tr"),
        (f"#{CLASS}.track_speedup", "speedup", "canvas.flot-base"),
        (f"#{CLASS}.track_floor", "track_floor", "canvas.flot-base"),
        (f"#{CLASS}.track_wall?x-axis=size&y-axis-scale=log", "wall", "canvas.flot-base"),
    ],
)
def test_the_pages_draw(page: Any, whole: str, place: str, shows: str, draws: str, tmp_path: Path) -> None:
    drawn = f"document.body.innerText.includes({shows!r}) && document.querySelectorAll({draws!r}).length > 0"
    show(page, whole + place, drawn)
    page.screenshot(tmp_path / "page.png", whole=False)
    assert (tmp_path / "page.png").stat().st_size > 10_000


def test_the_slowed_commit_is_listed_and_nothing_else(page: Any, whole: str, measured: dict[str, list[str]]) -> None:
    show(page, whole + "#/regressions", "document.querySelectorAll('#regressions-body tbody tr').length > 0")
    listed = {(row[0], row[2]) for row in rows(page)}
    slowed = measured["slowed"][0][:8]
    gated = ("relative_time", "cpu", "wall", "floor")
    assert listed == {(f"{CLASS}.track_{figure}(1024, 'quicker')", slowed) for figure in gated}
    assert {row[3] for row in rows(page) if "relative_time" in row[0]} <= {"5.98x", "5.99x", "6.00x", "6.01x", "6.02x"}


def test_a_gain_is_not_coloured_as_a_loss(page: Any, whole: str) -> None:
    # Changes of times are shown; those of speed-up and throughput, which asv would colour the wrong way, are not.
    show(page, whole + "#/summarylist", "document.querySelectorAll('#summarylist-body tbody tr').length > 0")
    cells = "[...row.querySelectorAll('td')].map(cell => cell.innerText)"
    found = page.evaluate(f"[...document.querySelectorAll('#summarylist-body tbody tr')].map(row => {cells})")
    changed = {figure for name, _, change, *_ in found for figure in FIGURES if f"] {figure} " in name and change}
    shown = {figure for name, value, *_ in found for figure in FIGURES if f"] {figure} " in name and value}
    assert shown == set(FIGURES)
    assert changed - {"peak memory"} == {"relative time", "cpu", "wall", "floor"}


def test_speed_ups_are_not_listed(page: Any, serve: Callable[..., str], measured: dict[str, list[str]]) -> None:
    faster = f"{measured['start'][0]}^..{measured['plain quicker too'][-1]}"
    try:
        text = show(page, serve(faster) + "#/regressions", "document.body.innerText.includes('Best after')")
        assert rows(page) == []
        assert not any(hash[:8] in text for hashes in measured.values() for hash in hashes)
    finally:
        serve()


def test_a_commit_has_its_page(page: Any, whole: str, measured: dict[str, list[str]]) -> None:
    show(page, whole + "#/regressions", "document.querySelectorAll('#regressions-body tbody tr').length > 0")
    address = page.evaluate("document.querySelector('#regressions-body tbody tr td:nth-child(3) a').href")
    text = show(page, address, "document.querySelectorAll('h1').length == 1")
    assert "slowed 0" in text
    assert measured["slowed"][0] in text
    assert "impls/python/src/toy/loops.py" in text
