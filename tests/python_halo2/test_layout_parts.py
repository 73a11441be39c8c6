"""The floor planner and the packing of selectors, on circuits made for the purpose."""

from __future__ import annotations

from itertools import pairwise

import pytest

from zkpair_python.halo2.expression import Cell, Column, Kind
from zkpair_python.halo2.layout.configuration import Configuration
from zkpair_python.halo2.layout.packing import pack_selectors
from zkpair_python.halo2.layout.region import Layout, usable_rows

K = 5


@pytest.fixture
def meta():
    return Configuration()


def test_regions_stand_below_what_shares_a_column_with_them(meta):
    a, b = meta.advice(2)
    on = meta.selector()
    layout = Layout(meta, K)
    starts = []
    for columns, selected, rows in (
        ([a], False, 2),
        ([b], False, 1),
        ([b], True, 1),
        ([a, b], False, 1),
        ([], True, 1),
    ):
        with layout.region() as region:
            for column in columns:
                for row in range(rows):
                    region.assign(column, row, 10 * len(starts) + row)
            if selected:
                region.enable(on, 0)
        starts.append(region.start)
    assert starts == [0, 0, 1, 2, 2]
    assert layout.columns[Kind.ADVICE][a.index][:4] == [0, 1, 30, 0]
    assert layout.columns[Kind.ADVICE][b.index][:4] == [10, 20, 30, 0]
    assert [row for row, active in enumerate(layout.activations[0]) if active] == [1, 2]


def test_constants_follow_their_region(meta):
    [a], [loaded] = meta.advice(1), meta.fixed(1)
    meta.enable_constant(loaded)
    meta.enable_equality(a)
    layout = Layout(meta, K)
    for value in (7, 8):
        with layout.region() as region:
            region.assign_constant(a, 0, value)
            region.assign_constant(a, 1, value + 10)
    assert layout.columns[Kind.FIXED][loaded.index][:5] == [7, 17, 8, 18, 0]
    assert layout.copied == [((loaded, row), (a, row)) for row in range(4)]


def test_a_region_that_fails_is_not_placed(meta):
    [a] = meta.advice(1)
    layout = Layout(meta, K)
    with pytest.raises(ZeroDivisionError), layout.region() as region:
        region.assign(a, 0, 1 // 0)
    assert region.start == -1 and not layout.first_free


def test_rows_that_must_be_left_are_refused(meta):
    [a], on = meta.advice(1), meta.selector()
    layout = Layout(meta, K)
    layout.assign(a, usable_rows(K) - 1, 1)
    with pytest.raises(IndexError, match="may use 26"):
        layout.assign(a, usable_rows(K), 1)
    with pytest.raises(IndexError), layout.region() as region:
        region.enable(on, usable_rows(K))


def test_queries_are_numbered_as_they_are_asked_for(meta):
    a, b = meta.advice(2)
    meta.enable_equality(b)
    assert [meta.query(*asked) for asked in ((a, 1), (b, 0), (a, 0), (a, 1))] == [
        Cell(Kind.ADVICE, index) for index in (1, 0, 2, 1)
    ]


def flags(*rows):
    return [row in rows for row in range(8)]


def test_selectors_share_a_column_where_degree_and_rows_allow_it(meta):
    """Degree 5: three of degree 3 would need 2 + 3; the second meets the first in row 1."""
    [a] = meta.advice(1)
    x = meta.query(a)
    selectors = [meta.selector() for _ in range(4)]
    for selector in selectors:
        meta.gate([x * x], selector)
    meta.gate([x * x * x * x * x])
    activations = [flags(0, 1), flags(1, 2), flags(3), flags(4, 7)]
    cs, columns = pack_selectors(meta.constraint_system(), activations)
    assert cs.degree == 5 and cs.num_columns[Kind.FIXED] == 2 and cs.num_selectors == 4
    assert columns == [[1, 1, 0, 2, 3, 0, 0, 3], [0, 1, 1, 0, 0, 0, 0, 0]]
    for row in range(8):
        values = {Kind.FIXED: [column[row] for column in columns], Kind.ADVICE: [3]}
        assert [gate.evaluate(values) != 0 for gate in cs.gates[:4]] == [active[row] for active in activations]


def test_selectors_that_are_no_factors_have_their_own_columns(meta):
    [a], [table] = meta.advice(1), meta.fixed(1)
    x = meta.query(a)
    simple, complex_one, unused = meta.selector(), meta.selector(simple=False), meta.selector()
    meta.gate([x], simple)
    meta.lookup(complex_one * x, table)
    cs, columns = pack_selectors(meta.constraint_system(), [flags(5), flags(1), flags()])
    assert columns == [[int(active) for active in of] for of in (flags(1), flags(), flags(5))]
    [query] = [cs.queries[Kind.FIXED][cell.query_index] for cell in [cs.lookups[0].inputs[0].a]]
    assert query.column == Column(Kind.FIXED, 1)
    assert unused.index == 2 and all(a.column != b.column for a, b in pairwise(cs.queries[Kind.FIXED]))


def test_a_selector_has_no_value(meta):
    with pytest.raises(TypeError, match="packed"):
        meta.selector().evaluate({})
