"""The circuits: their rows satisfy their constraints, and no cell of theirs is free."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from tests.python_halo2.cells import EACH, golden
from zkpair.tasks.halo2.model import model
from zkpair.tasks.halo2.statement import CIRCUITS, k_of
from zkpair_python.halo.errors import FalseWitness
from zkpair_python.halo.field import FP, P
from zkpair_python.halo2.cell import Cell
from zkpair_python.halo2.circuits.linear_regression import model as linear_regression
from zkpair_python.halo2.circuits.poseidon.hash import hash_two, states
from zkpair_python.halo2.circuits.statements import STATEMENTS
from zkpair_python.halo2.expression import Column, Kind
from zkpair_python.halo2.keys import preprocess
from zkpair_python.halo2.layout.region import usable_rows

VECTORS = Path(__file__).resolve().parents[2] / "impls/rust/crates/halo/tests/data/poseidon.txt"


def laid(cell):
    """The cell's constraints, its columns with the golden witness, and which cells are copied."""
    blobs = golden(cell)
    circuit = Cell(cell.parameters["circuit"], cell.parameters["version"], k_of(cell)).circuit()
    layout = circuit.lay_out(FP.decode(blobs["witness"], circuit.witness_length, "witness"))
    fixed = preprocess(circuit)
    [public] = FP.decode(blobs["public"], 1, "public")
    columns = {
        Kind.FIXED: fixed.fixed,
        Kind.ADVICE: layout.columns[Kind.ADVICE],
        Kind.INSTANCE: [[public, *[0] * (fixed.domain.n - 1)]],
    }
    return fixed.cs, columns, layout.copied, layout


def broken(cs, columns, copied, rows):
    """What does not hold in these rows: gates, lookups, copies."""
    n = len(columns[Kind.FIXED][0])
    tables = [
        Counter(lookup.table[0].evaluate(at(cs, columns, row, n)) for row in range(usable_rows(n.bit_length() - 1)))
        for lookup in cs.lookups
    ]
    for row in rows:
        values = at(cs, columns, row, n)
        for i, gate in enumerate(cs.gates):
            if gate.evaluate(values):
                yield f"gate {i} in row {row}"
        for i, lookup in enumerate(cs.lookups):
            if lookup.inputs[0].evaluate(values) not in tables[i]:
                yield f"lookup {i} in row {row}"
    for (left, left_row), (right, right_row) in copied:
        if columns[left.kind][left.index][left_row] != columns[right.kind][right.index][right_row]:
            yield f"copy of {left} in row {left_row}"


def at(cs, columns, row, n):
    return {
        kind: [columns[kind][query.column.index][(row + query.rotation) % n] for query in cs.queries[kind]]
        for kind in Kind
    }


@EACH
def test_rows_satisfy_their_constraints(cell):
    cs, columns, copied, layout = laid(cell)
    assert not list(broken(cs, columns, copied, range(usable_rows(layout.k))))
    assert cs.blinding_factors + 1 == (1 << layout.k) - usable_rows(layout.k)


@EACH
def test_altered_cells_are_noticed(cell):
    """A seeded sample of the cells; those beside the last digest's, or the remainder's, count for nothing."""
    cs, columns, copied, layout = laid(cell)
    rng = random.Random(5)
    circuit, version = cell.parameters["circuit"], cell.parameters["version"]
    filled = [max(row for row, value in enumerate(c) if value) for c in columns[Kind.ADVICE]]
    for _ in range(40):
        column = rng.randrange(len(filled))
        row = rng.randrange(filled[column] + 1)
        if (circuit, version) == ("poseidon", "optimised") and (row, column) in [(27, 1), (27, 2)]:
            continue
        if (circuit, version, row % 7, column) == ("linear_regression", "optimised", 1, 1):
            continue
        cells = columns[Kind.ADVICE][column]
        before = cells[row]
        if before == 0 and not any((Column(Kind.ADVICE, column), row) in pair for pair in copied):
            continue  # a cell that may have been left out
        cells[row] = (before + 1 + (1 << 200)) % P
        assert list(broken(cs, columns, copied, {(row - 1) % (1 << layout.k), row})), (column, row)
        cells[row] = before


@pytest.mark.parametrize("name", STATEMENTS)
def test_statements_are_the_tasks(name):
    ours, tasks = STATEMENTS[name], CIRCUITS[name]
    assert ours.min_k == tasks.smallest_k
    for k in (ours.min_k, 10):
        lengths = {make(k).witness_length for make in ours.versions.values()}
        for witness in (tasks.draw(k, "label", 2), *tasks.corners(k)):
            assert lengths == {len(witness)}
            assert ours.evaluate(k, witness) == tasks.evaluate(k, witness)
            for beyond in tasks.beyond(k):
                with pytest.raises(FalseWitness, match=r"witness\[1\] is out of range"):
                    ours.evaluate(k, [witness[0], beyond, *witness[2:]])


def test_the_model_is_the_tasks():
    assert list(linear_regression.WEIGHTS) == list(model().weights)
    assert model().intercept == linear_regression.INTERCEPT


def test_poseidon_is_zcashs():
    lines = [line for line in VECTORS.read_text().splitlines() if not line.startswith("#")]
    assert len(lines) == 22
    for line in lines:
        kind, *words = line.split()
        elements = [int.from_bytes(bytes.fromhex(word), "little") for word in words]
        if kind == "permute":
            assert states(elements[:3])[-1] == elements[3:]
        else:
            assert [hash_two(*elements[:2])] == elements[2:]
