"""The contract's members, on cases as the harness makes them."""

from __future__ import annotations

import pytest

from zkpair_python.errors import (
    InputError,
    MissingBlobError,
    NonCanonicalFieldElementError,
    UnsupportedParameterError,
    WrongLengthError,
)
from zkpair_python.stark import fri_prove, fri_verify, prove, prove_batch, verify
from zkpair_python.stark.errors import DegreeTooHigh, UnsatisfiedTrace, UnsupportedCellError
from zkpair_python.stark.field import P, encode_elements

AIRS = ["fibonacci", "hash_chain", "permutation", "chain"]
PARAMS = {"air": "fibonacci", "field": "goldilocks", "hash": "sha3_256"}
FRI = {"field": "goldilocks", "hash": "sha3_256"}
BATCH = {**PARAMS, "trace": "256"}


def blobs(columns, public):
    return {
        "trace": encode_elements([value for column in columns for value in column]),
        "public": encode_elements(public),
    }


@pytest.mark.parametrize(("module", "wire"), [
    (prove, "winterfell"),
    (verify, "verdict-byte"),
    (fri_prove, "winter-fri"),
    (fri_verify, "verdict-byte"),
    (prove_batch, "winterfell"),
])  # fmt: skip
def test_the_members(module, wire):
    it = module.Python()
    assert it.available() is None and it.parallel is False and it.wire_format == wire
    assert {"language", "library", "algorithm", "simd"} <= set(it.attributes)
    assert all(isinstance(value, str) for item in it.attributes.items() for value in item)


@pytest.mark.parametrize("name", AIRS)
def test_prove_then_verify(name, statement, proven, make_case):
    air, columns = statement(name, 6)
    params = {**PARAMS, "air": name}
    it = prove.Python()
    (state,) = it.prepare(make_case("stark/prove", params, 64, blobs(columns, air.public)), 1)
    data = it.encode(it.run(state))
    assert data == proven(name, 6) == it.encode(it.run(state))  # the state is left as it was

    verifier = verify.Python()
    public = encode_elements(air.public)
    instances = [
        {"proof": data, "public": public},
        {"proof": data[:-1], "public": public},
        {"proof": data, "public": public[:-8]},
        {"proof": data, "public": public + bytes(8)},
        {"proof": data, "public": b"\xff" * len(public)},
        {"proof": b"", "public": b""},
    ]
    case = make_case("stark/verify", {**params, "format": "winterfell"}, 64, *instances)
    assert [verifier.encode(verifier.run(one)) for one in verifier.prepare(case, 1)] == [b"\1"] + [b"\0"] * 5


def test_the_setting_is_demanded(statement, proven, make_case):
    air, _ = statement("fibonacci", 6)
    public = encode_elements(air.public)
    instances = [{"proof": proven("fibonacci", 6, setting), "public": public} for setting in ("default", "queries28")]
    verifier = verify.Python()
    for params, expected in (({}, [b"\1", b"\0"]), ({"setting": "queries28"}, [b"\0", b"\1"])):
        case = make_case("stark/verify", {**PARAMS, **params, "format": "winterfell"}, 64, *instances)
        assert [verifier.encode(verifier.run(one)) for one in verifier.prepare(case, 1)] == expected


@pytest.mark.parametrize("name", AIRS)
def test_a_false_trace_is_refused_with_row_and_constraint(name, statement, make_case):
    air, columns = statement(name, 6)
    params = {**PARAMS, "air": name}

    def refusal(altered, public=air.public):
        with pytest.raises(UnsatisfiedTrace) as caught:
            prove.Python().prepare(make_case("stark/prove", params, 64, blobs(altered, public)), 1)
        return str(caught.value)

    for row in (1, 31, 62):
        altered = [list(column) for column in columns]
        altered[0][row] = (altered[0][row] + 1) % P
        assert f"instance 0: trace: row {row - 1}: transition constraint 0" in refusal(altered)
    assert "row 63" in refusal(columns, [*air.public[:-1], (air.public[-1] + 1) % P])
    if name in ("fibonacci", "permutation"):  # the others assert nothing public of the first row
        assert "row 0" in refusal(columns, [(air.public[0] + 1) % P, *air.public[1:]])


def test_what_comes_in_wrong_is_named(statement, make_case):
    air, columns = statement("fibonacci", 6)
    good = blobs(columns, air.public)
    it = prove.Python()
    refusals = [
        (PARAMS, 64, {"public": good["public"]}, MissingBlobError, "trace"),
        (
            PARAMS,
            64,
            {**good, "trace": good["trace"][:-8]},
            WrongLengthError,
            "trace: 1016 bytes, but 128 field elements",
        ),
        (PARAMS, 64, {**good, "public": b"\xff" * 24}, NonCanonicalFieldElementError, "public: element 0"),
        (PARAMS, 64, {**good, "trace": b"\xff" * 1024}, NonCanonicalFieldElementError, "trace: element 0"),
        (PARAMS, 128, good, WrongLengthError, "trace: 1024 bytes"),
        (PARAMS, 63, good, UnsupportedParameterError, "63 is not a power of two"),
        (PARAMS, 32, good, UnsupportedParameterError, "from 2\\^6 to 2\\^18"),
        (PARAMS, 1 << 19, good, UnsupportedParameterError, "from 2\\^6 to 2\\^18"),
        ({**PARAMS, "air": "rescue"}, 64, good, UnsupportedCellError, "rescue"),
        ({**PARAMS, "hash": "poseidon2"}, 64, good, UnsupportedCellError, "poseidon2"),
        ({**PARAMS, "field": "koalabear"}, 64, good, UnsupportedCellError, "koalabear"),
        ({**PARAMS, "setting": "fast"}, 64, good, UnsupportedCellError, "fast"),
    ]
    for params, size, instance, error, match in refusals:
        with pytest.raises(error, match=match):
            it.prepare(make_case("stark/prove", params, size, instance), 1)
    with pytest.raises(UnsupportedCellError, match="plonky3"):
        verify.Python().prepare(make_case("stark/verify", {**PARAMS, "format": "plonky3"}, 64), 1)


def test_a_batch_is_its_proofs_one_after_the_other(traces, make_case):
    made = [traces.fibonacci(256, a, 9) for a in (1, 2, 3, 4)]
    single, batch = prove.Python(), prove_batch.Python()
    expected = b""
    for columns, public in made:
        (state,) = single.prepare(make_case("stark/prove", PARAMS, 256, blobs(columns, public)), 1)
        data = single.run(state)
        expected += len(data).to_bytes(4, "little") + data
    joined = {
        "traces": b"".join(blobs(*one)["trace"] for one in made),
        "publics": b"".join(blobs(*one)["public"] for one in made),
    }
    (state,) = batch.prepare(make_case("stark/prove_batch", BATCH, 4, joined), 1)
    assert batch.encode(batch.run(state)) == expected
    for size, blob in ((3, joined), (5, joined), (4, {**joined, "publics": joined["publics"][:-8]})):
        with pytest.raises(WrongLengthError):
            batch.prepare(make_case("stark/prove_batch", BATCH, size, blob), 1)
    for trace in ("", "-8", "255", "x", "1" * 5000, "²"):
        with pytest.raises(UnsupportedParameterError):
            batch.prepare(make_case("stark/prove_batch", {**BATCH, "trace": trace}, 4, joined), 1)
    broken = {**joined, "traces": joined["traces"][:-8] + bytes(8)}
    with pytest.raises(UnsatisfiedTrace, match="instance 0, trace 3"):
        batch.prepare(make_case("stark/prove_batch", BATCH, 4, broken), 1)


def test_fri_refuses_what_it_cannot_prove(low_degree_word, make_case):
    it, n = fri_prove.Python(), 1 << 10
    good = low_degree_word(n)
    altered = bytearray(good)
    altered[16 * 77] ^= 1
    for evaluations, error, match in [
        (bytes(altered), DegreeTooHigh, "a polynomial of degree 1023; FRI proves degrees below 128"),
        (good[:-16], WrongLengthError, "evaluations"),
        (b"\xff" * len(good), NonCanonicalFieldElementError, "evaluations"),
    ]:
        with pytest.raises(error, match=match):
            it.prepare(make_case("stark/fri_prove", FRI, n, {"evaluations": evaluations}), 1)
    for size in (512, 1000, 1 << 21):
        with pytest.raises(UnsupportedParameterError):
            it.prepare(make_case("stark/fri_prove", FRI, size, {"evaluations": good}), 1)


def test_fri_verify_answers_whatever_comes(make_case):
    it = fri_verify.Python()
    instances = [{"proof": data} for data in (b"", b"\0", b"\xff" * 1000, bytes(100_000))]
    states = it.prepare(make_case("stark/fri_verify", FRI, 1 << 10, *instances), 1)
    assert [it.encode(it.run(state)) for state in states] == [b"\0"] * 4
    with pytest.raises(InputError):
        it.prepare(make_case("stark/fri_verify", FRI, 1 << 10, {}), 1)
