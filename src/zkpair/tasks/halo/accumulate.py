"""`halo/accumulate`: m openings over n = 1024 generators to one that holds, with one linear check, if all of them do.

An opening comes with the folded generator that its prover claims; here the claims are true. They follow from the
equation that an honest proof satisfies, so that a case costs no linear work.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from zkpair.tasks.alterations import refused_each
from zkpair.tasks.arithmetic.field import ELEMENT_BYTES, stream
from zkpair.tasks.arithmetic.pasta_points import compress
from zkpair.tasks.halo import ipa_open
from zkpair.tasks.halo.accumulation import ACCUMULATION_BYTES, OPENING_BYTES, N, fault
from zkpair.tasks.halo.altered import (
    altered_messages,
    altered_point,
    altered_scalar,
    refused_params,
    shapes,
    wrong_seeds,
)
from zkpair.tasks.halo.opening import (
    STATEMENT_BYTES,
    claimed_generator,
    proof_bytes,
    read_stated,
    read_statement,
    sections,
)
from zkpair.tasks.halo.params import params_blob
from zkpair.tasks.halo.soundness import accumulation_security
from zkpair.tasks.task import Blobs, CaseData, Cell, Combination, FalseCase, FalseOutput, Need, Task

SIZES = (1, 2, 4, 8, 16, 32, 64)
PARAMS = {"n": str(N)}
INSTANCES = 2
WIRE_FORMAT = "halo2-ipa-accumulation"
LENGTHS = ("empty", "twice", "truncated by one byte", "extended by a zero byte")
ASKED = ("plus the generator", "plus one", "not canonical (x + modulus)", "no point")


def open_cell(cell: Cell) -> Cell:
    """One opening more than a case folds: its instances are different selections."""
    return Cell.of(ipa_open.TASK.id, {"openings": str(cell.size + INSTANCES - 1)}, N)


def needs(cell: Cell) -> dict[str, Need]:
    need = Need(open_cell(cell), ipa_open.WIRE_FORMAT)
    return {f"opening#{i}": need for i in range(ipa_open.n_instances(need.cell))}


def generate(cell: Cell, seed: int, artefacts: Blobs) -> CaseData:
    """Instance i folds the openings i, i + 1, … i + m − 1."""
    opened = ipa_open.generate(open_cell(cell), seed, {}).instances
    claims = [claim(instance, artefacts[f"opening#{i}"]) for i, instance in enumerate(opened)]
    instances = [
        {
            "openings": b"".join(claims[i : i + cell.size]),
            "seed": stream(f"{cell}/seed/{i}", seed, ipa_open.SEED_BYTES),
        }
        for i in range(INSTANCES)
    ]
    return CaseData(cell, seed, {"params": params_blob(N)}, instances)


def claim(instance: Blobs, output: bytes) -> bytes:
    """statement ‖ proof ‖ folded generator, of an honest opening."""
    statement, proof = ipa_open.statement_blob(instance, output), output[ipa_open.HEAD :]
    opening = read_stated(N, read_statement(statement), proof)
    return statement + proof + compress(claimed_generator(N, opening))


def judge(case: CaseData, instance: int, output: bytes) -> str | None:
    return fault(case.instances[instance]["openings"], output)


def altered_accumulations(accumulation: bytes) -> dict[str, bytes]:
    """Every message, the generator, the shape."""
    end = ACCUMULATION_BYTES - ELEMENT_BYTES
    wrong = shapes(accumulation)
    altered = altered_messages(accumulation[:end], sections(N))
    wrong |= {label: blob + accumulation[end:] for label, blob in altered.items()}
    return wrong | {f"generator: {label}": blob for label, blob in altered_point(accumulation, end).items()}


def false_outputs(case: CaseData, instance: int, output: bytes) -> list[FalseOutput]:
    return [FalseOutput(label, instance, blob) for label, blob in altered_accumulations(output).items()]


def one_bad_opening(openings: bytes) -> dict[str, bytes]:
    """One opening of the m made false: the first, one in the middle, the last, each in several places."""
    m = len(openings) // OPENING_BYTES
    places: dict[str, tuple[int, Callable[[bytes, int], dict[str, bytes]]]] = {
        "commitment": (0, altered_point),
        "value": (2 * ELEMENT_BYTES, altered_scalar),
        "L_1": (STATEMENT_BYTES + ELEMENT_BYTES, altered_point),
        "c": (STATEMENT_BYTES + proof_bytes(N) - 2 * ELEMENT_BYTES, altered_scalar),
        "generator": (OPENING_BYTES - ELEMENT_BYTES, altered_point),
    }
    found = {}
    for i in sorted({0, m // 2, m - 1}):
        for name, (place, alter) in places.items():
            for label, wrong in alter(openings, i * OPENING_BYTES + place).items():
                found[f"opening {i}: {name}: {label}"] = wrong
    return found


def wrong_openings(openings: bytes) -> dict[str, bytes]:
    """One bad opening among many, wrong lengths. A worker is started for each refusal: not every alteration gets one
    (`halo/decide` packs them all)."""
    bad = {label: wrong for label, wrong in one_bad_opening(openings).items() if label.endswith(ASKED)}
    lengths = {label: wrong for label, wrong in shapes(openings).items() if label in LENGTHS}
    return {**bad, **lengths, "one short": openings[OPENING_BYTES:]}


def false_cases(case: CaseData) -> list[FalseCase]:
    """Openings, parameters and seeds that cannot be."""
    return [
        *refused_each(case, "openings", wrong_openings),
        *refused_params(case),
        *refused_each(case, "seed", wrong_seeds),
    ]


def decide_case(case: CaseData, accumulations: Sequence[bytes], wire_format: str) -> CaseData:
    """The decider's case of these accumulations, one for each instance."""
    instances = [
        {"openings": instance["openings"], "accumulation": accumulation}
        for instance, accumulation in zip(case.instances, accumulations, strict=True)
    ]
    return CaseData(Cell("halo/decide", case.cell.params, case.cell.size), case.seed, case.shared, instances)


TASK = Task(
    id="halo/accumulate",
    summary="Halo: many openings into one, whose check costs one linear work",
    combinations=[Combination(PARAMS, SIZES)],
    generate=generate,
    judge=judge,
    false_outputs=false_outputs,
    false_cases=false_cases,
    needs=needs,
    verified_by="halo/decide",
    verify_case=decide_case,
    unit="openings",
    work=lambda cell: float(cell.size),
    complexity="m sums of 2k terms, then one opening of n coefficients",
    exponent=1.0,
    size_name="openings",
    security=accumulation_security,
)
