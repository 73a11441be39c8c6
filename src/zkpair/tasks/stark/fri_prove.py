"""`stark/fri_prove`: a function on a coset to a proof that it is close to a polynomial of low degree (FRI).

The function has n values on 7·⟨ω_n⟩ in natural order, in the quadratic extension of Goldilocks (16 bytes: c0, c1), and
they are those of a polynomial of degree below n/8. FRI folds by four down to at most 32 coefficients and asks 121
queries: winter-fri 0.13 with its default coin (Ben-Sasson et al., "Fast Reed–Solomon interactive oracle proofs of
proximity", ICALP 2018).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from zkpair.tasks.alterations import refused_instances, shapes
from zkpair.tasks.arithmetic.field import EncodingError, stream
from zkpair.tasks.arithmetic.goldilocks_numpy import add, coset_transform
from zkpair.tasks.arithmetic.small_field import GOLDILOCKS
from zkpair.tasks.stark.altered import altered_sections, not_canonical
from zkpair.tasks.stark.coin import Coin
from zkpair.tasks.stark.domain import root
from zkpair.tasks.stark.fri_check import challenges, fri_fault
from zkpair.tasks.stark.fri_proof import read_fri_proof
from zkpair.tasks.stark.hashing import HASHES, Hash
from zkpair.tasks.stark.setting import DEFAULT
from zkpair.tasks.stark.soundness import fri_security
from zkpair.tasks.task import Blobs, CaseData, Cell, Combination, FalseCase, FalseOutput, Task

SIZES = tuple(1 << k for k in range(10, 21))
FRI_PARAMS = tuple({"field": "goldilocks", "hash": name} for name in HASHES)
VALUE_BYTES = 16


def n_instances(n: int) -> int:
    return 4 if n < 1 << 16 else 2


def evaluations(n: int, halves: Sequence[npt.ArrayLike]) -> bytes:
    """The values on the coset of the polynomial whose coefficients have these c0 and these c1."""
    words = [coset_transform(np.array(half, dtype=np.uint64), n, root(n)) for half in halves]
    return np.stack(words, axis=1).astype("<u8").tobytes()


@lru_cache(maxsize=4)
def honest_instance(n: int, seed: int, index: int) -> Blobs:
    degree = n // DEFAULT.blowup
    label = f"stark/fri_prove/{n}/{index}"
    halves: list[npt.NDArray[np.uint64]] = []
    for half in range(2):
        wide = np.frombuffer(stream(f"{label}/{half}", seed, 8 * degree), dtype="<u8").astype(np.uint64)
        halves.append(np.where(wide >= GOLDILOCKS.modulus, wide - np.uint64(GOLDILOCKS.modulus), wide))
    return {"evaluations": evaluations(n, halves)}


def generate(cell: Cell, seed: int, artefacts: Blobs) -> CaseData:
    """Four functions, two from 2^16 values up."""
    return CaseData(cell, seed, {}, [honest_instance(cell.size, seed, i) for i in range(n_instances(cell.size))])


def judge(case: CaseData, instance: int, output: bytes) -> str | None:
    """FRI's whole verifier, and the opened values are those of this very function."""
    n, hash_ = case.cell.size, Hash(case.cell.parameters["hash"])
    try:
        proof = read_fri_proof(output, n, DEFAULT)
        words = GOLDILOCKS.array(case.instances[instance]["evaluations"], 2 * n)
    except EncodingError as error:
        return str(error)
    coin = Coin(hash_, b"")
    alphas = challenges(coin, proof.roots)
    positions = coin.positions(DEFAULT.queries, n, 0)
    if len(positions) != len(proof.evaluations):
        return f"{len(proof.evaluations)} evaluations where {len(positions)} positions were drawn"
    values = [(int(words[2 * position]), int(words[2 * position + 1])) for position in positions]
    if values != proof.evaluations:
        return "an evaluation is not the function's value there"
    return fri_fault(proof.part, proof.roots, alphas, positions, values, n, DEFAULT, hash_)


def false_outputs(case: CaseData, instance: int, output: bytes) -> list[FalseOutput]:
    proof = read_fri_proof(output, case.cell.size, DEFAULT)
    wrong = shapes(output) | altered_sections(output, proof.sections, per_section=12)
    wrong |= not_canonical(output, proof.sections, {"evaluations": 0})
    return [FalseOutput(label, instance, blob) for label, blob in wrong.items()]


def false_cases(case: CaseData) -> list[FalseCase]:
    """Functions that are no polynomial of low degree, and bytes that are no function."""

    def far(blob: bytes) -> bytes:
        """One value altered: of full degree."""
        value = int.from_bytes(blob[:8], "little")
        return ((value + 1) % GOLDILOCKS.modulus).to_bytes(8, "little") + blob[8:]

    return [
        refused_instances("one value altered", case, "evaluations", far),
        refused_instances("degree n/8", case, "evaluations", _degree_too_high),
        refused_instances("not canonical", case, "evaluations", lambda blob: b"\xff" * 8 + blob[8:]),
        refused_instances("one value short", case, "evaluations", lambda blob: blob[:-VALUE_BYTES]),
        refused_instances("one value too many", case, "evaluations", lambda blob: blob + bytes(VALUE_BYTES)),
        refused_instances("one byte short", case, "evaluations", lambda blob: blob[:-1]),
        refused_instances("half the domain", case, "evaluations", lambda blob: blob[: len(blob) // 2]),
        refused_instances("empty", case, "evaluations", lambda blob: b""),
    ]


def _degree_too_high(blob: bytes) -> bytes:
    """x^(n/8) added to the function: the smallest degree that is too high."""
    n = len(blob) // VALUE_BYTES
    unit = np.zeros(n // DEFAULT.blowup + 1, dtype=np.uint64)
    unit[-1] = 1
    words = np.frombuffer(blob, dtype="<u8").astype(np.uint64).reshape(n, 2).copy()
    words[:, 0] = add(words[:, 0], coset_transform(unit, n, root(n)))
    return words.astype("<u8").tobytes()


def edge_cases(cell: Cell) -> list[CaseData]:
    """The functions 1, x, x^(n/8 − 1) and p − 1 + (p − 1)·φ."""
    n, top = cell.size, GOLDILOCKS.modulus - 1
    degree = n // DEFAULT.blowup
    corners = [([1], [0]), ([0, 1], [0]), ([0] * (degree - 1) + [1], [0]), ([top], [top])]
    return [CaseData(cell, 0, {}, [{"evaluations": evaluations(n, halves)} for halves in corners])]


def verify_case(case: CaseData, proofs: Sequence[bytes], wire_format: str) -> CaseData:
    """The verify task's case of these proofs, one for each instance; winter-fri's is the only format."""
    cell = Cell.of("stark/fri_verify", case.cell.parameters, case.cell.size)
    return CaseData(cell, case.seed, {}, [{"proof": proof} for proof in proofs])


TASK = Task(
    id="stark/fri_prove",
    summary="FRI: a proof that a function on a coset has low degree",
    combinations=[Combination(params, SIZES) for params in FRI_PARAMS],
    generate=generate,
    judge=judge,
    false_outputs=false_outputs,
    false_cases=false_cases,
    edge_cases=edge_cases,
    verified_by="stark/fri_verify",
    verify_case=verify_case,
    unit="values",
    work=lambda cell: float(cell.size),
    complexity="n field operations and hashes",
    exponent=1.0,
    size_name="domain size",
    security=fri_security,
)
