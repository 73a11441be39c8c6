"""What a prover must refuse: witnesses that do not satisfy the circuit, and broken keys, witnesses, randomness."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from zkpair.tasks.algebra.false_points import off_subgroup
from zkpair.tasks.alterations import plus_modulus, refused_element_blobs, refused_instances, refused_shared
from zkpair.tasks.arithmetic.curve import G2
from zkpair.tasks.arithmetic.field import ELEMENT_BYTES, P, R
from zkpair.tasks.snark.container import write_container
from zkpair.tasks.snark.r1cs import R1cs, first_unsatisfied, read_r1cs, read_witness, write_witness
from zkpair.tasks.snark.zkey import MAGIC, SECTIONS, VERSION, montgomery_points, read_sections
from zkpair.tasks.task import CaseData, FalseCase


def refusals(case: CaseData) -> list[FalseCase]:
    """Over two instances: what a prover refuses it refuses for the whole case, and loading a key costs it time."""
    few = replace(case, instances=case.instances[:2])
    return [
        *false_witnesses(few),
        *broken_witness_files(few),
        *broken_keys(few),
        *refused_element_blobs(few, "randomness", R)[:2],
    ]


def false_witnesses(case: CaseData) -> list[FalseCase]:
    """One value altered: the constraint is found with the `.r1cs`, without it the prover's proof fails."""
    if not case.shared["r1cs"]:
        return []
    r1cs = read_r1cs(case.shared["r1cs"])

    def alter(blob: bytes) -> bytes:
        return write_witness(unsatisfying(r1cs, read_witness(blob)))

    without = replace(case, shared={**case.shared, "r1cs": b""})
    return [
        refused_instances("witness: one value altered", case, "witness", alter),
        refused_instances("witness: one value altered, without the .r1cs", without, "witness", alter),
    ]


def unsatisfying(r1cs: R1cs, witness: list[int]) -> list[int]:
    """The witness with one value plus one, such that a constraint breaks; private values first."""
    for i in reversed(range(1, len(witness))):
        altered = [*witness[:i], (witness[i] + 1) % R, *witness[i + 1 :]]
        if first_unsatisfied(r1cs, altered) is not None:
            return altered
    raise ValueError("no single value matters to the circuit: it has no false witness of this kind")


def broken_witness_files(case: CaseData) -> list[FalseCase]:
    values_start = 12 + 12 + 40 + 12
    head = values_start % ELEMENT_BYTES
    first = values_start // ELEMENT_BYTES
    alterations: dict[str, Callable[[bytes], bytes]] = {
        "one value short": lambda blob: write_witness(read_witness(blob)[:-1]),
        "the first value is 2": lambda blob: write_witness([2, *read_witness(blob)[1:]]),
        "a value that is not canonical": lambda blob: blob[:head] + plus_modulus(blob[head:], first + 1, R),
    }
    return [
        refused_instances(f"witness: {label}", case, "witness", alter)
        for label, alter in alterations.items()
        if label != "a value that is not canonical" or _is_plain_witness(case)
    ]


def _is_plain_witness(case: CaseData) -> bool:
    """Are the sections where our writer puts them?"""
    return all(write_witness(read_witness(i["witness"])) == i["witness"] for i in case.instances)


def broken_keys(case: CaseData) -> list[FalseCase]:
    sections = {number: reader.data for number, reader in read_sections(case.shared["proving_key"]).items()}
    twist_point = montgomery_points(G2, [G2.decode(off_subgroup())])
    alterations: dict[str, Mapping[int, bytes]] = {
        "section 7: a point outside the subgroup": {7: twist_point + sections[7][G2.point_bytes :]},
        "section 4: a coefficient altered": {4: sections[4][:-1] + bytes([sections[4][-1] ^ 1])},
        "section 2: delta in G1 is not delta in G2": {2: sections[2][:-192] + sections[2][84:148] + sections[2][-128:]},
    }
    for number in (5, 7, 9):
        data = sections[number]
        alterations[f"section {number}: last point off the curve"] = {number: data[:-1] + bytes([data[-1] ^ 1])}
    alterations["section 8: one byte short"] = {8: sections[8][:-1]}
    beyond = int.from_bytes(sections[5][:ELEMENT_BYTES], "little") + P
    alterations["section 5: a coordinate that is not canonical"] = {
        5: beyond.to_bytes(ELEMENT_BYTES, "little") + sections[5][ELEMENT_BYTES:]
    }
    blobs = {label: _container({**sections, **altered}) for label, altered in alterations.items()}
    whole = case.shared["proving_key"]
    blobs |= {
        "truncated by one byte": whole[:-1],
        "empty": b"",
        "extended by a zero byte": whole + b"\0",
        "section 9 missing": _container({n: data for n, data in sections.items() if n != 9}),
        "section 3 twice": write_container(MAGIC, VERSION, [(n, sections[n]) for n in (*SECTIONS, 3)]),
    }
    return [
        refused_shared(f"proving key: {label}", case, "proving_key", lambda _, wrong=blob: wrong)  # type: ignore[misc]
        for label, blob in blobs.items()
    ]


def _container(sections: Mapping[int, bytes]) -> bytes:
    return write_container(MAGIC, VERSION, sorted(sections.items()))
