"""Numbers as people read them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zkpair.report import format as fmt
from zkpair.report.reasons import translate
from zkpair.report.table import Cell, Column, Row, Table, number

positive = st.floats(1e-9, 1e9)


@given(positive)
def test_three_significant_digits_are_within_half_a_percent(value: float) -> None:
    text = fmt.significant(value).replace(fmt.THIN, "")
    assert float(text) == pytest.approx(value, rel=5.01e-3)
    assert "e" not in text


@given(positive)
def test_a_unit_fits_its_number(value: float) -> None:
    number_text, unit = fmt.seconds(value).rsplit(fmt.THIN, 1)
    scale = {name: factor for factor, name in fmt.TIMES}[unit]
    shown = float(number_text.replace(fmt.THIN, ""))
    assert shown * scale == pytest.approx(value, rel=5.01e-3)
    assert unit == "s" or shown < 1000.5


def test_what_is_no_number_is_a_dash_and_never_zero() -> None:
    for text in (fmt.significant(math.nan), fmt.times(math.inf), fmt.seconds(None), fmt.size_bytes(math.nan)):
        assert text == fmt.NONE


@pytest.mark.parametrize(
    ("n", "text"), [(1, "1"), (4, "4"), (8, "2^3"), (1024, "2^10"), (1000, "1000"), (12000, "12\u202f000")]
)
def test_sizes(n: int, text: str) -> None:
    assert fmt.size(n) == text


@given(st.lists(st.one_of(st.none(), positive), min_size=1, max_size=8))
def test_a_column_aligns_on_the_decimal(values: list[float | None]) -> None:
    table = Table("t", [Column("c", "number", quantity="seconds")], [Row([number(v)]) for v in values])
    settled = table.settled()
    tails = set()
    for row, value in zip(settled.rows, values, strict=True):
        cell = row.cells[0]
        if value is None:
            assert cell.text == fmt.NONE
            continue
        shown = cell.text + cell.pad
        tails.add(len(shown) - shown.index(".") if "." in shown else 0)
        scale = {name: factor for factor, name in fmt.TIMES}[settled.columns[0].unit]
        assert float(cell.text.replace(fmt.THIN, "")) * scale == pytest.approx(value, rel=5.01e-3)
    assert len(tails) <= 1


def test_columns_that_share_a_word_share_a_unit() -> None:
    columns = [Column(name, "number", quantity="seconds", shares="x") for name in "ab"]
    settled = Table("t", columns, [Row([number(0.002), number(30.0)]), Row([number(0.004), number(0.5)])]).settled()
    assert {column.unit for column in settled.columns} == {"ms"}
    assert settled.rows[0].cells[1].text == "30\u202f000"


def test_a_heading_row_needs_no_cells() -> None:
    table = Table(
        "t", [Column("c", "number", quantity="bytes")], [Row(heading="h"), Row([number(2e6)]), Row([Cell("x")])]
    )
    settled = table.settled()
    assert settled.columns[0].unit == "MB" and settled.rows[1].cells[0].text == "2.00"


@pytest.mark.parametrize(
    ("reason", "korean"),
    [
        ("no task yet", "아직 구현된 작업 없음"),
        ("6 of 8 pass, 1 fail, 1 unmeasured", "8개 중 6개 달성, 1개 미달, 1개 측정 안 됨"),
        ("all of 4 to 5 lies below 10", "구간 4–5 전체가 10 미만"),
        ("something new", "something new"),
    ],
)
def test_known_reasons_have_korean_words(reason: str, korean: str) -> None:
    assert translate(reason) == korean
