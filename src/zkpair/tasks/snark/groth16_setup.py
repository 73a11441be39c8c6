"""Groth16's setup: the proving key of a circuit from a known trapdoor τ, α, β, γ, δ, as snarkjs's `.zkey`.

Source: Groth 2016, section 3.2, in snarkjs's form (docs/contract.md). A trapdoor that anyone knows makes the key
worthless for real use and perfect for judging: every point's discrete logarithm is known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple
from pathlib import Path

from zkpair.tasks.alterations import plus_modulus, refused_element_blobs, refused_instances, refused_shared
from zkpair.tasks.arithmetic.curve import G1, G2
from zkpair.tasks.arithmetic.field import ELEMENT_BYTES, R, encode_elements, root_of_unity
from zkpair.tasks.snark.chain import chain_r1cs
from zkpair.tasks.snark.container import write_container
from zkpair.tasks.snark.key_judge import judge_key
from zkpair.tasks.snark.qap import Trapdoor, cached_key_logs, cached_r1cs, trapdoor
from zkpair.tasks.snark.r1cs import R1cs, read_r1cs, write_r1cs
from zkpair.tasks.snark.zkey import MAGIC, SECTIONS, VERSION, montgomery_points, read_sections
from zkpair.tasks.task import Blobs, CaseData, Cell, Combination, FalseCase, FalseOutput, Task, UserInput

SIZES = tuple(1 << k for k in range(3, 17))
N_INSTANCES = 2


def n_public(cell: Cell) -> int:
    """l of a chain: the parameter `public`, 1 where it is not given (the verify task needs other circuits)."""
    return int(cell.parameters.get("public", "1"))


def generate(cell: Cell, seed: int, artefacts: Blobs) -> CaseData:
    """The chain that fills the domain, with two trapdoors."""
    if cell.parameters.get("circuit") != "chain":
        raise ValueError(f"{cell}: only the chain can be generated; another circuit comes from files (--r1cs)")
    return of_circuit(cell, seed, write_r1cs(chain_r1cs(cell.size, n_public(cell))))


def of_circuit(cell: Cell, seed: int, r1cs: bytes) -> CaseData:
    trapdoors = [trapdoor(seed, i) for i in range(N_INSTANCES)]
    return CaseData(cell, seed, {"r1cs": r1cs}, [{"trapdoor": encode_trapdoor(secret)} for secret in trapdoors])


def encode_trapdoor(secret: Trapdoor) -> bytes:
    return encode_elements(astuple(secret))


def from_files(files: Mapping[str, Path], seed: int, outputs: Callable[[CaseData], Sequence[bytes]]) -> CaseData:
    """The setup of a user's circuit: `r1cs`."""
    blob = files["r1cs"].read_bytes()
    r1cs = read_r1cs(blob, str(files["r1cs"]))
    return of_circuit(Cell.of(TASK.id, {"circuit": "file"}, r1cs.domain_size), seed, blob)


def judge(case: CaseData, instance: int, output: bytes) -> str | None:
    r1cs = case.shared["r1cs"]
    secret = trapdoor(case.seed, instance)
    return judge_key(output, cached_r1cs(r1cs), secret, cached_key_logs(r1cs, secret))


def false_outputs(case: CaseData, instance: int, output: bytes) -> list[FalseOutput]:
    """In each section a valid point in a wrong place, a point off the curve, an entry that is not canonical."""
    sections = {number: reader.data for number, reader in read_sections(output).items()}
    altered: dict[str, bytes] = {
        "truncated by one byte": output[:-1],
        "extended by a zero byte": output + b"\0",
        "another version": output[:4] + b"\2" + output[5:],
        "section 10 missing": _container({n: data for n, data in sections.items() if n < 10}),
        "sections 5 and 6 swapped": _container({**sections, 5: sections[6], 6: sections[5]}),
        "section 10 first": write_container(MAGIC, VERSION, [(n, sections[n]) for n in (10, *SECTIONS[:-1])]),
    }
    for number, width in {3: 64, 5: 64, 6: 64, 7: 128, 8: 64, 9: 64}.items():
        data = sections[number]
        generator = (
            montgomery_points(G1, [G1.generator]) if width == G1.point_bytes else montgomery_points(G2, [G2.generator])
        )
        last = len(data) // width - 1
        wrong_points = {
            "first point replaced": generator + data[width:],
            "last point replaced": data[: last * width] + generator,
            "last point off the curve": data[:-1] + bytes([data[-1] ^ 1]),
            "one point short": data[:-width],
        }
        for label, wrong in wrong_points.items():
            altered[f"section {number}: {label}"] = _container({**sections, number: wrong})
    for number, offset in {2: -1, 4: 4, 10: 0}.items():
        flipped = bytearray(sections[number])
        flipped[offset] ^= 1
        altered[f"section {number}: byte {offset} altered"] = _container({**sections, number: bytes(flipped)})
    return [FalseOutput(label, instance, blob) for label, blob in altered.items() if blob != output]


def _container(sections: Mapping[int, bytes]) -> bytes:
    return write_container(MAGIC, VERSION, sorted(sections.items()))


def false_cases(case: CaseData) -> list[FalseCase]:
    """Trapdoors with a zero or in the 2N domain, and every way in which an .r1cs is broken."""

    def with_element(index: int, value: int) -> Callable[[bytes], bytes]:
        start = index * ELEMENT_BYTES
        word = value.to_bytes(ELEMENT_BYTES, "little")
        return lambda blob: blob[:start] + word + blob[start + ELEMENT_BYTES :]

    names = ("tau", "alpha", "beta", "gamma", "delta")
    cases = [
        refused_instances(f"trapdoor: {name} is zero", case, "trapdoor", with_element(i, 0))
        for i, name in enumerate(names)
    ]
    for n in (case.cell.size, 2 * case.cell.size):
        in_domain = with_element(0, root_of_unity(n))
        cases.append(refused_instances(f"trapdoor: tau in the domain of {n}", case, "trapdoor", in_domain))
    cases += refused_element_blobs(case, "trapdoor", R)
    return [*cases, *refused_r1cs(case)]


def refused_r1cs(case: CaseData) -> list[FalseCase]:
    """Broken .r1cs files in the shared blob `r1cs`."""
    blob = case.shared["r1cs"]
    r1cs = read_r1cs(blob)
    sections_start = 12
    header_data = sections_start + 12
    first_value = blob.index((1).to_bytes(ELEMENT_BYTES, "little"), sections_start + 12 + 64)
    word = (first_value - header_data) // ELEMENT_BYTES
    offset = first_value - word * ELEMENT_BYTES
    alterations: dict[str, Callable[[bytes], bytes]] = {
        "truncated by one byte": lambda data: data[:-1],
        "extended by a zero byte": lambda data: data + b"\0",
        "empty": lambda data: b"",
        "another magic": lambda data: b"wtns" + data[4:],
        "another version": lambda data: data[:4] + b"\2" + data[5:],
        "another field": lambda data: data[: header_data + 4] + b"\2" + data[header_data + 5 :],
        "a coefficient that is not canonical": lambda data: data[:offset] + plus_modulus(data[offset:], word, R),
        "a signal that does not exist": lambda data: (
            data[: first_value - 4] + r1cs.n_signals.to_bytes(4, "little") + data[first_value:]
        ),
        "a section twice": lambda data: data[:8] + b"\4" + data[9:] + data[12 : 12 + 12 + 64],
        "more terms than bytes": lambda data: data[: first_value - 8] + b"\xff\xff\xff\x7f" + data[first_value - 4 :],
    }
    return [refused_shared(f"r1cs: {label}", case, "r1cs", alter) for label, alter in alterations.items()]


def edge_cases(cell: Cell) -> list[CaseData]:
    """A circuit with everything odd that the format allows, in a domain of the cell's size."""
    return [of_circuit(cell, 0, write_r1cs(odd_r1cs(cell.size)))]


def odd_r1cs(domain_size: int) -> R1cs:
    """Repeated terms, zero coefficients, empty combinations, a signal that no constraint uses, a domain not filled.

    Signals: one, output y, public input p, private q, unused. Constraints: (q + q + 0·p)·(p − 1) = y, the empty
    0·0 = 0, and repetitions of one·q = q until one row of the domain is left over.
    """
    one, y, p, q, unused = range(5)
    constraints = [
        ([(q, 1), (q, 1), (p, 0)], [(p, 1), (one, R - 1)], [(y, 1)]),
        ([], [], []),
        *[([(one, 1)], [(q, 1)], [(q, 1)])] * (domain_size - 6),
    ]
    return R1cs(unused + 1, 1, 1, 1, constraints)


TASK = Task(
    id="snark/groth16_setup",
    summary="Groth16: a proving key from a circuit and a known trapdoor",
    combinations=[Combination({"circuit": "chain"}, SIZES), Combination({"circuit": "file"}, ())],
    generate=generate,
    judge=judge,
    false_outputs=false_outputs,
    false_cases=false_cases,
    edge_cases=edge_cases,
    unit="constraints",
    work=lambda cell: float(cell.size),
    complexity="n multiples of fixed points",
    exponent=1.0,
    size_name="domain size",
    user_inputs=[UserInput("r1cs", "r1cs", "the circuit, as circom writes it", required=True)],
    from_files=from_files,
)
