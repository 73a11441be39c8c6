"""python-tuned: winterfell's very bytes from arrays, the readable refusals, arrays against single elements."""

from __future__ import annotations

import hashlib
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zkpair_python.errors import InputError
from zkpair_python.stark import fri_prove, fri_prove_tuned, prove, prove_batch, prove_batch_tuned, prove_tuned
from zkpair_python.stark.errors import UnsupportedCellError
from zkpair_python.stark.extension import Ext, encode_extension
from zkpair_python.stark.field import GENERATOR, P, encode_elements
from zkpair_python.stark.fri import fold as fold_elements
from zkpair_python.stark.fri import rows_of as element_rows
from zkpair_python.stark.hashing import hash_named
from zkpair_python.stark.merkle import MerkleTree
from zkpair_python.stark.options import SETTINGS
from zkpair_python.stark.polynomial import evaluate, evaluate_on_coset, interpolate_on_coset
from zkpair_python.stark.proof import encode_proof
from zkpair_python.stark.prover import Prover
from zkpair_python.stark.tuned import domains, fri, trace, vectors
from zkpair_python.stark.tuned.commitment import fast_hash, tree_of_rows
from zkpair_python.stark.tuned.composition import running_products
from zkpair_python.stark.tuned.vectors import ExtVector, Vector
from zkpair_python.stark.verifier import judge

AIRS = ["fibonacci", "hash_chain", "permutation", "chain"]
PARAMS = {"air": "fibonacci", "field": "goldilocks", "hash": "sha3_256"}

elements = st.one_of(st.integers(0, P - 1), st.sampled_from([0, 1, 2**32 - 1, 2**32, P - 1]))
pairs = st.lists(st.tuples(elements, elements, elements, elements), min_size=1, max_size=12)


def blobs(columns, public):
    return {
        "trace": encode_elements([value for column in columns for value in column]),
        "public": encode_elements(public),
    }


def array(values):
    return np.array(values, dtype=np.uint64)


def tuned_proof(make_case, statement, name, log_n, **params):
    air, columns = statement(name, log_n)
    it = prove_tuned.PythonTuned()
    case = make_case("stark/prove", {**PARAMS, "air": name, **params}, 1 << log_n, blobs(columns, air.public))
    (state,) = it.prepare(case, 1)
    data = it.encode(it.run(state))
    assert data == it.encode(it.run(state))  # the state is left as it was
    return data


# --- the same bytes


@pytest.mark.parametrize("log_n", [6, 8, 10])
@pytest.mark.parametrize("name", AIRS)
def test_the_same_bytes_as_winterfell(name, log_n, digests, statement, make_case):
    data = tuned_proof(make_case, statement, name, log_n)
    assert hashlib.sha256(data).hexdigest() == digests[f"{name}-sha3_256-default-{log_n}"]["sha256"]


@pytest.mark.parametrize("name", AIRS)
def test_the_same_nonce_as_winterfell(name, digests, statement, make_case):
    data = tuned_proof(make_case, statement, name, 6, setting="queries28")
    assert hashlib.sha256(data).hexdigest() == digests[f"{name}-sha3_256-queries28-6"]["sha256"]


@pytest.mark.parametrize("name", AIRS)
def test_the_same_bytes_as_the_readable_side_with_blake3(name, statement, make_case):
    pytest.importorskip("blake3")
    air, columns = statement(name, 6)
    options = SETTINGS["default"]
    expected = encode_proof(Prover(air, options, hash_named("blake3")).prove(columns), air, options)
    assert tuned_proof(make_case, statement, name, 6, hash="blake3") == expected


@pytest.mark.parametrize("name", AIRS)
@pytest.mark.parametrize("log_n", [7, 12])
def test_larger_and_odd_sizes_are_accepted(name, log_n, statement, make_case):
    data = tuned_proof(make_case, statement, name, log_n)
    assert judge(data, statement(name, log_n)[0], SETTINGS["default"], hash_named("sha3_256")).accepted


def test_the_same_fri_bytes(low_degree_word, make_case):
    for log_n, hash_name in [(10, "sha3_256"), (13, "sha3_256"), (10, "blake3")]:
        if hash_name == "blake3":
            pytest.importorskip("blake3")
        params = {"field": "goldilocks", "hash": hash_name}
        case = make_case("stark/fri_prove", params, 1 << log_n, {"evaluations": low_degree_word(1 << log_n)})
        slow, fast = fri_prove.Python(), fri_prove_tuned.PythonTuned()
        (slow_state,), (fast_state,) = slow.prepare(case, 1), fast.prepare(case, 1)
        assert fast.encode(fast.run(fast_state)) == slow.encode(slow.run(slow_state))


def test_the_same_bytes_in_batches(traces, make_case):
    made = [traces.fibonacci(64) for _ in range(2)]
    instance = {
        "traces": b"".join(blobs(columns, public)["trace"] for columns, public in made),
        "publics": b"".join(encode_elements(public) for _, public in made),
    }
    case = make_case("stark/prove_batch", {**PARAMS, "trace": "64"}, 2, instance)
    slow, fast = prove_batch.Python(), prove_batch_tuned.PythonTuned()
    (slow_state,), (fast_state,) = slow.prepare(case, 1), fast.prepare(case, 1)
    assert fast.encode(fast.run(fast_state)) == slow.encode(slow.run(slow_state))


# --- the same refusals


def refusal(it, case):
    with pytest.raises(InputError) as refused:
        it.prepare(case, 1)
    return type(refused.value), str(refused.value)


@pytest.mark.parametrize("name", AIRS)
def test_a_false_trace_is_refused_in_the_same_words(name, statement, make_case):
    air, columns = statement(name, 6)
    rng = random.Random(name)
    honest = blobs(columns, air.public)
    cases = [
        {**honest, "public": encode_elements([(value + 1) % P for value in air.public])},
        {**honest, "trace": honest["trace"][:-8]},
        {**honest, "trace": honest["trace"][:-8] + P.to_bytes(8, "little")},
        {"public": honest["public"]},
    ]
    for _ in range(20):
        wrong = [list(column) for column in columns]
        column, row = rng.randrange(len(columns)), rng.randrange(62)
        wrong[column][row] = (wrong[column][row] + 1) % P
        cases.append(blobs(wrong, air.public))
    for instance in cases:
        case = make_case("stark/prove", {**PARAMS, "air": name}, 64, instance)
        assert refusal(prove_tuned.PythonTuned(), case)[1] == refusal(prove.Python(), case)[1]


def test_accesses_in_another_order_are_refused(statement):
    air, columns = statement("permutation", 6)
    assert trace.is_satisfied(air, array(columns))
    another = array(columns)  # the sorted accesses find another value at one address, each time the same
    another[3, another[2] == 5] += np.uint64(1)
    assert not trace.is_satisfied(air, another)
    another[3, another[2] == 5] -= np.uint64(1)
    assert trace.is_satisfied(air, another)


def test_what_is_not_done_is_said(statement, make_case):
    air, columns = statement("fibonacci", 6)
    for params in ({"hash": "poseidon2"}, {"air": "no"}, {"field": "koalabear"}, {"setting": "no"}):
        case = make_case("stark/prove", {**PARAMS, **params}, 64, blobs(columns, air.public))
        with pytest.raises(UnsupportedCellError):
            prove_tuned.PythonTuned().prepare(case, 1)


def test_words_of_high_degree_are_refused_in_the_same_words(low_degree_word, make_case):
    good = low_degree_word(1024)
    for place in (0, 5000, 16 * 1024 - 16):
        bad = bytearray(good)
        bad[place] ^= 1
        case = make_case(
            "stark/fri_prove", {"field": "goldilocks", "hash": "sha3_256"}, 1024, {"evaluations": bytes(bad)}
        )
        assert refusal(fri_prove_tuned.PythonTuned(), case) == refusal(fri_prove.Python(), case)


# --- arrays against single elements


@given(pairs)
@settings(max_examples=60, deadline=None)
def test_arrays_of_the_extension_are_the_extension(rows):
    xs, ys = [Ext(a, b) for a, b, _, _ in rows], [Ext(c, d) for _, _, c, d in rows]
    x, y, v = ExtVector.of_all(xs), ExtVector.of_all(ys), Vector(array([c for _, _, c, _ in rows]))

    def listed(found):
        assert max(found.a.max(), found.b.max()) < P
        return [found.element(i) for i in range(len(rows))]

    assert listed(x * y) == [a * b for a, b in zip(xs, ys, strict=True)]
    assert listed(x + y) == [a + b for a, b in zip(xs, ys, strict=True)]
    assert listed(x - y) == [a - b for a, b in zip(xs, ys, strict=True)]
    assert listed(x.squared()) == [a * a for a in xs]
    assert listed(x * v) == [a * b.a for a, b in zip(xs, ys, strict=True)]
    assert listed(x - v) == [a - b.a for a, b in zip(xs, ys, strict=True)]
    assert listed(x * 12345) == [a * 12345 for a in xs]
    assert listed(x * (P - 3)) == [a * (P - 3) for a in xs]
    assert x.total() == sum(xs, Ext(0))
    if all(a != 0 for a in xs):
        assert listed(x.inverses()) == [a.inverse() for a in xs]
    else:
        with pytest.raises(ZeroDivisionError):
            x.inverses()


@given(pairs, st.integers(1, 9), st.one_of(elements, st.integers(0, 2**31)))
@settings(max_examples=60, deadline=None)
def test_arrays_of_the_field_are_the_field(rows, exponent, factor):
    xs, ys = [a for a, *_ in rows], [b for _, b, *_ in rows]
    x, y = Vector(array(xs)), Vector(array(ys))
    assert (x + y).words.tolist() == [(a + b) % P for a, b in zip(xs, ys, strict=True)]
    assert (x - y).words.tolist() == [(a - b) % P for a, b in zip(xs, ys, strict=True)]
    assert (x * y).words.tolist() == [a * b % P for a, b in zip(xs, ys, strict=True)]
    assert (x * factor).words.tolist() == [a * factor % P for a in xs]
    assert (x + factor).words.tolist() == [(a + factor) % P for a in xs]
    assert (x - factor).words.tolist() == [(a - factor) % P for a in xs]
    assert (x**exponent).words.tolist() == [pow(a, exponent, P) for a in xs]
    assert x.words.tolist() == xs
    assert vectors.total(x.words) == sum(xs) % P


@pytest.mark.parametrize("width", [1, 3])
@pytest.mark.parametrize("n", [1, 4, 128])
def test_columns_are_interpolated_and_extended(n, width):
    rng = random.Random(n)
    columns = [[rng.randrange(P) for _ in range(n)] for _ in range(width)]
    matrix = np.ascontiguousarray(array(columns).T)
    for offset in (1, GENERATOR):
        expected = [interpolate_on_coset(column, offset) for column in columns]
        assert domains.interpolate(matrix, offset).T.tolist() == expected
    extended = domains.extend(matrix, 8 * n)
    assert extended.T.tolist() == [evaluate_on_coset(column, GENERATOR, 8 * n) for column in columns]
    z = Ext(rng.randrange(P), rng.randrange(P))
    powers = domains.extension_powers(z, n)
    assert [powers.element(i) for i in range(n)] == [z**i for i in range(n)]
    found = Ext(vectors.total(vectors.mul(matrix[:, 0], powers.a)), vectors.total(vectors.mul(matrix[:, 0], powers.b)))
    assert found == evaluate(columns[0], z)


@pytest.mark.parametrize("quarter", [1, 64])
def test_words_are_folded(quarter):
    rng = random.Random(quarter)
    values = [Ext(rng.randrange(P), rng.randrange(P)) for _ in range(4 * quarter)]
    alpha = Ext(rng.randrange(P), rng.randrange(P))
    rows = fri.rows_of(ExtVector.of_all(values).matrix())
    assert rows.tobytes() == b"".join(encode_extension(row) for row in element_rows(values))
    folded = ExtVector.pairs(fri.fold(rows, alpha))
    assert [folded.element(i) for i in range(quarter)] == fold_elements(element_rows(values), alpha)


@pytest.mark.parametrize("count", [1, 2, 8, 64])
def test_products_run(count):
    rng = random.Random(count)
    factors = [Ext(rng.randrange(P), rng.randrange(P)) for _ in range(count - 1)]
    expected = [Ext(1)]
    for factor in factors:
        expected.append(expected[-1] * factor)
    found = running_products(ExtVector.of_all(factors))
    assert [found.element(i) for i in range(count)] == expected


def test_trees_are_the_same():
    rng = random.Random(5)
    rows = [[rng.randrange(P) for _ in range(3)] for _ in range(16)]
    h = hash_named("sha3_256")
    expected = MerkleTree(h, [h(encode_elements(row)) for row in rows])
    found = tree_of_rows(fast_hash("sha3_256"), array(rows))
    assert found.nodes[1:] == expected.nodes[1:]
    assert found.open_batch([1, 2, 9]) == expected.open_batch([1, 2, 9])
