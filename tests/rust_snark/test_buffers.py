"""Files, witnesses, proofs and public inputs from whatever exports a buffer."""

from __future__ import annotations

import json
import mmap

import numpy as np
import pytest

from zkpair_rust.errors import NotContiguousError, WrongLengthError
from zkpair_rust.snark import (
    Groth16Circuit,
    Groth16ProvingKey,
    Groth16VerifyingKey,
    cut_verifying_key,
    prove,
    read_witness,
    setup,
    verify,
)
from zkpair_rust.snark.errors import ProofRejectedError

RANDOMNESS = bytes(range(31)) + b"\0" + bytes(range(31)) + b"\0"


@pytest.fixture(scope="module")
def proven(data, snarkjs_key):
    """Verifying key, public inputs as bytes, proof."""
    proof = prove(snarkjs_key, read_witness(data("chain12.wtns")), RANDOMNESS, check=False)
    public = b"".join(int(x).to_bytes(32, "little") for x in json.loads(data("public12.json")))
    return Groth16VerifyingKey(cut_verifying_key(data("chain12.zkey")), "vkey"), public, proof


def test_a_mapped_key_is_the_same_key(data, tmp_path, snarkjs_key):
    (tmp_path / "zkey").write_bytes(data("chain12.zkey"))
    with (tmp_path / "zkey").open("rb") as stream:
        mapped = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    assert Groth16ProvingKey(mapped, "zkey").to_bytes() == snarkjs_key.to_bytes()
    assert cut_verifying_key(bytearray(mapped)) == cut_verifying_key(memoryview(data("chain12.zkey")))
    mapped.close()  # nothing holds it any more


def test_a_witness_and_randomness_in_any_form(data, snarkjs_key, proven):
    witness, (_, _, expected) = read_witness(data("chain12.wtns")), proven
    randomness = np.frombuffer(RANDOMNESS, "<u8")
    for z in (witness, bytes(witness), np.array(witness), memoryview(witness)):
        assert prove(snarkjs_key, z, randomness.reshape(2, 4), check=False) == expected
    assert prove(snarkjs_key, witness, randomness.copy(), check=False) == expected
    with pytest.raises(NotContiguousError, match="witness is not contiguous"):
        prove(snarkjs_key, np.repeat(np.asarray(witness), 2, axis=0)[::2], RANDOMNESS)
    with pytest.raises(WrongLengthError, match="randomness has the shape"):
        prove(snarkjs_key, witness, RANDOMNESS[:-1])
    with pytest.raises(TypeError, match="witness: a buffer of uint64"):
        prove(snarkjs_key, np.asarray(witness).astype(">u8"), RANDOMNESS)
    with pytest.raises(TypeError, match="randomness: a buffer of uint64"):
        prove(snarkjs_key, witness, [1, 2])


def test_a_trapdoor_in_any_form(data):
    circuit = Groth16Circuit(memoryview(data("chain12.r1cs")), "r1cs")
    trapdoor = np.arange(4, 24, dtype=np.uint64).reshape(5, 4)
    assert setup(circuit, trapdoor.tobytes()).verifying_key() == setup(circuit, trapdoor).verifying_key()


def test_proofs_and_public_inputs_in_any_form(proven):
    vk, public, proof = proven
    words = np.frombuffer(public, "<u8")
    for statement in (public, bytearray(public), words, words.reshape(2, 4), words.reshape(2, 4).copy()):
        for claim in (proof, bytearray(proof), memoryview(b"x" + proof)[1:], np.frombuffer(proof, np.uint8)):
            verify(vk, statement, claim)
    with pytest.raises(ProofRejectedError, match="no multiple of 32"):
        verify(vk, public[:-1], proof)
    with pytest.raises(ProofRejectedError):
        verify(vk, b"", b"")
    with pytest.raises(TypeError, match="proof: a buffer of bytes"):
        verify(vk, public, np.frombuffer(proof, "<u8"))
    with pytest.raises(TypeError, match="public: a buffer of uint64"):
        verify(vk, words.astype(np.int64), proof)
    with pytest.raises(NotContiguousError, match="proof"):
        verify(vk, public, memoryview(proof + proof)[::2])
