"""Provers that cheat and compute the rest of the transcript honestly: each is rejected, by the check meant for it."""

from __future__ import annotations

import re

import pytest

from zkpair_python.stark import fri
from zkpair_python.stark.airs import make_air
from zkpair_python.stark.errors import RejectedProof
from zkpair_python.stark.field import P
from zkpair_python.stark.hashing import sha3_256
from zkpair_python.stark.options import SETTINGS
from zkpair_python.stark.proof import decode_proof, encode_proof
from zkpair_python.stark.prover import Prover
from zkpair_python.stark.verifier import judge, verify

AIRS = ["fibonacci", "hash_chain", "permutation", "chain"]
LOG_N = 7
COMPOSITION = "the constraints at the out-of-domain point do not give the composition opened there"


def reason(prover, air, columns, setting="default"):
    """Why the cheat's proof is rejected; empty if it is accepted."""
    options = SETTINGS[setting]
    return judge(
        encode_proof(prover(air, options, sha3_256).prove(columns), air, options), air, options, sha3_256
    ).reason


def false_claim(air):
    return make_air(air.name, air.length, [*air.public[:-1], (air.public[-1] + 1) % P])


def one_cell_wrong(columns, column, row):
    """A copy of the trace with one cell raised by 1."""
    altered = [list(values) for values in columns]
    altered[column][row] = (altered[column][row] + 1) % P
    return altered


@pytest.mark.parametrize("name", AIRS)
def test_the_honest_prover_is_accepted(name, statement):
    assert reason(Prover, *statement(name, LOG_N)) == ""


@pytest.mark.parametrize("row", [0, 1, 63, 126, 127])
@pytest.mark.parametrize("name", AIRS)
def test_a_trace_with_one_wrong_cell(name, row, statement):
    air, columns = statement(name, LOG_N)
    assert reason(Prover, air, one_cell_wrong(columns, 0, row)) == COMPOSITION


@pytest.mark.parametrize("name", AIRS)
def test_a_trace_that_is_one_row_late(name, statement):
    air, columns = statement(name, LOG_N)
    assert reason(Prover, air, [[*column[1:], column[0]] for column in columns]) == COMPOSITION


@pytest.mark.parametrize("name", AIRS)
def test_a_false_claim(name, statement):
    """The last public input is asserted in the last row: a broken boundary."""
    air, columns = statement(name, LOG_N)
    assert reason(Prover, false_claim(air), columns) == COMPOSITION


def test_a_sorted_order_that_is_no_permutation(statement):
    """One cell of the sorted memory has another value throughout: only the product of the second trace shows it."""
    air, columns = statement("permutation", LOG_N)
    altered = [list(column) for column in columns]
    for row in (i for i, address in enumerate(altered[2]) if address == 5):
        altered[3][row] = 9  # the cell at address 5, consistently
    assert air.violation(altered) is not None
    assert "aux transition constraint 0" in air.violation(altered)
    assert reason(Prover, air, altered) == COMPOSITION


def test_random_elements_of_the_provers_own_choice(cheats, statement):
    assert reason(cheats.OwnRandomness, *statement("permutation", LOG_N)) == COMPOSITION


@pytest.mark.parametrize("name", AIRS)
def test_a_lie_about_the_composition_is_no_low_degree(name, cheats, statement):
    """The claim passes the check at z; what remains to FRI is a word far from every polynomial."""
    air, columns = statement(name, LOG_N)
    assert reason(cheats.LyingFrame, false_claim(air), columns).startswith("fri: the remainder has another value")
    with pytest.raises(RejectedProof, match="remainder has another value"):
        options = SETTINGS["default"]
        verify(
            cheats.LyingFrame(false_claim(air), options, sha3_256).prove(columns), false_claim(air), options, sha3_256
        )


@pytest.mark.parametrize("name", AIRS)
def test_columns_of_high_degree(name, cheats, statement):
    """The opened values are those of the committed rows, but the rows are not those of the polynomial opened at z."""
    assert reason(cheats.ManyWrong, *statement(name, LOG_N)).startswith("fri layer 0: the value at position")


@pytest.mark.parametrize("name", AIRS)
def test_another_domain(name, cheats, statement):
    assert reason(cheats.OtherDomain, *statement(name, LOG_N)) != ""


@pytest.mark.parametrize(("cheat", "log_n", "expected"), [
    ("WrongFold", 7, "fri: the remainder has another value"),
    ("FreshWord", 7, "fri: the remainder has another value"),
    ("WrongFold", 8, "fri layer 1: the value at position"),
    ("FreshWord", 8, "fri layer 1: the value at position"),
])  # fmt: skip
def test_a_wrong_folding(cheat, log_n, expected, cheats, statement):
    assert reason(cheats.with_fri(getattr(cheats, cheat)), *statement("fibonacci", log_n)).startswith(expected)


@pytest.mark.parametrize("name", AIRS)
def test_a_dropped_query(name, cheats, statement):
    assert re.fullmatch(
        r"\d+ queries are answered, \d+ were drawn", reason(cheats.DropsAQuery, *statement(name, LOG_N))
    )


def test_no_proof_of_work(cheats, statement):
    assert "bits of work" in reason(cheats.NoWork, *statement("fibonacci", LOG_N), "queries28")


@pytest.mark.parametrize("name", AIRS)
def test_a_remainder_chosen_after_the_queries_would_prove_anything(name, cheats, statement, monkeypatch):
    """With 28 queries and 32 free coefficients every word passes FRI: only the remainder's commitment is in the way."""
    air, columns = statement(name, LOG_N)
    false, options = false_claim(air), SETTINGS["queries28"]
    forged = cheats.Forger(false, options, sha3_256).prove(columns)
    with pytest.raises(RejectedProof, match="not the one that was committed to before the queries"):
        verify(forged, false, options, sha3_256)
    honest = fri.hash_extension
    monkeypatch.setattr(
        fri,
        "hash_extension",
        lambda h, elements: forged.fri_commitments[-1] if elements is forged.fri.remainder else honest(h, elements),
    )
    verify(forged, false, options, sha3_256)  # nothing else notices


def test_the_forgery_that_winterfell_accepts(golden, statement):
    """winterfell 0.13.1 answers 1 to these bytes for a false Fibonacci number (see winterfell/README.md)."""
    air, options = false_claim(statement("fibonacci", 7)[0]), SETTINGS["queries28"]
    data = golden("forged-fibonacci-sha3_256-queries28-7")
    assert encode_proof(decode_proof(data, air, options), air, options) == data
    assert judge(data, air, options, sha3_256).reason == (
        "fri: the remainder is not the one that was committed to before the queries"
    )
