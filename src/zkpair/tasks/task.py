"""What a task is: an operation in no language, with its cases, its judge and its false cases.

A task knows no implementation. It is written once and every language answers to it (docs/contract.md).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

CONTRACT_VERSION = 1
MULTIPLY_ACCUMULATES = "MAC"
"""The unit of cells whose speed is held against the machine's peak."""
VARIANT = "+"
"""Between the name of an implementation and what its variant sets otherwise: `plonky3+scalar`."""

Blobs = Mapping[str, bytes]


@dataclass(frozen=True, order=True)
class Cell:
    """A task with parameters and a size: the thing that gets a number.

    `params` is sorted by name, so that equal cells compare equal.
    """

    task: str
    params: tuple[tuple[str, str], ...]
    size: int

    @staticmethod
    def of(task: str, params: Mapping[str, str], size: int) -> Cell:
        return Cell(task, tuple(sorted(params.items())), size)

    @property
    def parameters(self) -> dict[str, str]:
        return dict(self.params)

    def __str__(self) -> str:
        params = ",".join(f"{name}={value}" for name, value in self.params)
        return f"{self.task}[{params}]@{size_label(self.size)}" if params else f"{self.task}@{size_label(self.size)}"


def size_label(size: int) -> str:
    """2^k for powers of two from 8 up, the plain number otherwise."""
    is_power = size >= 8 and size & (size - 1) == 0
    return f"2^{size.bit_length() - 1}" if is_power else str(size)


@dataclass(frozen=True)
class CaseData:
    """The input of a cell in memory: what all instances share, and the instances (at least two distinct ones)."""

    cell: Cell
    seed: int
    shared: Blobs
    instances: Sequence[Blobs]


@dataclass(frozen=True)
class Combination:
    """Valid parameters with the sizes they make sense at.

    `deciding`: sizes of these that a full run measures as well, one thread and two, since a target names them.
    """

    params: Mapping[str, str]
    sizes: Sequence[int]
    headline: Headline | None = None
    deciding: Sequence[int] = ()


@dataclass(frozen=True)
class Headline:
    """The sizes at which a combination gives one of the (at most ten) headline figures.

    `quick_size`: plain Python takes about a quarter of a second, so that a run fits its block.
    `full_size`: the largest size that plain Python runs within a second; decides the targets.
    """

    quick_size: int
    full_size: int


@dataclass(frozen=True)
class FalseOutput:
    """An output that the judge must reject (an honest output, altered)."""

    label: str
    instance: int
    output: bytes


@dataclass(frozen=True)
class FalseCase:
    """A case whose honest answer is no.

    `refuse`: every implementation must raise, in `prepare` or in `run` (a false witness, a malformed point).
    `answer`: every implementation must answer exactly `output` for each instance (a verifier must say 0).
    """

    label: str
    case: CaseData
    expected: Literal["refuse", "answer"]
    output: bytes = b""


@dataclass(frozen=True)
class UserInput:
    """A file that a user may bring, which becomes an option of `zkpair run` (`--r1cs`)."""

    name: str
    kind: str
    help: str
    required: bool


class Generate(Protocol):
    def __call__(self, cell: Cell, seed: int, artefacts: Blobs) -> CaseData: ...


class FromFiles(Protocol):
    """Make a case of user files: paths by input name. Raises ValueError naming the file and the place.

    `outputs` gives the judged outputs of another case, one for each instance: a key that the user did not bring is made
    with it (`outputs(setup_case)[0]`).
    """

    def __call__(
        self, files: Mapping[str, Path], seed: int, outputs: Callable[[CaseData], Sequence[bytes]]
    ) -> CaseData: ...


@dataclass(frozen=True)
class Need:
    """An artefact in one wire format: only implementations that write that format may make it."""

    cell: Cell
    wire_format: str


def no_artefacts(cell: Cell) -> dict[str, Cell | Need]:
    """The default of `Task.needs`: nothing."""
    return {}


@dataclass(frozen=True)
class Task:
    """An operation in no language.

    generate        makes the case of a cell from a seed (and from the artefacts it needs)
    judge           None when the output of that instance is right, else the reason; independent of all implementations
    false_outputs   alterations of an honest output that the judge must reject
    false_cases     at least two cases whose honest answer is a refusal or a no (may be fewer where every input has
                    an answer, then false_outputs has the two)
    edge_cases      cases at the corners (zero scalars, points at infinity) that conformance runs as well
    needs           artefacts: name -> cell of the task whose output is loaded; made once by the fastest conformant
                    implementation (of those in the wire format, where a `Need` names one) and stored by digest; the
                    output of its first instance, or of instance i where the name ends in `#i`
    verified_by     for provers: the verify task; `verify_case` makes its case of a prove case, the proofs (one per
                    instance) and the prover's wire format, and the verify task's `false_cases` of it give what every
                    verifier must reject; verifiers that do not do that case's cell are not asked
    equal           when two outputs of a case count as the same (None: byte for byte)
    unit, work      what a run of a cell does, and how much of it: `proofs`, 1; the unit may depend on the cell
    security        the proven and conjectured security of a cell in bits, by name; None where nothing is to be said
    accuracy        how often a cell's answers are right, by precision (`float32`, `int8`), as far as it was measured;
                    None for cells that are not done in several precisions
    complexity      declared exponent e of time ~ size^e (`n log n` declares 1) and the text that says it
    """

    id: str
    summary: str
    combinations: Sequence[Combination]
    generate: Generate
    judge: Callable[[CaseData, int, bytes], str | None]
    false_outputs: Callable[[CaseData, int, bytes], Sequence[FalseOutput]]
    unit: str | Callable[[Cell], str]
    work: Callable[[Cell], float]
    complexity: str
    exponent: float
    size_name: str
    false_cases: Callable[[CaseData], Sequence[FalseCase]] = field(default=lambda case: [])
    edge_cases: Callable[[Cell], Sequence[CaseData]] = field(default=lambda cell: [])
    needs: Callable[[Cell], Mapping[str, Cell | Need]] = no_artefacts
    verified_by: str | None = None
    verify_case: Callable[[CaseData, Sequence[bytes], str], CaseData] | None = None
    equal: Callable[[CaseData, bytes, bytes], bool] | None = None
    concurrent: bool | Callable[[Cell], bool] = False
    security: Callable[[Cell], Mapping[str, float]] | None = None
    accuracy: Callable[[Cell], Mapping[str, float] | None] = field(default=lambda cell: None)
    user_inputs: Sequence[UserInput] = ()
    from_files: FromFiles | None = None
    judge_version: int = 1

    @property
    def family(self) -> str:
        return self.id.split("/")[0]

    def unit_of(self, cell: Cell) -> str:
        return self.unit if isinstance(self.unit, str) else self.unit(cell)

    def is_concurrent(self, cell: Cell) -> bool:
        """Is the cell also run many at once?"""
        return self.concurrent if isinstance(self.concurrent, bool) else self.concurrent(cell)

    def cells(self) -> list[Cell]:
        return [Cell.of(self.id, c.params, size) for c in self.combinations for size in c.sizes]

    def combination(self, cell: Cell) -> Combination | None:
        """The combination a cell belongs to; None for one that the task does not list."""
        for candidate in self.combinations:
            if dict(candidate.params) == cell.parameters:
                return candidate
        return None
