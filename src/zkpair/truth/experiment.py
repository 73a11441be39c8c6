"""The two experiments from start to result, and the result as a file."""

from __future__ import annotations

import dataclasses
import json
import os
import platform
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from zkpair.record import from_json, write_atomically
from zkpair.truth import real
from zkpair.truth.scenario import BLOCKS, CONDITIONS, PROCESSES, SCENARIOS
from zkpair.truth.score import Alarms, Score, Scores, score
from zkpair.truth.simulate import simulate

DIGITS = 6


@dataclass(frozen=True)
class Named:
    """A scenario (with its true ratio) or a condition, for the reader of the result."""

    name: str
    description: str
    true_ratio: float | None = None


@dataclass(frozen=True)
class Load:
    """Of the machine during a real condition: the one-minute load average, mean and greatest over the repeats."""

    condition: str
    mean: float
    greatest: float


@dataclass(frozen=True)
class Experiment:
    """A whole experiment. `machine`, `loads` and `unmeasured` (condition to reason) belong to the real one."""

    kind: Literal["simulated", "real"]
    seed: int
    repeats: int
    processes: int
    blocks: int
    scenarios: list[Named]
    conditions: list[Named]
    scores: list[Score]
    alarms: list[Alarms]
    machine: dict[str, str]
    loads: list[Load]
    unmeasured: dict[str, str]


def simulated(repeats: int, seed: int, on_step: Callable[[str], None] = lambda step: None) -> Experiment:
    """Every scenario under every condition, `repeats` times. The same seed gives the same result, bit for bit."""
    results: list[Scores] = []
    for condition in CONDITIONS:
        for scenario in SCENARIOS:
            on_step(f"simulated: {scenario.name}, {condition.name}")
            samples = simulate(scenario, condition, repeats, seed)
            results.append(score(scenario.name, condition.name, scenario.true_ratio, samples))
    return Experiment(
        "simulated",
        seed,
        repeats,
        PROCESSES,
        BLOCKS,
        [Named(s.name, s.description, s.true_ratio) for s in SCENARIOS],
        [Named(c.name, c.description) for c in CONDITIONS],
        [row for result in results for row in result.scores],
        [result.alarms for result in results],
        machine={},
        loads=[],
        unmeasured={},
    )


def measured(repeats: int, seed: int, on_step: Callable[[str], None] = lambda step: None) -> Experiment:
    """Every pair under every condition that this machine can give, `repeats` times."""
    iterations = real.calibrate()
    results: list[Scores] = []
    loads: list[Load] = []
    unmeasured: dict[str, str] = {}
    for condition in real.REAL_CONDITIONS:
        reason = real.why_unmeasured(condition)
        if reason is not None:
            unmeasured[condition.name] = reason
            continue
        seen: list[float] = []
        samples = []
        for sample in real.measure(condition, repeats, iterations, seed):
            samples.append(sample)
            seen.append(os.getloadavg()[0])
            on_step(f"real: {condition.name}, repeat {len(samples)} of {repeats}, load {seen[-1]:.1f}")
        loads.append(Load(condition.name, sum(seen) / len(seen), max(seen)))
        for pair in real.PAIRS:
            by_pair = [sample[pair.scenario] for sample in samples]
            results.append(score(pair.scenario, condition.name, real.true_ratio(pair), by_pair))
    return Experiment(
        "real",
        seed,
        repeats,
        PROCESSES,
        BLOCKS,
        [Named(p.scenario, p.description, real.true_ratio(p)) for p in real.PAIRS],
        [Named(c.name, c.description) for c in real.REAL_CONDITIONS],
        [row for result in results for row in result.scores],
        [result.alarms for result in results],
        machine=_machine(iterations),
        loads=loads,
        unmeasured=unmeasured,
    )


def write_json(experiment: Experiment, path: Path) -> None:
    rounded = _rounded(dataclasses.asdict(experiment))
    rows = [f" {json.dumps(name)}: {_value(value)}" for name, value in rounded.items()]
    write_atomically(path, ("{\n" + ",\n".join(rows) + "\n}\n").encode())


def read_json(path: Path) -> Experiment:
    """Raises ValueError that names the file and the place."""
    try:
        return from_json(Experiment, json.loads(path.read_bytes()))
    except ValueError as error:
        raise ValueError(f"{path}: not the result of an experiment: {error}") from error


def _value(value: Any) -> str:
    """A list one item a line, so that a rerun shows what changed."""
    if not isinstance(value, list) or not value:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    items = ",\n  ".join(json.dumps(item, ensure_ascii=False, allow_nan=False) for item in value)
    return f"[\n  {items}\n ]"


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, dict):
        return {name: _rounded(item) for name, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, list) else value


def _machine(iterations: int) -> dict[str, str]:
    return {
        "cpu": next(_cpu_models(), platform.processor() or "unknown"),
        "cores": str(os.cpu_count()),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}",
        "nice": str(os.nice(0)),
        "pbkdf2_rounds_per_quantum": str(iterations),
    }


def _cpu_models() -> Iterator[str]:
    path = Path("/proc/cpuinfo")
    if path.is_file():
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                yield line.partition(":")[2].strip()
