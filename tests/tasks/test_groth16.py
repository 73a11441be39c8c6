"""What a false proof, statement or key of the Groth16 tasks is, seen by py_ecc's pairing; and users' own files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from zkpair.tasks.arithmetic.curve import G1, G2
from zkpair.tasks.arithmetic.field import EncodingError, R, split_elements
from zkpair.tasks.snark import groth16_prove, groth16_setup, groth16_verify
from zkpair.tasks.snark.container import read_container
from zkpair.tasks.snark.proof import (
    Proof,
    decode_proof,
    encode_proof,
    expected_proof,
    false_proofs,
    malformed_proofs,
    malleable_proofs,
)
from zkpair.tasks.snark.qap import key_logs, trapdoor
from zkpair.tasks.snark.r1cs import first_unsatisfied, read_r1cs, read_witness, write_witness
from zkpair.tasks.snark.zkey import read_montgomery_points
from zkpair.tasks.task import CaseData, Cell

bn: Any = import_module("py_ecc.optimized_bn128")
MakeCase = Callable[..., CaseData]
CHAIN = {"circuit": "chain"}


def g1(point: tuple[int, int] | None) -> Any:
    return bn.Z1 if point is None else (bn.FQ(point[0]), bn.FQ(point[1]), bn.FQ.one())


def g2(point: Any) -> Any:
    return bn.Z2 if point is None else (bn.FQ2(list(point[0])), bn.FQ2(list(point[1])), bn.FQ2.one())


def accepts(key: bytes, proof: bytes, public: bytes) -> bool:
    """e(A, B) = e(α, β)·e(Σ x_i·IC_i, γ)·e(C, δ), with py_ecc; malformed bytes are rejected."""
    sections = read_container(key, "vk", b"zkey", 1, (1, 2, 3))
    header = sections[2].data[84:]
    alpha, _ = read_montgomery_points(G1, header[:128])
    beta, gamma = read_montgomery_points(G2, header[128:384])
    delta = read_montgomery_points(G2, header[448:576])[0]
    ic = read_montgomery_points(G1, sections[3].data)
    try:
        found = decode_proof(proof)
        inputs = split_elements(public)
    except EncodingError:
        return False
    if len(inputs) != len(ic) - 1 or any(x >= R for x in inputs):
        return False
    statement = g1(ic[0])
    for x, point in zip(inputs, ic[1:], strict=True):
        statement = bn.add(statement, bn.multiply(g1(point), x))
    miller = bn.pairing(g2(found.b), g1(found.a), final_exponentiate=False)
    for p, q in ((g1(alpha), g2(beta)), (statement, g2(gamma)), (g1(found.c), g2(delta))):
        miller *= bn.pairing(q, bn.neg(p), final_exponentiate=False)
    return bool(bn.optimized_pairing.final_exponentiate(miller) == bn.FQ12.one())


@pytest.fixture(scope="module")
def verify_case(make_case: MakeCase) -> CaseData:
    return make_case("snark/groth16_verify", CHAIN, 1)


def test_honest_proofs_verify(verify_case: CaseData) -> None:
    key = verify_case.shared["verifying_key"]
    for instance in verify_case.instances[:2]:
        assert accepts(key, instance["proof"], instance["public"])


def test_edge_cases_verify(verify_case: CaseData) -> None:
    """Also points at infinity and malleable twins: the pairing equation decides, and it holds."""
    (edge,) = groth16_verify.edge_cases(verify_case.cell)
    assert len(edge.instances) == 8
    for i, instance in enumerate(edge.instances):
        assert accepts(edge.shared["verifying_key"], instance["proof"], instance["public"]), i


def test_false_statements_do_not_verify(verify_case: CaseData) -> None:
    answered = [false for false in groth16_verify.false_cases(verify_case) if false.expected == "answer"]
    assert len(answered) == 3
    for false in answered:
        assert false.output == b"\0"
        assert len(false.case.instances) >= 5
        for i, instance in enumerate(false.case.instances):
            key = false.case.shared["verifying_key"]
            assert not accepts(key, instance["proof"], instance["public"]), (false.label, i)


def test_alterations_are_what_they_say(verify_case: CaseData) -> None:
    proof = verify_case.instances[0]["proof"]
    for label, blob in false_proofs(proof).items():
        assert encode_proof(decode_proof(blob)) == blob != proof, label
    for label, blob in malformed_proofs(proof).items():
        with pytest.raises(EncodingError):
            decode_proof(blob)
        assert blob != proof, label
    assert all(encode_proof(decode_proof(blob)) == blob for blob in malleable_proofs(proof).values())


def test_false_witnesses_break_the_circuit(make_case: MakeCase) -> None:
    case = make_case("snark/groth16_prove", CHAIN, 8)
    circuit = read_r1cs(case.shared["r1cs"])
    altered = [f for f in groth16_prove.false_cases(case) if f.label.startswith("witness: one value altered")]
    assert len(altered) == 2
    for false in altered:
        for instance in false.case.instances:
            assert first_unsatisfied(circuit, read_witness(instance["witness"])) is not None
    assert [bool(false.case.shared["r1cs"]) for false in altered] == [True, False]


def test_proof_depends_on_all_it_should(make_case: MakeCase) -> None:
    case = make_case("snark/groth16_prove", CHAIN, 8)
    circuit, secret = read_r1cs(case.shared["r1cs"]), trapdoor(case.seed, 0)
    logs = key_logs(circuit, secret)
    z = read_witness(case.instances[0]["witness"])
    other = read_witness(case.instances[1]["witness"])
    proofs = [
        expected_proof(secret, logs, *arguments) for arguments in ((z, 1, 2), (z, 2, 2), (z, 1, 3), (other, 1, 2))
    ]
    assert len({encode_proof(proof) for proof in proofs}) == 4


@pytest.mark.parametrize("count", [16, 256])
def test_more_public_inputs(count: int) -> None:
    """The cells that the verify task needs: a prover's of the smallest domain, its setup, a proof for each instance."""
    cell = Cell.of("snark/groth16_verify", CHAIN, count)
    needs = groth16_verify.needs(cell)
    prover = Cell.of("snark/groth16_prove", {"circuit": "chain", "public": str(count)}, {16: 64, 256: 1024}[count])
    assert needs["proof#0"] == needs["proof#3"] == prover
    assert len(needs) == 5
    setup_case = groth16_setup.generate(needs["proving_key"], 1, {})
    circuit = read_r1cs(setup_case.shared["r1cs"])
    assert (circuit.n_public, circuit.domain_size) == (count, prover.size)
    assert groth16_prove.n_instances(prover.size) == groth16_verify.N_INSTANCES


def test_key_judge_sees_each_section(make_case: MakeCase, honest: Callable[[CaseData], list[bytes]]) -> None:
    case = make_case("snark/groth16_setup", CHAIN, 8)
    key = honest(case)[0]
    for section in range(1, 11):
        altered = [f for f in groth16_setup.false_outputs(case, 0, key) if f"section {section}" in f.label]
        reasons = [groth16_setup.judge(case, 0, f.output) for f in altered]
        assert section == 1 or altered
        assert all(reasons)


def no_outputs(case: CaseData) -> Sequence[bytes]:
    raise AssertionError("nothing has to be made")


@pytest.fixture
def files(snarkjs: dict[str, Any]) -> dict[str, Path]:
    return {kind: snarkjs[f"{kind}_path"] for kind in ("r1cs", "wtns", "zkey")}


def test_users_files(files: dict[str, Path], snarkjs: dict[str, Any]) -> None:
    """snarkjs's key: its trapdoor is nobody's, so the judge asks for a well-formed proof and the verifier decides."""
    case = groth16_prove.from_files(files, 1, no_outputs)
    assert case.cell == Cell.of("snark/groth16_prove", {"circuit": "file"}, 4096)
    assert case.shared == {"proving_key": snarkjs["zkey"], "r1cs": snarkjs["r1cs"]}
    assert len({instance["randomness"] for instance in case.instances}) == len(case.instances) >= 2
    assert not groth16_prove.trapdoor_is_known(case)

    def ints(values: list[str]) -> tuple[int, int]:
        return int(values[0]), int(values[1])

    found = snarkjs["proof"]
    proof = encode_proof(
        Proof(ints(found["pi_a"]), (ints(found["pi_b"][0]), ints(found["pi_b"][1])), ints(found["pi_c"]))
    )
    assert groth16_prove.judge(case, 0, proof) is None
    false = groth16_prove.false_outputs(case, 0, proof)
    assert len(false) >= 10
    assert all(groth16_prove.judge(case, f.instance, f.output) for f in false)
    verify = groth16_prove.verify_case(case, [proof] * len(case.instances))
    assert verify.cell.size == 2
    instance = verify.instances[0]
    assert accepts(verify.shared["verifying_key"], instance["proof"], instance["public"])


def test_key_is_made_where_none_is_given(
    tmp_path: Path, make_case: MakeCase, honest: Callable[[CaseData], list[bytes]]
) -> None:
    """Then the trapdoor is known, and the judge compares all 128 bytes."""
    chain = make_case("snark/groth16_prove", CHAIN, 8)
    files = {"r1cs": tmp_path / "a.r1cs", "wtns": tmp_path / "a.wtns"}
    files["r1cs"].write_bytes(chain.shared["r1cs"])
    files["wtns"].write_bytes(chain.instances[0]["witness"])
    case = groth16_prove.from_files(files, 1, honest)
    assert groth16_prove.trapdoor_is_known(case)
    proofs = honest(replace(case, instances=case.instances[:2]))
    assert groth16_prove.judge(case, 0, proofs[0]) is None
    assert groth16_prove.judge(case, 1, proofs[0]) is not None


def test_users_files_that_do_not_fit(tmp_path: Path, files: dict[str, Path], make_case: MakeCase) -> None:
    """Each error names the file that is wrong."""
    chain = make_case("snark/groth16_prove", CHAIN, 8)
    witness = read_witness(files["wtns"].read_bytes())
    wrong = {
        "short.wtns": ("wtns", write_witness(witness[:-1]), "4090 values"),
        "false.wtns": ("wtns", write_witness([*witness[:9], 5, *witness[10:]]), "does not satisfy constraint"),
        "other.zkey": ("zkey", chain.shared["proving_key"], "another circuit"),
        "cut.zkey": ("zkey", files["zkey"].read_bytes()[:-9], "at byte"),
        "cut.r1cs": ("r1cs", files["r1cs"].read_bytes()[:-9], "at byte"),
    }
    for name, (kind, blob, reason) in wrong.items():
        path = tmp_path / name
        path.write_bytes(blob)
        with pytest.raises(ValueError, match=f"{name}.*{reason}"):
            groth16_prove.from_files({**files, kind: path}, 1, no_outputs)
