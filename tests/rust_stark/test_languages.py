"""Python and Rust write the same bytes, and each accepts the other's."""

from __future__ import annotations

from itertools import chain

import pytest

from tests.python_stark import traces
from tests.rust_stark.conftest import HandCase, encode, evaluations
from tests.rust_stark.test_adapters import FIBONACCI, FRI, batch_case, prove_case, run_all, verify_case
from zkpair_python.stark.fri_prove import Python as PythonFriProve
from zkpair_python.stark.fri_verify import Python as PythonFriVerify
from zkpair_python.stark.prove import Python as PythonProve
from zkpair_python.stark.prove_batch import Python as PythonProveBatch
from zkpair_python.stark.verify import Python as PythonVerify
from zkpair_rust.stark.fri_prove import Rust as FriProve
from zkpair_rust.stark.fri_verify import Rust as FriVerify
from zkpair_rust.stark.prove import Rust as Prove
from zkpair_rust.stark.prove_batch import Rust as ProveBatch
from zkpair_rust.stark.verify import Rust as Verify


def encodings(adapter, case):
    return [adapter.encode(adapter.run(state)) for state in adapter.prepare(case, 1)]


@pytest.mark.parametrize(
    ("air", "hash_name", "setting", "log_rows"),
    [
        *((air, "sha3_256", {}, 6) for air in ("fibonacci", "hash_chain", "permutation", "chain")),
        *((air, "blake3", {"setting": "queries28"}, 7) for air in ("hash_chain", "permutation")),
        ("fibonacci", "sha3_256", {"setting": "queries28"}, 6),
        ("permutation", "sha3_256", {}, 8),
        ("chain", "sha3_256", {}, 8),
        ("chain", "sha3_256", {}, 10),
    ],
)
def test_statements(air, hash_name, setting, log_rows):
    columns, public = getattr(traces, air)(1 << log_rows)
    params = {**FIBONACCI, **setting, "air": air, "hash": hash_name}
    case = prove_case(1 << log_rows, params, [(encode(chain(*columns)), encode(public))])
    if hash_name == "blake3":  # in Python for judging alone: its proof of work would take a minute
        proofs = run_all(Prove(), case)
    else:
        proofs = encodings(PythonProve(), case)
        assert run_all(Prove(), case) == proofs
    claims = verify_case(case, proofs)
    assert encodings(PythonVerify(), claims) == run_all(Verify(), claims) == [b"\1"]
    false = verify_case(case, [proofs[0][:-1] + bytes([proofs[0][-1] ^ 1])])
    assert encodings(PythonVerify(), false) == run_all(Verify(), false) == [b"\0"]


def test_low_degree():
    case = HandCase(FRI, 1024, [{"evaluations": evaluations(1024, 127)}])
    proofs = encodings(PythonFriProve(), case)
    assert run_all(FriProve(), case) == proofs
    claims = HandCase(FRI, 1024, [{"proof": proofs[0]}, {"proof": proofs[0][:-9] + bytes(9)}])
    assert encodings(PythonFriVerify(), claims) == run_all(FriVerify(), claims) == [b"\1", b"\0"]


def test_batches():
    case = batch_case(2, 64)
    assert encodings(PythonProveBatch(), case) == run_all(ProveBatch(), case)


def test_python_accepts_large_proofs():
    columns, public = traces.fibonacci(1 << 12)
    case = prove_case(1 << 12, FIBONACCI, [(encode(chain(*columns)), encode(public))])
    assert encodings(PythonVerify(), verify_case(case, run_all(Prove(), case))) == [b"\1"]
