"""circom's and snarkjs's own files are read, what we write reads the same, and broken files get a clear error."""

from __future__ import annotations

import struct
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zkpair.tasks.arithmetic.curve import G1, G2
from zkpair.tasks.arithmetic.field import P, R
from zkpair.tasks.snark.chain import chain_r1cs, chain_witness, n_constraints, smallest_domain
from zkpair.tasks.snark.container import FileFormatError, read_container, write_container
from zkpair.tasks.snark.groth16_setup import odd_r1cs
from zkpair.tasks.snark.proof import Proof, decode_proof, encode_proof
from zkpair.tasks.snark.r1cs import first_unsatisfied, read_r1cs, read_witness, write_r1cs, write_witness
from zkpair.tasks.snark.zkey import (
    coefficient_section,
    read_header,
    read_montgomery_points,
    read_sections,
    verifying_key,
)

Snarkjs = dict[str, Any]


def test_circoms_circuit(snarkjs: Snarkjs) -> None:
    circuit = read_r1cs(snarkjs["r1cs"])
    assert (circuit.n_signals, circuit.n_public_outputs, circuit.n_public_inputs) == (4091, 1, 1)
    assert len(circuit.constraints) == 4088
    assert circuit.domain_size == 4096
    witness = read_witness(snarkjs["wtns"])
    assert first_unsatisfied(circuit, witness) is None
    assert [str(value) for value in witness[1:3]] == snarkjs["public"]
    witness[100] = (witness[100] + 1) % R
    assert first_unsatisfied(circuit, witness) is not None


def test_what_we_write_reads_the_same(snarkjs: Snarkjs) -> None:
    circuit = read_r1cs(snarkjs["r1cs"])
    assert read_r1cs(write_r1cs(circuit)) == circuit
    assert write_witness(read_witness(snarkjs["wtns"])) == snarkjs["wtns"]


def test_snarkjs_key(snarkjs: Snarkjs) -> None:
    """Its coefficients are those we expect of a setup, byte for byte; its points are those of its verifying key."""
    sections = read_sections(snarkjs["zkey"])
    header = read_header(sections)
    assert (header.n_signals, header.n_public, header.domain_size) == (4091, 2, 4096)
    assert sections[4].data == coefficient_section(read_r1cs(snarkjs["r1cs"]))
    ic = read_montgomery_points(G1, sections[3].data)
    assert [[str(x), str(y), "1"] for x, y in ic if ic] == snarkjs["vkey"]["IC"]  # type: ignore[misc]
    beta, gamma = read_montgomery_points(G2, header.points[128 : 128 + 256])
    for point, name in ((beta, "vk_beta_2"), (gamma, "vk_gamma_2")):
        assert point is not None
        assert [[str(c) for c in x] for x in point] == snarkjs["vkey"][name][:2]
    cut = read_container(verifying_key(snarkjs["zkey"]), "vk", b"zkey", 1, (1, 2, 3))
    assert all(cut[number].data == sections[number].data for number in (1, 2, 3))


def test_snarkjs_proof(snarkjs: Snarkjs) -> None:
    """Its points survive the compressed encoding."""

    def ints(values: list[str]) -> tuple[int, int]:
        return int(values[0]), int(values[1])

    found = snarkjs["proof"]
    proof = Proof(ints(found["pi_a"]), (ints(found["pi_b"][0]), ints(found["pi_b"][1])), ints(found["pi_c"]))
    assert len(encode_proof(proof)) == 128
    assert decode_proof(encode_proof(proof)) == proof


@pytest.mark.parametrize(("n", "n_public"), [(8, 1), (16, 1), (64, 16), (1024, 256), (1 << 12, 1)])
def test_chain_fills_its_domain(n: int, n_public: int) -> None:
    circuit = chain_r1cs(n, n_public)
    assert len(circuit.constraints) + circuit.n_public + 1 == n == circuit.domain_size
    witness = chain_witness(n, n_public, 3, 5)
    assert len(witness) == circuit.n_signals
    assert first_unsatisfied(circuit, witness) is None
    x = 3
    for _ in range(n_constraints(n, n_public)):
        x = x * (x + 5) % R
    assert witness[n_public] == x, "the last output is the last state"
    for i in range(1, len(witness), max(1, n // 16)):
        altered = [*witness[:i], (witness[i] + 1) % R, *witness[i + 1 :]]
        assert first_unsatisfied(circuit, altered) is not None, i


def test_domains_of_public_inputs() -> None:
    assert [smallest_domain(n) for n in (1, 16, 256)] == [8, 64, 1024]
    for n, n_public in ((32, 16), (8, 0), (12, 1)):
        with pytest.raises(ValueError, match="domain"):
            n_constraints(n, n_public)


@pytest.mark.parametrize("n", [8, 16, 64])
def test_odd_circuit_has_the_domain(n: int) -> None:
    circuit = odd_r1cs(n)
    assert circuit.domain_size == n
    assert read_r1cs(write_r1cs(circuit)) == circuit


CHAIN = write_r1cs(chain_r1cs(8, 1))
WITNESS = write_witness(chain_witness(8, 1, 3, 5))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_altered_files_are_read_or_named(data: st.DataObject) -> None:
    """Any byte altered, cut or added: a circuit or witness, or an error that names file and byte. Nothing else."""
    blob, read = data.draw(st.sampled_from([(CHAIN, read_r1cs), (WITNESS, read_witness)]))
    altered = bytearray(blob)
    for _ in range(data.draw(st.integers(0, 3))):
        altered[data.draw(st.integers(0, len(blob) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(altered[: data.draw(st.integers(0, len(blob)))]) + data.draw(st.binary(max_size=3))
    try:
        read(cut, "a.file")
    except FileFormatError as error:
        assert str(error).startswith("a.file: at byte ")


@pytest.mark.parametrize(
    ("blob", "reason"),
    [
        (b"", "magic needs 4 bytes"),
        (b"wtns" + CHAIN[4:], "begins with b'wtns'"),
        (CHAIN[:4] + b"\2" + CHAIN[5:], "version 2"),
        (CHAIN + b"\0", "1 bytes follow"),
        (CHAIN[:-1], "section 3 needs 72 bytes, 71 are left"),
        (write_container(b"r1cs", 1, []), "section 1 is missing"),
        (write_container(b"r1cs", 1, [(1, b""), (1, b"")]), "section 1 occurs twice"),
        (write_container(b"r1cs", 1, [(4, b"")]), "section 4 is not known"),
        (CHAIN.replace(R.to_bytes(32, "little"), P.to_bytes(32, "little")), "is not BN254's"),
        (CHAIN.replace(struct.pack("<I", 32) + R.to_bytes(32, "little"), bytes(36)), "elements of 0 bytes"),
    ],
)
def test_broken_circuits(blob: bytes, reason: str) -> None:
    with pytest.raises(FileFormatError, match=reason):
        read_r1cs(blob, "broken.r1cs")


def test_broken_witnesses() -> None:
    good = read_witness(WITNESS)
    for wrong, reason in (([2, *good[1:]], "first value"), ([], "first value")):
        with pytest.raises(FileFormatError, match=reason):
            read_witness(write_witness(wrong))
    with pytest.raises(FileFormatError, match="value 1 is not below the modulus"):
        read_witness(write_witness([1, R]))
    header = read_container(WITNESS, "w", b"wtns", 2, (1, 2))[1].data
    with pytest.raises(FileFormatError, match="9 values need 288"):
        read_witness(write_container(b"wtns", 2, [(1, header), (2, bytes(32))]))


def test_broken_keys(snarkjs: Snarkjs) -> None:
    with pytest.raises(FileFormatError, match=r"k\.zkey: at byte \d+: section \d+ needs"):
        read_sections(snarkjs["zkey"][:-1], "k.zkey")
    data = {number: reader.data for number, reader in read_sections(snarkjs["zkey"]).items()}
    plonk = write_container(b"zkey", 1, sorted({**data, 1: struct.pack("<I", 2)}.items()))
    with pytest.raises(FileFormatError, match="not a Groth16 key"):
        read_header(read_sections(plonk))
    domain = data[2][:80] + struct.pack("<I", 4095) + data[2][84:]
    with pytest.raises(FileFormatError, match="not a power of two"):
        read_header(read_sections(write_container(b"zkey", 1, sorted({**data, 2: domain}.items()))))
