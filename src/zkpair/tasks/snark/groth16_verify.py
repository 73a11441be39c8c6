"""Groth16's verifier: does the proof show that the public inputs have a witness? One byte, 1 or 0.

    e(A, B) = e(α, β) · e(Σ x_i·IC_i, γ) · e(C, δ)        (Groth 2016, section 3.2; x_0 = 1)

Whatever a proof or its public inputs are made of, the answer is a verdict: malformed bytes are answered 0, never
refused. A broken verifying key is refused. The circuit with l public inputs is the chain with l outputs in the
smallest domain N ≥ 8 that holds it: N = 8, 64, 1024 for l = 1, 16, 256.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from zkpair.tasks.alterations import refused_shared
from zkpair.tasks.arithmetic.curve import G1
from zkpair.tasks.arithmetic.field import ELEMENT_BYTES, R, encode_elements, random_elements, split_elements
from zkpair.tasks.snark import groth16_prove
from zkpair.tasks.snark.chain import smallest_domain
from zkpair.tasks.snark.container import write_container
from zkpair.tasks.snark.proof import encode_proof, false_proofs, malformed_proofs, malleable_proofs, proof_of_logs
from zkpair.tasks.snark.qap import Trapdoor, trapdoor
from zkpair.tasks.snark.zkey import (
    GROTH16,
    MAGIC,
    VERSION,
    header_points,
    header_section,
    montgomery_points,
    multiples,
)
from zkpair.tasks.task import Blobs, CaseData, Cell, Combination, FalseCase, Headline, Task
from zkpair.tasks.verdict import false_outputs, judge, rejected

SIZES = (1, 16, 256)
N_INSTANCES = 4
SIGNS_LEFT_OUT = ("B negated", "C negated")


def prove_cell(cell: Cell) -> Cell:
    """The prover's cell that makes the proofs: `public` stands only where it is not 1."""
    if cell.parameters.get("circuit") != "chain":
        raise ValueError(f"{cell}: only the chain can be generated; other proofs come from the prover")
    public = {"public": str(cell.size)} if cell.size > 1 else {}
    return Cell.of("snark/groth16_prove", {"circuit": "chain", **public}, smallest_domain(cell.size))


def needs(cell: Cell) -> dict[str, Cell]:
    """The key, and the prover's output for each of its instances."""
    prover = prove_cell(cell)
    proofs = {f"proof#{i}": prover for i in range(N_INSTANCES)}
    return {"proving_key": groth16_prove.setup_cell(prover), **proofs}


def generate(cell: Cell, seed: int, artefacts: Blobs) -> CaseData:
    """Four honest proofs of different statements."""
    prover_case = groth16_prove.generate(prove_cell(cell), seed, {"proving_key": artefacts["proving_key"]})
    proofs = [artefacts[f"proof#{i}"] for i in range(N_INSTANCES)]
    return replace(groth16_prove.verify_case(prover_case, proofs), cell=cell)


def false_cases(case: CaseData) -> list[FalseCase]:
    """False statements and proofs, packed as the instances of three cases (one worker each); broken keys."""
    first, second = case.instances[0], case.instances[1]
    proof, public = first["proof"], first["public"]
    # e(−A, B) = e(A, −B), and each pairing takes plain Python a good part of a second: one sign is enough here.
    well_formed = {label: wrong for label, wrong in false_proofs(proof).items() if label not in SIGNS_LEFT_OUT}
    packed = {
        "well-formed proofs that prove nothing": [{**first, "proof": wrong} for wrong in well_formed.values()],
        "malformed proofs": [{**first, "proof": wrong} for wrong in malformed_proofs(proof).values()],
        "other public inputs": [{**first, "public": wrong} for wrong in false_public_inputs(public).values()],
    }
    if second["public"] != public:
        packed["other public inputs"].append({**first, "public": second["public"]})
        packed["well-formed proofs that prove nothing"].append({**first, "proof": second["proof"]})
    return [*rejected(case, packed), *broken_keys(case)]


def false_public_inputs(public: bytes) -> dict[str, bytes]:
    """Another statement, an alias of the same one (x + r), a wrong number of inputs."""
    values = split_elements(public)
    wrong = {"one too many": public + bytes(ELEMENT_BYTES), "one byte short": public[:-1], "none": b""}
    for i in {0, len(values) - 1} - {-1}:
        wrong[f"input {i} plus one"] = encode_elements([*values[:i], (values[i] + 1) % R, *values[i + 1 :]])
        wrong[f"input {i} plus r"] = encode_elements([*values[:i], values[i] + R, *values[i + 1 :]])
    return {label: blob for label, blob in wrong.items() if blob != public}


def broken_keys(case: CaseData) -> list[FalseCase]:
    alterations: dict[str, Callable[[bytes], bytes]] = {
        "truncated by one byte": lambda key: key[:-1],
        "extended by a zero byte": lambda key: key + b"\0",
        "empty": lambda key: b"",
        "last point off the curve": lambda key: key[:-1] + bytes([key[-1] ^ 1]),
        "another version": lambda key: key[:4] + b"\2" + key[5:],
    }
    few = replace(case, instances=case.instances[:2])
    return [
        refused_shared(f"verifying key: {label}", few, "verifying_key", alter) for label, alter in alterations.items()
    ]


def edge_cases(cell: Cell) -> list[CaseData]:
    """Proofs simulated with the trapdoor: corner inputs, points at infinity, and malleable twins of a proof.

    c = (a·b − α·β − γ·ic(x))/δ makes (a, b, c) verify for any a, b.
    """
    count = cell.size
    secret = trapdoor(0, 0)
    ic = random_elements(f"{cell}/ic", 0, count + 1)
    a, b = random_elements(f"{cell}/simulated", 0, 2)
    statements = {"zeros": [0] * count, "ones": [1] * count, "r − 1": [R - 1] * count}
    instances = [
        _instance(encode_proof(proof_of_logs(a, b, _simulate(secret, ic, x, a, b))), x) for x in statements.values()
    ]
    zeros = statements["zeros"]
    instances.append(_instance(encode_proof(proof_of_logs(0, b, _simulate(secret, ic, zeros, 0, b))), zeros))
    instances.append(_instance(encode_proof(proof_of_logs(a, 0, _simulate(secret, ic, zeros, a, 0))), zeros))
    no_c = (secret.alpha * secret.beta + secret.gamma * ic[0]) * pow(a, -1, R) % R
    instances.append(_instance(encode_proof(proof_of_logs(a, no_c, 0)), zeros))
    instances += [_instance(twin, zeros) for twin in malleable_proofs(instances[0]["proof"]).values()]
    domain = smallest_domain(count)
    key = write_container(
        MAGIC,
        VERSION,
        [
            (1, GROTH16),
            (2, header_section(domain - count + 2, count, domain, header_points(secret))),
            (3, montgomery_points(G1, multiples(G1, ic))),
        ],
    )
    return [CaseData(cell, 0, {"verifying_key": key}, instances)]


def _simulate(secret: Trapdoor, ic: list[int], public: list[int], a: int, b: int) -> int:
    statement = ic[0] + sum(x * k for x, k in zip(public, ic[1:], strict=True))
    return (a * b - secret.alpha * secret.beta - secret.gamma * statement) * pow(secret.delta, -1, R) % R


def _instance(proof: bytes, public: list[int]) -> Mapping[str, bytes]:
    return {"proof": proof, "public": encode_elements(public)}


TASK = Task(
    id="snark/groth16_verify",
    summary="Groth16: is this proof of these public inputs right?",
    combinations=[
        Combination({"circuit": "chain"}, SIZES, Headline(quick_size=1, full_size=1)),
        Combination({"circuit": "file"}, ()),
    ],
    generate=generate,
    judge=judge,
    false_outputs=false_outputs,
    false_cases=false_cases,
    edge_cases=edge_cases,
    needs=needs,
    unit="proofs",
    work=lambda cell: 1.0,
    complexity="one product of pairings and a sum of l points",
    exponent=0.0,
    size_name="public inputs",
)
