"""Groth16's prover: key, witness and randomness (r, s) to the one proof that they determine.

Source: Groth 2016, section 3.2, in snarkjs's form (docs/contract.md, "Groth16, exactly").

The judge of a key whose trapdoor is known from the seed computes the three points' logarithms and compares all 128
bytes. For a user's own `.zkey` nobody knows the trapdoor: there the judge checks the encoding alone (canonical, on the
curve, B in the subgroup), and conformance relies on the verify task, which every prover's proofs go through.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from zkpair.tasks.arithmetic.field import EncodingError, R, decode_elements, encode_elements, random_elements
from zkpair.tasks.snark import groth16_setup
from zkpair.tasks.snark.chain import chain_r1cs, chain_witness
from zkpair.tasks.snark.container import FileFormatError
from zkpair.tasks.snark.groth16_setup import n_public
from zkpair.tasks.snark.proof import decode_proof, encode_proof, expected_proof, false_proofs, malformed_proofs
from zkpair.tasks.snark.proof import malleable_proofs as other_proofs
from zkpair.tasks.snark.prove_refusals import refusals
from zkpair.tasks.snark.qap import cached_key_logs, key_logs, trapdoor
from zkpair.tasks.snark.r1cs import first_unsatisfied, read_r1cs, read_witness, write_r1cs, write_witness
from zkpair.tasks.snark.soundness import proof_security
from zkpair.tasks.snark.zkey import header_points, read_header, read_sections, verifying_key, write_zkey
from zkpair.tasks.task import (
    Blobs,
    CaseData,
    Cell,
    Combination,
    FalseCase,
    FalseOutput,
    Headline,
    Task,
    UserInput,
)

SIZES = groth16_setup.SIZES
EDGE_SIZE_LIMIT = 64
"""Edge cases make their own key, one scalar multiplication a point: only for small domains."""

OF_ONE_CIRCUIT = "give files of one circuit, the witness computed for its inputs"


def n_instances(domain_size: int) -> int:
    return 4 if domain_size <= 1 << 10 else 2


def setup_cell(cell: Cell) -> Cell:
    return Cell(groth16_setup.TASK.id, cell.params, cell.size)


def generate(cell: Cell, seed: int, artefacts: Blobs) -> CaseData:
    """The chain with its key (an artefact) and four witnesses with randomness (two above 2^10)."""
    if cell.parameters.get("circuit") != "chain":
        raise ValueError(f"{cell}: only the chain can be generated; another circuit comes from files (--r1cs, --wtns)")
    instances = []
    for i in range(n_instances(cell.size)):
        x, b = random_elements(f"{cell}/witness/{i}", seed, 2)
        witness = write_witness(chain_witness(cell.size, n_public(cell), x, b))
        instances.append({"witness": witness, "randomness": randomness(cell, seed, i)})
    r1cs = write_r1cs(chain_r1cs(cell.size, n_public(cell)))
    return CaseData(cell, seed, {"proving_key": artefacts["proving_key"], "r1cs": r1cs}, instances)


def randomness(cell: Cell, seed: int, instance: int) -> bytes:
    return encode_elements(random_elements(f"{cell}/randomness/{instance}", seed, 2))


def from_files(files: Mapping[str, Path], seed: int, outputs: Callable[[CaseData], Sequence[bytes]]) -> CaseData:
    """A user's circuit and witness; the key is `zkey`'s, or made of the circuit by the setup task (first trapdoor)."""
    r1cs_file, witness_file = str(files["r1cs"]), str(files["wtns"])
    r1cs_blob, witness_blob = files["r1cs"].read_bytes(), files["wtns"].read_bytes()
    r1cs = read_r1cs(r1cs_blob, r1cs_file)
    witness = read_witness(witness_blob, witness_file)
    if len(witness) != r1cs.n_signals:
        raise FileFormatError(
            f"{witness_file}: {len(witness)} values; the circuit {r1cs_file} has {r1cs.n_signals} signals;"
            f" {OF_ONE_CIRCUIT}"
        )
    broken = first_unsatisfied(r1cs, witness)
    if broken is not None:
        raise FileFormatError(f"{witness_file}: does not satisfy constraint {broken} of {r1cs_file}; {OF_ONE_CIRCUIT}")
    if "zkey" in files:
        key, key_file = files["zkey"].read_bytes(), str(files["zkey"])
    else:
        key, key_file = outputs(groth16_setup.from_files(files, seed, outputs))[0], "the key made of the circuit"
    header = read_header(read_sections(key, key_file))
    expected = (r1cs.n_signals, r1cs.n_public, r1cs.domain_size)
    found = (header.n_signals, header.n_public, header.domain_size)
    if found != expected:
        raise FileFormatError(
            f"{key_file}: made for another circuit than {r1cs_file}: "
            f"(signals, public, domain size) {found}, the circuit has {expected}; {OF_ONE_CIRCUIT}"
        )
    cell = Cell.of(TASK.id, {"circuit": "file"}, r1cs.domain_size)
    instances = [
        {"witness": witness_blob, "randomness": randomness(cell, seed, i)} for i in range(n_instances(r1cs.domain_size))
    ]
    return CaseData(cell, seed, {"proving_key": key, "r1cs": r1cs_blob}, instances)


def trapdoor_is_known(case: CaseData) -> bool:
    """Is the key the one of the seed's first trapdoor?"""
    if case.cell.parameters["circuit"] == "chain":
        return True
    return read_header(read_sections(case.shared["proving_key"])).points == header_points(trapdoor(case.seed, 0))


def judge(case: CaseData, instance: int, output: bytes) -> str | None:
    try:
        decode_proof(output)
    except EncodingError as error:
        return str(error)
    if not trapdoor_is_known(case):
        return None
    r1cs = case.shared["r1cs"] or write_r1cs(chain_r1cs(case.cell.size, n_public(case.cell)))
    secret = trapdoor(case.seed, 0)
    blobs = case.instances[instance]
    r, s = decode_elements(blobs["randomness"], R, 2)
    expected = expected_proof(secret, cached_key_logs(r1cs, secret), read_witness(blobs["witness"]), r, s)
    return None if output == encode_proof(expected) else "not the proof of this key, witness and randomness"


def false_outputs(case: CaseData, instance: int, output: bytes) -> list[FalseOutput]:
    """Malformed proofs; where the trapdoor is known also false ones, and others of the same statement."""
    altered = malformed_proofs(output)
    if trapdoor_is_known(case):
        altered |= false_proofs(output) | other_proofs(output)
    return [FalseOutput(label, instance, blob) for label, blob in altered.items()]


def false_cases(case: CaseData) -> list[FalseCase]:
    return refusals(case)


def edge_cases(cell: Cell) -> list[CaseData]:
    """r or s zero; witnesses of zeros, of ones, with a zero half-way; and the same without the `.r1cs`."""
    if cell.size > EDGE_SIZE_LIMIT or cell.parameters.get("circuit") != "chain":
        return []
    circuit = chain_r1cs(cell.size, n_public(cell))
    secret = trapdoor(0, 0)
    key = write_zkey(circuit, secret, key_logs(circuit, secret))
    x = random_elements(f"{cell}/witness/corner", 0, 1)[0]
    corners = [(0, 0, 0, 0), (1, 0, 0, R - 1), (x, R - x, R - 1, 0), (R - 1, R - 1, 1, 1)]
    instances = [
        {
            "witness": write_witness(chain_witness(cell.size, n_public(cell), x_0, b)),
            "randomness": encode_elements([r, s]),
        }
        for x_0, b, r, s in corners
    ]
    with_circuit = CaseData(cell, 0, {"proving_key": key, "r1cs": write_r1cs(circuit)}, instances)
    return [with_circuit, CaseData(cell, 0, {"proving_key": key, "r1cs": b""}, instances[2:])]


def verify_case(case: CaseData, proofs: Sequence[bytes], wire_format: str = "groth16-bn254-compressed") -> CaseData:
    """The verify task's case of these proofs, one for each instance; there is one wire format."""
    key = case.shared["proving_key"]
    public = [public_inputs(case, i) for i in range(len(case.instances))]
    count = len(public[0]) // 32
    cell = Cell.of("snark/groth16_verify", {"circuit": case.cell.parameters["circuit"]}, count)
    instances = [{"proof": proof, "public": inputs} for proof, inputs in zip(proofs, public, strict=True)]
    return CaseData(cell, case.seed, {"verifying_key": verifying_key(key)}, instances)


def public_inputs(case: CaseData, instance: int) -> bytes:
    header = read_header(read_sections(case.shared["proving_key"]))
    return encode_elements(read_witness(case.instances[instance]["witness"])[1 : header.n_public + 1])


TASK = Task(
    id="snark/groth16_prove",
    summary="Groth16: a proof from a proving key, a witness and explicit randomness",
    combinations=[
        Combination({"circuit": "chain"}, SIZES, Headline(quick_size=1 << 3, full_size=1 << 4)),
        Combination({"circuit": "file"}, ()),
    ],
    generate=generate,
    judge=judge,
    false_outputs=false_outputs,
    false_cases=false_cases,
    edge_cases=edge_cases,
    needs=lambda cell: {"proving_key": setup_cell(cell)},
    verified_by="snark/groth16_verify",
    verify_case=verify_case,
    unit="proofs",
    work=lambda cell: 1.0,
    complexity="n log n field operations and MSMs of n points",
    exponent=1.0,
    size_name="domain size",
    security=proof_security,
    concurrent=True,
    user_inputs=[
        UserInput("r1cs", "r1cs", "the circuit, as circom writes it", required=True),
        UserInput("wtns", "wtns", "the witness, as snarkjs or circom's calculator writes it", required=True),
        UserInput("zkey", "zkey", "the proving key, as snarkjs writes it; if absent, made", required=False),
    ],
    from_files=from_files,
)
