"""The judges of the STARK family: honest proofs of the readable prover are accepted, every alteration is rejected."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib import import_module
from typing import Any

import pytest

from zkpair.tasks.arithmetic.small_field import GOLDILOCKS
from zkpair.tasks.stark import fri_prove, fri_verify, prove, prove_batch, verify
from zkpair.tasks.stark.air import AIRS, air_of
from zkpair.tasks.stark.envelope import demanded_header, write_envelope
from zkpair.tasks.stark.free_remainder import another_remainder
from zkpair.tasks.stark.hashing import Hash
from zkpair.tasks.stark.setting import field_of, setting_of
from zkpair.tasks.stark.winter_proof import read_proof
from zkpair.tasks.task import CaseData, Cell, Need, Task

TASKS: dict[str, Task] = {t.TASK.id: t.TASK for t in (prove, verify, prove_batch, fri_prove, fri_verify)}
SHA3 = {"field": "goldilocks", "hash": "sha3_256"}
SMALL = {air: Cell.of("stark/prove", {"air": air, **SHA3}, 64) for air in AIRS}
LARGER = Cell.of("stark/prove", {"air": "fibonacci", **SHA3}, 256)
FEW_QUERIES = Cell.of("stark/prove", {"air": "fibonacci", **SHA3, "setting": "queries28"}, 128)
CELLS = [
    *SMALL.values(),
    Cell.of("stark/prove", {"air": "fibonacci", "field": "goldilocks", "hash": "blake3"}, 64),
    FEW_QUERIES,
    LARGER,
    Cell.of("stark/prove_batch", prove_batch.PARAMS, 1),
    Cell.of("stark/fri_prove", SHA3, 1 << 10),
    Cell.of("stark/fri_prove", {"field": "goldilocks", "hash": "blake3"}, 1 << 11),
]


class ReaderCase:
    """A case as an implementation sees it."""

    def __init__(self, case: CaseData):
        self.task, self.params, self.size, self.seed = case.cell.task, case.cell.parameters, case.cell.size, case.seed
        self.shared, self.instances = case.shared, case.instances


def answers(case: CaseData) -> list[bytes]:
    module = "zkpair_python." + case.cell.task.replace("/", ".")
    python: Any = import_module(module).Python()
    return [python.encode(python.run(state)) for state in python.prepare(ReaderCase(case), 1)]


@cache
def proven(cell: Cell) -> tuple[CaseData, list[bytes]]:
    case = TASKS[cell.task].generate(cell, 1, {})
    case = replace(case, instances=case.instances[:2])
    return case, answers(case)


@pytest.mark.parametrize("cell", CELLS, ids=str)
def test_honest_accepted_and_altered_rejected(cell: Cell) -> None:
    task = TASKS[cell.task]
    case, outputs = proven(cell)
    assert [task.judge(case, i, output) for i, output in enumerate(outputs)] == [None, None]
    assert task.judge(case, 0, outputs[1]) is not None, "another instance's output is a replay"
    false = task.false_outputs(case, 0, outputs[0])
    assert max(Counter(f.label for f in false).values()) == 1
    for altered in false:
        assert altered.output != outputs[0], altered.label
        assert task.judge(case, altered.instance, altered.output) is not None, altered.label


@pytest.mark.parametrize("cell", [c for c in CELLS if c.task != "stark/prove_batch"], ids=str)
def test_any_altered_byte_is_noticed(cell: Cell) -> None:
    case, outputs = proven(cell)
    drawn = random.Random(5)
    for place in drawn.sample(range(len(outputs[0])), 60 if cell.parameters["hash"] == "sha3_256" else 10):
        wrong = bytearray(outputs[0])
        wrong[place] ^= 1 << drawn.randrange(8)
        assert TASKS[cell.task].judge(case, 0, bytes(wrong)) is not None, place


@pytest.mark.parametrize("cell", [c for c in CELLS if c.task == "stark/prove"], ids=str)
def test_a_proof_of_another_trace_of_the_same_statement_is_noticed(cell: Cell) -> None:
    """The judge holds the proof against the very trace, not only the public elements."""
    case, outputs = proven(cell)
    width = air_of(cell).width
    columns = prove.split_trace(GOLDILOCKS, case.instances[0]["trace"], width)
    columns[0] = GOLDILOCKS.altered(columns[0], cell.size // 2)
    other = replace(case, instances=[{**case.instances[0], "trace": prove.trace_blob(GOLDILOCKS, columns)}])
    assert prove.judge(other, 0, outputs[0]) is not None


@pytest.mark.parametrize("cell", CELLS, ids=str)
def test_verify_case_and_its_false_cases(cell: Cell) -> None:
    """The reference's verifier accepts what was proven and answers 0 to every false case."""
    task = TASKS[cell.task]
    case, outputs = proven(cell)
    assert task.verify_case is not None
    assert task.verified_by is not None
    made = task.verify_case(case, outputs, "winterfell")
    verifier = TASKS[task.verified_by]
    assert verifier.combination(made.cell) is not None, made.cell
    assert made.cell.size in next(c.sizes for c in verifier.combinations if dict(c.params) == made.cell.parameters)
    assert answers(made) == [b"\1"] * len(made.instances)
    false_cases = verifier.false_cases(made)
    assert len(false_cases) >= 2
    for false in false_cases:
        honest = [dict(instance) for instance in made.instances]
        assert all(dict(instance) not in honest for instance in false.case.instances), false.label
        if cell.parameters["hash"] == "sha3_256":
            assert (false.expected, false.output) == ("answer", b"\0")
            assert answers(false.case) == [b"\0"] * len(false.case.instances), false.label


@pytest.mark.parametrize("cell", [c for c in CELLS if c.size <= 1024 and "blake3" not in str(c)], ids=str)
def test_false_cases_are_refused_and_edge_cases_proven(cell: Cell) -> None:
    task = TASKS[cell.task]
    case, _ = proven(cell)
    false_cases = task.false_cases(case)
    assert len({false.label for false in false_cases}) == len(false_cases) >= 8
    for false in false_cases:
        assert false.expected == "refuse"
        with pytest.raises(ValueError):
            answers(false.case)
    for edge in task.edge_cases(cell):
        for i, output in enumerate(answers(edge)):
            assert task.judge(edge, i, output) is None


@pytest.mark.parametrize("params", prove.PROVE_PARAMS, ids=lambda p: "-".join(p.values()))
def test_generated_traces_satisfy_and_broken_ones_do_not(params: Mapping[str, str]) -> None:
    cell = Cell.of("stark/prove", params, 128)
    air, field = air_of(cell), field_of(cell)
    case = prove.generate(cell, 3, {})
    for blobs in case.instances:
        columns, public = prove.split_trace(field, blobs["trace"], air.width), field.split(blobs["public"])
        assert len(public) == air.public_elements
        assert [len(column) for column in columns] == [128] * air.width
        assert air.broken(field, columns, public) is None
        for i in range(len(public)):
            assert air.broken(field, columns, field.altered(public, i)) is not None
        drawn = random.Random(1)
        for _ in range(20):
            column, row = drawn.randrange(air.width), drawn.randrange(128 - 1)
            wrong = [list(c) for c in columns]
            wrong[column][row] = (wrong[column][row] + 1) % field.modulus
            assert air.broken(field, wrong, public) is not None, (column, row)
    for false in prove.false_cases(case):
        if false.label.startswith(("trace:", "public:")):
            continue
        for blobs in false.case.instances:
            columns, public = prove.split_trace(field, blobs["trace"], air.width), field.split(blobs["public"])
            assert air.broken(field, columns, public) is not None, false.label


def test_envelopes_are_read_strictly() -> None:
    cell = Cell.of("stark/prove", {"air": "fibonacci", "field": "koalabear", "hash": "poseidon2"}, 64)
    case = prove.generate(cell, 1, {})
    header = demanded_header(cell, 64)
    assert (header.trace_length_log2, header.blowup, header.queries, header.grinding) == (6, 8, 121, 0)
    assert header.extension_degree == 4
    good = write_envelope("plonky3", header, b"payload of any kind")
    assert good[:16] == b"zkpstark\x07plonky3"
    assert prove.judge(case, 0, good) is None
    for false in prove.false_outputs(case, 0, good):
        assert prove.judge(case, 0, false.output) is not None, false.label
    assert prove.judge(case, 0, b"\2" + good) is not None
    proofs = [write_envelope("plonky3", header, b"payload %d" % i) for i in range(4)]
    both = prove.verify_case(case, proofs, "plonky3")
    false_cases = verify.false_cases(both)
    assert {false.label for false in false_cases} == {"altered proofs", "malformed proofs", "other statements"}
    altered = [dict(instance) for false in false_cases for instance in false.case.instances]
    assert all(dict(honest) not in altered for honest in both.instances)


def test_a_proof_of_another_size_or_air_is_rejected() -> None:
    (case, outputs), (_, larger) = proven(SMALL["fibonacci"]), proven(LARGER)
    assert "context" in str(prove.judge(case, 0, larger[0]))
    for air in AIRS.keys() - {"fibonacci"}:
        assert "context" in str(prove.judge(proven(SMALL[air])[0], 0, outputs[0])), air
    common = replace(case, cell=Cell.of("stark/prove", {**case.cell.parameters, "setting": "queries28"}, 64))
    assert "context" in str(prove.judge(common, 0, outputs[0]))
    blake3 = replace(case, cell=Cell.of("stark/prove", {**case.cell.parameters, "hash": "blake3"}, 64))
    assert prove.judge(blake3, 0, outputs[0]) is not None


def test_sections_cover_the_proof() -> None:
    for cell in SMALL.values():
        _, outputs = proven(cell)
        sections = list(read_proof(outputs[0], air_of(cell), cell.size, setting_of(cell)).sections.values())
        assert [start for start, _ in sections] == [0, *(end for _, end in sections[:-1])]
        assert sections[-1][1] == len(outputs[0])


def test_needs_name_the_wire_format() -> None:
    cell = Cell.of("stark/verify", {"air": "fibonacci", **SHA3, "format": "plonky3"}, 64)
    needs = verify.needs(cell)
    assert list(needs) == [f"proof#{i}" for i in range(4)]
    assert set(needs.values()) == {Need(Cell.of("stark/prove", {"air": "fibonacci", **SHA3}, 64), "plonky3")}


def _verifiers(answer: Sequence[bytes]) -> list[str | None]:
    case = CaseData(Cell.of("stark/verify", {}, 64), 1, {}, [{}] * len(answer))
    return [verify.judge(case, i, output) for i, output in enumerate(answer)]


def test_judge_of_verdicts() -> None:
    assert _verifiers([b"\1"]) == [None]
    assert all(fault is not None for fault in _verifiers([b"\0", b"", b"\1\1", b"1", b"\2"]))


def test_another_remainder_through_the_same_values() -> None:
    """It passes every check but the one that winterfell lacks: the remainder's commitment."""
    cell = FEW_QUERIES
    case, outputs = proven(cell)
    public = GOLDILOCKS.split(case.instances[0]["public"])
    arguments = (air_of(cell), cell.size, setting_of(cell), Hash("sha3_256"), public)
    other = another_remainder(outputs[0], *arguments)
    assert other is not None
    assert other != outputs[0]
    assert len(other) == len(outputs[0])
    assert prove.judge(case, 0, other) == "the remainder is not the one that was committed to"
    made = prove.verify_case(case, outputs, "winterfell")
    altered = next(false for false in verify.false_cases(made) if false.label == "altered proofs")
    assert other in [instance["proof"] for instance in altered.case.instances]
    case, outputs = proven(SMALL["fibonacci"])
    public = GOLDILOCKS.split(case.instances[0]["public"])
    assert (
        another_remainder(
            outputs[0], air_of(SMALL["fibonacci"]), 64, setting_of(SMALL["fibonacci"]), Hash("sha3_256"), public
        )
        is None
    )
