"""The adapters do what the contract says, and the other language writes the same bytes."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from zkpair_rust.errors import MissingBlobError, NonCanonicalFieldElementError, WrongLengthError
from zkpair_rust.snark import cut_verifying_key, prove, read_witness
from zkpair_rust.snark.errors import (
    CircuitMismatchError,
    InvalidTrapdoorError,
    MalformedFileError,
    UnsatisfiedWitnessError,
)
from zkpair_rust.snark.groth16_prove import Rust as Prove
from zkpair_rust.snark.groth16_setup import Rust as Setup
from zkpair_rust.snark.groth16_verify import Rust as Verify


def run_all(adapter, case):
    """The encodings of all instances; twice, since a run must leave its state as it was."""
    states = adapter.prepare(case, 1)
    assert len(states) == len(case.instances)
    outputs = []
    for state in states:
        first = adapter.encode(adapter.run(state))
        if hasattr(adapter, "kernel_ns"):
            assert 0 < adapter.kernel_ns() < 600e9
        assert adapter.encode(adapter.run(state)) == first
        outputs.append(first)
    return outputs


@pytest.mark.parametrize(("size", "n_public"), [(8, 1), (8, 3), (16, 1), (64, 16)])
def test_setup_prove_verify(make_chain, size, n_public):
    chain = make_chain(size, n_public)
    (zkey,) = run_all(Setup(), chain.setup_case())
    proofs = run_all(Prove(), chain.prove_case(zkey))
    assert proofs == run_all(Prove(), chain.prove_case(zkey, with_r1cs=False))
    assert [len(proof) for proof in proofs] == [128, 128]
    assert run_all(Verify(), chain.verify_case(cut_verifying_key(zkey), proofs)) == [b"\1", b"\1"]
    assert run_all(Verify(), chain.verify_case(cut_verifying_key(zkey), proofs[::-1])) == [b"\0", b"\0"]


@pytest.mark.parametrize(("size", "n_public"), [(8, 1), (16, 3), (32, 2)])
def test_both_languages_write_the_same_bytes(make_chain, size, n_public):
    pytest.importorskip("gmpy2")
    from zkpair_python.snark.groth16_prove_tuned import PythonTuned as OtherProve
    from zkpair_python.snark.groth16_setup_tuned import PythonTuned as OtherSetup
    from zkpair_python.snark.groth16_verify_tuned import PythonTuned as OtherVerify

    chain = make_chain(size, n_public, seed=2)
    (zkey,) = run_all(Setup(), chain.setup_case())
    assert run_all(OtherSetup(), chain.setup_case()) == [zkey]
    proofs = run_all(Prove(), chain.prove_case(zkey))
    assert run_all(OtherProve(), chain.prove_case(zkey)) == proofs
    assert run_all(OtherVerify(), chain.verify_case(cut_verifying_key(zkey), proofs)) == [b"\1", b"\1"]


def test_what_prove_refuses(make_chain):
    chain = make_chain(8)
    (zkey,) = run_all(Setup(), chain.setup_case())
    case = chain.prove_case(zkey)
    adapter = Prove()
    with pytest.raises(MalformedFileError, match=r"proving_key, section 10 \(contributions\): truncated"):
        adapter.prepare(chain.prove_case(zkey[:-1]), 1)
    with pytest.raises(CircuitMismatchError, match="the key's number of signals is not the circuit's"):
        adapter.prepare(make_chain(16).prove_case(zkey), 1)
    case.instances[1]["witness"] = make_chain(16).prove_case(zkey).instances[0]["witness"]
    with pytest.raises(CircuitMismatchError, match="instance 1: witness: 17 values"):
        adapter.prepare(chain_without_r1cs(case), 1)
    del case.instances[1]["witness"]
    with pytest.raises(MissingBlobError, match="instance 1: the blob 'witness' is missing"):
        adapter.prepare(case, 1)

    case = chain.prove_case(zkey)
    case.instances[0]["randomness"] = b"\xff" * 64
    with pytest.raises(NonCanonicalFieldElementError, match="instance 0: randomness"):
        adapter.prepare(case, 1)
    case.instances[0]["randomness"] = bytes(63)
    with pytest.raises(WrongLengthError):
        adapter.prepare(case, 1)

    false = make_chain(8, seed=3)
    false.witnesses[0][4] += 1
    with pytest.raises(UnsatisfiedWitnessError, match=r"instance 0: constraint \d of 6 is not satisfied"):
        adapter.prepare(false.prove_case(zkey), 1)
    (state, _) = adapter.prepare(false.prove_case(zkey, with_r1cs=False), 1)
    with pytest.raises(UnsatisfiedWitnessError, match="does not verify under its own key"):
        adapter.run(state)


def chain_without_r1cs(case):
    return type(case)(case.size, case.instances, {**case.shared, "r1cs": b""})


@pytest.mark.parametrize("element", range(5))
def test_setup_refuses_a_zero_in_the_trapdoor(make_chain, element):
    chain = make_chain(8)
    chain.trapdoor[element] = 0
    with pytest.raises(InvalidTrapdoorError, match=f"trapdoor's {'ταβγδ'[element]} is zero"):
        Setup().prepare(chain.setup_case(), 1)


def test_setup_refuses_what_is_no_circuit(data, make_chain):
    chain = make_chain(8)
    for broken, message in [
        (b"", "r1cs: truncated: 4 bytes needed"),
        (data("chain12.wtns"), 'not with "r1cs"; give a .r1cs file'),
        (chain.r1cs + b"\0", "1 bytes too many"),
    ]:
        case = type(chain.setup_case())(8, chain.setup_case().instances, {"r1cs": broken})
        with pytest.raises(MalformedFileError, match=message):
            Setup().prepare(case, 1)


def test_verify_refuses_a_broken_key_and_answers_0_to_the_rest(make_chain):
    chain = make_chain(8)
    (zkey,) = run_all(Setup(), chain.setup_case())
    proofs, vk = run_all(Prove(), chain.prove_case(zkey)), cut_verifying_key(zkey)
    for broken in (vk[:-1], vk + b"\0", zkey, b""):
        with pytest.raises(MalformedFileError, match="verifying_key"):
            Verify().prepare(chain.verify_case(broken, proofs), 1)
    case = chain.verify_case(vk, [proofs[0][:-1], proofs[1] + b"\0"])
    assert run_all(Verify(), case) == [b"\0", b"\0"]
    case = chain.verify_case(vk, proofs)
    case.instances[0]["public"] += bytes(32)
    case.instances[1]["public"] = case.instances[1]["public"][:-1]
    adapter = Verify()
    verdicts = [adapter.run(state) for state in adapter.prepare(case, 1)]
    assert [adapter.encode(verdict) for verdict in verdicts] == [b"\0", b"\0"]
    assert verdicts[0].reason == (
        "2 public inputs given, the verifying key has 1; give exactly those, without the leading one"
    )
    assert "no multiple of 32" in verdicts[1].reason


def test_the_interpreter_goes_on_while_rust_proves(data, snarkjs_key):
    witness, randomness = read_witness(data("chain12.wtns")), np.ones((2, 4), np.uint64)
    window: list[float] = []

    def compute() -> None:
        window.append(time.perf_counter())
        prove(snarkjs_key, witness, randomness, check=False)
        window.append(time.perf_counter())

    worker, ticks = threading.Thread(target=compute), []
    worker.start()
    while worker.is_alive():
        ticks.append(time.perf_counter())
        time.sleep(0.0005)
    start, end = window
    tenth = (end - start) / 10
    assert any(start + tenth < tick < end - tenth for tick in ticks)


def test_a_hundred_proofs_at_once(make_chain):
    """All callers share one pool: a waiting worker takes up other callers' work, on its own stack."""
    chain = make_chain(32)
    (zkey,) = run_all(Setup(), chain.setup_case())
    adapter = Prove()
    states = adapter.prepare(chain.prove_case(zkey), 1)
    expected = [adapter.run(state) for state in states]
    with ThreadPoolExecutor(100) as pool:
        proofs = list(pool.map(lambda i: Prove.run(adapter, states[i % 2]), range(100)))
    assert proofs == expected * 50


PROGRAM = """
import hashlib, pathlib, sys
import numpy as np
from zkpair_rust import _native
from zkpair_rust.snark import Groth16Circuit, Groth16ProvingKey, prove, read_witness, setup
folder = pathlib.Path(sys.argv[1])
circuit = Groth16Circuit((folder / "chain12.r1cs").read_bytes(), "r1cs")
key = setup(circuit, np.arange(20, dtype=np.uint64).reshape(5, 4))
witness = read_witness((folder / "chain12.wtns").read_bytes())
proof = prove(key, witness, np.ones((2, 4), np.uint64), check=False)
print(_native.pool_threads(), hashlib.sha256(key.to_bytes() + proof).hexdigest())
"""


def test_the_bytes_do_not_depend_on_the_threads():
    digests = set()
    program = [sys.executable, "-c", PROGRAM, str(Path(__file__).parents[1] / "data" / "snarkjs")]
    for threads in (1, 2, 3):
        env = {**os.environ, "RAYON_NUM_THREADS": str(threads)}
        answer = subprocess.run(program, env=env, capture_output=True, text=True, check=True)
        pool, digest = answer.stdout.split()
        assert int(pool) == threads
        digests.add(digest)
    assert len(digests) == 1 and len(digests.pop()) == len(hashlib.sha256().hexdigest())
