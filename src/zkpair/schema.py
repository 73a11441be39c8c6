"""What a run leaves behind: the one definition of every record.

A run is a folder `results/<utc>-<id>/` with `plan.json` (a `Plan`) and `records.jsonl` (one `Record` a line, appended,
each flushed to disk; a cell's record is written whole or not at all). Unknown is None with a reason beside it, never 0.
All times are integers in ns, all memory in bytes. Arms are named `implementation@threads`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

SCHEMA_VERSION = 1


@dataclass(frozen=True)
class CellKey:
    task: str
    params: dict[str, str]
    size: int


@dataclass(frozen=True)
class Plan:
    """What the run set out to do. `cells` in the order of measuring; `left_out` what the budget had no room for."""

    kind: ClassVar[str] = "plan"
    schema: int
    run_id: str
    started_utc: str
    mode: Literal["quick", "full", "custom"]
    budget_s: float | None
    seed: int
    argv: list[str]
    arms: list[str]
    cells: list[CellKey]
    left_out: list[CellKey]


@dataclass(frozen=True)
class Environment:
    """Machine, versions and source of everything that was measured. First record of each start (also of a
    resumption)."""

    kind: ClassVar[str] = "environment"
    utc: str
    machine: dict[str, Any]  # cpu, cores, ram_bytes, os, kernel, python, simd (list), virtualised, load (3 floats)
    source: dict[str, Any]  # commit, dirty, branch, version of zkpair
    implementations: dict[
        str, dict[str, Any]
    ]  # "algebra/ntt:rust" -> hello's attributes, provenance, wire_format, parallel
    capabilities: dict[str, str | None]  # energy, counters, pinning, memory -> None when measurable, else the reason


@dataclass(frozen=True)
class Check:
    name: str
    passed: bool
    detail: str = ""


@dataclass(frozen=True)
class Conformance:
    """Proof that the implementations of a cell do the same work. `status` by implementation:
    conformant, self-verified (alone in its wire format), failed, unavailable, unsupported (does other cells)."""

    kind: ClassVar[str] = "conformance"
    cell: CellKey
    status: dict[str, str]
    reasons: dict[str, str]
    checks: list[Check]
    cached: bool
    case_digest: str
    seconds: float


@dataclass(frozen=True)
class Block:
    """A palindrome over all arms: `order` names the arms in the order of running; each arm stands in it twice,
    and its two batches are listed in that order. Times are per batch: divide by `Replicate.batch`."""

    order: list[str]
    wall_ns: dict[str, list[int]]
    cpu_ns: dict[str, list[int]]
    kernel_ns: dict[str, list[int] | None]


@dataclass(frozen=True)
class Replicate:
    """One fresh process for each arm."""

    process: int
    batch: dict[str, int]
    blocks: list[Block]
    prepare_wall_ns: dict[str, int]
    first_run_wall_ns: dict[str, int]  # the cold run: the first after loading
    start_wall_ns: dict[str, int]  # process start to hello answered


@dataclass(frozen=True)
class Timing:
    """Paired times of a cell. `role`: verdict (decides), curve (a point of the time-size chart)."""

    kind: ClassVar[str] = "timing"
    cell: CellKey
    role: Literal["verdict", "curve"]
    headline: bool
    arms: list[str]
    baseline: str
    replicates: list[Replicate]
    work: float
    unit: str
    utc: str
    load_before: float
    load_after: float
    last_output_judged: dict[str, bool]
    energy_uj: dict[str, list[int]] | None = None
    num_constraints: int | None = None
    security_bits: dict[str, float] | None = None  # by what they rest on: the task's `security` of this cell
    output_bytes: dict[str, int] | None = None  # by arm: length of the last output
    accuracy: dict[str, float] | None = None  # by precision: the task's `accuracy` of this cell


@dataclass(frozen=True)
class MemoryFigure:
    peak_total_bytes: list[int] | None  # worker above its empty start, one figure a fresh process
    peak_run_bytes: list[int] | None  # above the loaded state
    unmeasured: str | None = None


@dataclass(frozen=True)
class Memory:
    kind: ClassVar[str] = "memory"
    cell: CellKey
    arms: dict[str, MemoryFigure]


@dataclass(frozen=True)
class ThroughputFigure:
    in_flight: int
    duration_ns: int
    completed: int
    verified: int
    failed: int
    latencies_ns: list[int]
    cpu_ns: int
    processes: int


@dataclass(frozen=True)
class Throughput:
    """A cell run by several workers at once for a bounded time; every output judged or verified."""

    kind: ClassVar[str] = "throughput"
    cell: CellKey
    unit: str
    work: float
    arms: dict[str, list[ThroughputFigure]]  # one figure per number in flight
    utc: str


@dataclass(frozen=True)
class Control:
    """A pair with a known ratio, run like any other. `name`: a_equals_a, known_100x."""

    kind: ClassVar[str] = "control"
    name: str
    true_ratio: float
    arms: list[str]
    baseline: str
    candidate: str
    replicates: list[Replicate]


@dataclass(frozen=True)
class Peaks:
    """Multiply-accumulates a second of this machine on one thread, by precision, one figure a process, and how each was
    found. In runs that measure cells whose unit is MAC."""

    kind: ClassVar[str] = "peaks"
    mac_per_s: dict[str, list[float]]
    how: dict[str, str]
    utc: str


@dataclass(frozen=True)
class StageKey:
    """A stage of a chain: `change` says what is new in it (empty in the first)."""

    change: str
    cell: CellKey
    arm: str


@dataclass(frozen=True)
class Step:
    """Two stages of a chain, measured as a pair: neighbours, or its ends. In the replicates the stages are called
    `before@threads` and `after@threads`. `stages`: the whole chain, the same in each of its records."""

    kind: ClassVar[str] = "step"
    chain: str
    title: str
    stages: list[StageKey]
    before: int
    after: int
    replicates: list[Replicate]
    utc: str
    load_before: float
    load_after: float
    output_right: bool  # both last outputs were those that were proven

    @property
    def seats(self) -> tuple[str, str]:
        """What the replicates call the two stages: `before@1`, `after@2`."""
        before, after = (self.stages[i].arm.rpartition("@")[2] for i in (self.before, self.after))
        return f"before@{before}", f"after@{after}"


@dataclass(frozen=True)
class Overhead:
    """A library called bare and by our path, measured in Rust by another tool: ns an iteration, a figure a sample."""

    kind: ClassVar[str] = "overhead"
    name: str
    bare_ns: list[float]
    ours_ns: list[float]
    tool: str
    utc: str


@dataclass(frozen=True)
class Failure:
    """Something that gave no number: status error, timeout, out_of_memory, unavailable, not_conformant, left_out
    (too slow at this size)."""

    kind: ClassVar[str] = "failure"
    cell: CellKey
    arm: str | None
    status: str
    message: str
    stage: str  # case, prepare, conformance, timing, memory, throughput


@dataclass(frozen=True)
class Finished:
    """Last record of a run that came to its end."""

    kind: ClassVar[str] = "finished"
    utc: str
    seconds: float
    phases_s: dict[str, float] = field(default_factory=dict)


Record = (
    Environment | Conformance | Timing | Memory | Throughput | Control | Peaks | Step | Overhead | Failure | Finished
)
RECORD_TYPES: tuple[type[Any], ...] = (
    Environment,
    Conformance,
    Timing,
    Memory,
    Throughput,
    Control,
    Peaks,
    Step,
    Overhead,
    Failure,
    Finished,
)
