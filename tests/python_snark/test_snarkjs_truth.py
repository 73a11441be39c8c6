"""snarkjs's own circuit, key, witness and proof (tests/data/snarkjs): read, accepted, written again, proven from."""

from __future__ import annotations

import pytest

from zkpair_python.snark import snarkjs_json
from zkpair_python.snark.groth16_prove import check_same_circuit, prove
from zkpair_python.snark.groth16_verify import prepare_key, verify
from zkpair_python.snark.proof import decode_proof, encode_proof
from zkpair_python.snark.qap import coefficients, domain_size
from zkpair_python.snark.r1cs import check_witness, read_r1cs, write_r1cs
from zkpair_python.snark.wtns import read_wtns, write_wtns
from zkpair_python.snark.zkey import (
    cut_to_verifying_key,
    read_proving_key,
    read_verifying_key,
    write_proving_key,
    write_verifying_key,
)


@pytest.fixture(scope="module")
def chain12():
    from pathlib import Path

    return read_r1cs((Path(__file__).parents[1] / "data" / "snarkjs" / "chain12.r1cs").read_bytes())


def test_snarkjs_proof_verifies(data, curve):
    key = snarkjs_json.read_verifying_key((data / "vkey12.json").read_bytes(), curve)
    proof = snarkjs_json.read_proof((data / "proof12.json").read_bytes(), curve)
    public = snarkjs_json.read_public((data / "public12.json").read_bytes())
    prepared = prepare_key(key, curve)
    assert verify(prepared, public, proof, curve) is True
    assert verify(prepared, public, decode_proof(encode_proof(proof)), curve) is True
    assert verify(prepared, [public[0], 4], proof, curve) is False


def test_json_files_are_written_byte_for_byte(data, curve):
    """Also vk_alphabeta_12, the one thing in them that takes a pairing."""
    vkey, proof, public = ((data / name).read_bytes() for name in ("vkey12.json", "proof12.json", "public12.json"))
    written = snarkjs_json.write_verifying_key(snarkjs_json.read_verifying_key(vkey, curve), curve)
    assert written.encode() == vkey
    assert snarkjs_json.write_proof(snarkjs_json.read_proof(proof, curve)).encode() == proof
    assert snarkjs_json.write_public(snarkjs_json.read_public(public)).encode() == public


def test_circom_circuit_and_witness(data, chain12):
    z = read_wtns((data / "chain12.wtns").read_bytes())
    assert (chain12.num_constraints, chain12.num_public, chain12.num_signals) == (4088, 2, 4091)
    assert domain_size(chain12.num_constraints, chain12.num_public) == 4096
    check_witness(chain12, z)
    assert z[1:3] == snarkjs_json.read_public((data / "public12.json").read_bytes())
    assert write_wtns(z) == (data / "chain12.wtns").read_bytes()
    assert read_r1cs(write_r1cs(chain12)) == chain12


def test_the_key_in_the_zkey_is_the_one_in_the_json(data, tuned):
    cut = cut_to_verifying_key((data / "chain12.zkey").read_bytes())
    in_json = snarkjs_json.read_verifying_key((data / "vkey12.json").read_bytes(), tuned)
    assert read_verifying_key(cut, tuned) == in_json
    assert read_verifying_key(write_verifying_key(in_json), tuned) == in_json


def test_snarkjs_key_is_read_written_and_proven_from(data, tuned, chain12):
    """Every byte of the .zkey is understood; its matrices are the circuit's; a proof made from it verifies."""
    zkey = (data / "chain12.zkey").read_bytes()
    key = read_proving_key(zkey, tuned)
    assert write_proving_key(key) == zkey
    assert list(key.coefficients) == coefficients(chain12)
    check_same_circuit(key, chain12)
    z = read_wtns((data / "chain12.wtns").read_bytes())
    proof = prove(key, z, 271828, 314159, tuned)
    json_key = snarkjs_json.read_verifying_key((data / "vkey12.json").read_bytes(), tuned)
    assert verify(prepare_key(json_key, tuned), z[1:3], proof, tuned) is True
