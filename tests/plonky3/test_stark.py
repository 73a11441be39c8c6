"""`stark/prove` and `stark/verify` through the adapters, at every level that is built."""

from __future__ import annotations

import ctypes
import random
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest

from zkpair_rust.plonky3.errors import (
    NonCanonicalFieldElementError,
    NotAPowerOfTwoError,
    UnsatisfiedTraceError,
    UnsupportedCellError,
    WrongLengthError,
)
from zkpair_rust.plonky3.library import Cell, Library
from zkpair_rust.plonky3.prove import Best as Prove
from zkpair_rust.plonky3.verify import Best as Verify

CELLS = [
    Cell("fibonacci", "goldilocks", "sha3_256", "default", 64),
    Cell("fibonacci", "goldilocks", "blake3", "queries28", 64),
    Cell("fibonacci", "koalabear", "blake3", "default", 64),
    Cell("fibonacci", "koalabear", "poseidon2", "default", 64),
    Cell("permutation", "goldilocks", "sha3_256", "default", 64),
    Cell("permutation", "goldilocks", "blake3", "default", 256),
    Cell("chain", "goldilocks", "sha3_256", "default", 64),
]


def statement(statements: dict[str, Callable[..., Any]], cell: Cell) -> Any:
    if cell.air == "fibonacci":
        return statements["fibonacci"](cell.n, cell.field)
    return statements[cell.air](cell.n)


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: f"{cell.air}-{cell.field}-{cell.hash}-{cell.setting}")
def test_honest_proofs_hold_and_false_claims_do_not(
    library: Library, statements: dict[str, Callable[..., Any]], cell: Cell
) -> None:
    made = statement(statements, cell)
    library.check(cell, made.trace, made.public)
    proof = library.prove(cell, made.trace, made.public)
    assert library.verify(cell, proof, made.public)
    false = bytes([made.public[0] ^ 1]) + made.public[1:]
    assert not library.verify(cell, proof, false)
    with pytest.raises(UnsatisfiedTraceError):
        library.check(cell, made.trace, false)
    rng = random.Random(1)
    for place in rng.sample(range(len(proof)), 40):
        altered = proof[:place] + bytes([proof[place] ^ 1 << rng.randrange(8)]) + proof[place + 1 :]
        assert not library.verify(cell, altered, made.public), place
    assert not library.verify(cell, proof[:-1], made.public)
    assert not library.verify(cell, proof + b"\0", made.public)
    assert not library.verify(cell, b"", b"")


def test_the_envelope_says_the_options(library: Library, statements: dict[str, Callable[..., Any]]) -> None:
    cell = Cell("fibonacci", "koalabear", "blake3", "default", 64)
    made = statement(statements, cell)
    proof = library.prove(cell, made.trace, made.public)
    assert proof[:16] == b"zkpstark\x07plonky3"
    numbers = [int.from_bytes(proof[16 + 4 * i : 20 + 4 * i], "little") for i in range(5)]
    assert numbers == [6, 8, 121, 0, 4]


def test_levels_accept_each_others_proofs(library: Library, statements: dict[str, Callable[..., Any]]) -> None:
    from zkpair_rust.plonky3 import simd

    cell = Cell("permutation", "goldilocks", "sha3_256", "default", 128)
    made = statement(statements, cell)
    scalar = simd.open_level("scalar")
    proof = scalar.prove(cell, made.trace, made.public)
    assert library.prove(cell, made.trace, made.public) == proof
    assert library.verify(cell, proof, made.public)


def test_proven_bits_are_those_of_the_setting(library: Library) -> None:
    bits = library.security(Cell("fibonacci", "goldilocks", "sha3_256", "default", 1024))
    assert 100 <= bits.unique_decoding_bits < 101
    common = library.security(Cell("fibonacci", "goldilocks", "sha3_256", "queries28", 1024))
    assert 39 <= common.unique_decoding_bits < 40


def test_what_is_malformed_is_refused_by_name(library: Library, statements: dict[str, Callable[..., Any]]) -> None:
    cell = Cell("fibonacci", "goldilocks", "blake3", "default", 64)
    made = statement(statements, cell)
    with pytest.raises(WrongLengthError, match="trace has 1023 bytes, 1024 are needed"):
        library.check(cell, made.trace[:-1], made.public)
    not_canonical = made.trace[:80] + b"\xff" * 8 + made.trace[88:]
    with pytest.raises(NonCanonicalFieldElementError, match=r"trace\[10\]") as caught:
        library.check(cell, not_canonical, made.public)
    assert caught.value.place == 10
    with pytest.raises(NonCanonicalFieldElementError):
        library.prove(cell, not_canonical, made.public)
    with pytest.raises(NotAPowerOfTwoError):
        library.check(Cell("fibonacci", "goldilocks", "blake3", "default", 65), made.trace, made.public)
    with pytest.raises(UnsupportedCellError):
        library.check(Cell("permutation", "koalabear", "blake3", "default", 64), made.trace, made.public)
    broken = made.trace[:40] + b"\x07" + made.trace[41:]
    with pytest.raises(UnsatisfiedTraceError, match="row 4, transition") as refused:
        library.check(cell, broken, made.public)
    assert refused.value.place == 4


def test_the_trace_goes_to_the_library_by_its_address(
    library: Library, statements: dict[str, Callable[..., Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No copy at the border: the pointer that arrives is the bytes object's own; Python allocates no second trace."""
    cell = Cell("fibonacci", "goldilocks", "blake3", "default", 1 << 14)
    made = statement(statements, cell)
    seen: list[int] = []
    real = library._functions["prove"]

    def spy(*arguments: Any) -> int:
        converted = ctypes.c_char_p.from_param(arguments[1])
        seen.append(ctypes.cast(arguments[1], ctypes.c_void_p).value or 0)
        assert converted is not None
        return real(*arguments)

    monkeypatch.setitem(library._functions, "prove", spy)
    library.prove(cell, made.trace, made.public)
    header = bytes.__basicsize__ - 1
    assert seen == [id(made.trace) + header]
    monkeypatch.setitem(library._functions, "prove", real)
    tracemalloc.start()
    try:
        proof = library.prove(cell, made.trace, made.public)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < len(proof) + 10_000


def test_the_adapters_make_and_accept_a_proof(
    statements: dict[str, Callable[..., Any]], make_case: Callable[..., Any]
) -> None:
    params = {"air": "permutation", "field": "goldilocks", "hash": "sha3_256"}
    made = statements["permutation"](64)
    prove, verify = Prove(), Verify()
    assert prove.available() is None
    assert verify.available() is None
    states = prove.prepare(make_case(params, 64, [{"trace": made.trace, "public": made.public}]), 1)
    proof = prove.encode(prove.run(states[0]))
    instances = [
        {"proof": proof, "public": made.public},
        {"proof": proof, "public": bytes(16)},
        {"proof": b"", "public": b""},
    ]
    inputs = verify.prepare(make_case({**params, "format": "plonky3"}, 64, instances), 1)
    assert [verify.encode(verify.run(state)) for state in inputs] == [b"\1", b"\0", b"\0"]
    assert prove.attributes["library"].startswith("p3-batch-stark 0.8.0")


def test_the_adapters_refuse_what_they_do_not_do(
    statements: dict[str, Callable[..., Any]], make_case: Callable[..., Any]
) -> None:
    made = statements["fibonacci"](64)
    instances = [{"trace": made.trace, "public": made.public}]
    good = {"air": "fibonacci", "field": "goldilocks", "hash": "sha3_256"}
    for change in ({"field": "bn254_fr"}, {"hash": "poseidon2"}, {"air": "rescue"}, {"setting": "weak"}):
        with pytest.raises(UnsupportedCellError):
            Prove().prepare(make_case({**good, **change}, 64, instances), 1)
    for wire_format in ({}, {"format": "winterfell"}, {"format": "plonky2"}):
        with pytest.raises(UnsupportedCellError):
            Verify().prepare(make_case({**good, **wire_format}, 64, []), 1)
    with pytest.raises(UnsupportedCellError):
        Verify().prepare(make_case({**good, "hash": "poseidon2", "format": "plonky3"}, 64, []), 1)
    with pytest.raises(UnsatisfiedTraceError, match="instance 1"):
        broken = {"trace": made.trace[:-1] + b"\1", "public": made.public}
        Prove().prepare(make_case(good, 64, [instances[0], broken]), 1)
