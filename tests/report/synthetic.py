"""Synthetic runs: records as a real run would leave them, with invented numbers. Only tests may read them.

The machine is called "synthetic", so that no one takes a figure of theirs for a measurement. `python -m
tests.report.synthetic` (with the repository's root on the path) writes the committed samples anew.
"""

from __future__ import annotations

import dataclasses
import json
import math
import random
import shutil
import sys
from pathlib import Path

from zkpair.record import RunFolder
from zkpair.schema import (
    Block,
    CellKey,
    Check,
    Conformance,
    Control,
    Environment,
    Failure,
    Finished,
    Memory,
    MemoryFigure,
    Overhead,
    Plan,
    Record,
    Replicate,
    StageKey,
    Step,
    Throughput,
    ThroughputFigure,
    Timing,
)

SAMPLES = Path(__file__).parents[1] / "data" / "runs"
PROCESSES, BLOCKS = 6, 3
FR, G1, CHAIN = {"field": "bn254_fr"}, {"curve": "bn254_g1"}, {"circuit": "chain"}
LINEAR = {"model": "linear_regression"}


@dataclasses.dataclass(frozen=True)
class Model:
    """An invented cost: ns = python_ns * (size / at) ** exponent; the others are that much faster."""

    task: str
    params: dict[str, str]
    at: int
    python_ns: float
    exponent: float
    tuned: float
    rust: float
    sizes: tuple[int, ...]
    curve: tuple[int, ...]
    unit: str
    parallel: bool = True
    concurrent: bool = False
    bytes_per: tuple[int, int, int] = (600, 300, 90)  # python, tuned, rust: peak bytes for each element of the size


MODELS = (
    Model("algebra/ntt", FR, 1 << 12, 22e6, 1.08, 1.9, 21, (1 << 12,), (1 << 8, 1 << 10, 1 << 14, 1 << 16), "elements"),
    Model("algebra/msm", G1, 1 << 6, 250e6, 0.92, 9.0, 160, (1 << 6,), (1 << 4, 1 << 8, 1 << 10, 1 << 12), "points"),
    Model("algebra/pairing", {"curve": "bn254"}, 1, 245e6, 0.75, 1.8, 260, (1,), (2, 4, 16), "pairings"),
    Model(
        "snark/groth16_prove",
        CHAIN,
        1 << 5,
        240e6,
        0.97,
        4.5,
        95,
        (1 << 5,),
        (1 << 4, 1 << 6, 1 << 8, 1 << 10),
        "constraints",
        concurrent=True,
        bytes_per=(900_000, 500_000, 31_000),
    ),
    Model(
        "snark/groth16_verify",
        CHAIN,
        1,
        900e6,
        0.02,
        1.6,
        240,
        (1,),
        (16, 256),
        "proofs",
        parallel=False,
        concurrent=True,
    ),
    Model("inference/predict", LINEAR, 64, 0.9e6, 1.0, 72, 64, (64,), (1, 1024, 4096), "rows", parallel=False),
)


def write_run(
    results: Path,
    run_id: str,
    *,
    seed: int = 1,
    commit: str = "1111111111111111111111111111111111111111",
    utc: str = "2026-01-05T09:00:00+00:00",
    rust_gain: float = 1.0,
    finished: bool = True,
    models: tuple[Model, ...] = MODELS,
    processes: int = PROCESSES,
) -> RunFolder:
    """Write one run. `rust_gain`: how much faster Rust is than the model says. Unfinished: a third is missing."""
    rng = random.Random(seed)
    folder = RunFolder(results / run_id)
    shutil.rmtree(folder.path, ignore_errors=True)
    folder.path.mkdir(parents=True)
    cells = [CellKey(m.task, m.params, n) for m in models for n in m.sizes + m.curve]
    left_out = [CellKey("algebra/msm", {"curve": "bn254_g2"}, 1 << 6), CellKey("snark/groth16_setup", CHAIN, 1 << 10)]
    arms = ["python@1", "python-tuned@1", "rust@1", "rust@2"]
    plan = Plan(1, run_id, utc, "quick", 175.0, seed, ["zkpair", "run", "--quick"], arms, cells, left_out)
    folder.write_plan(plan)
    records = _records(models, rng, commit, utc, rust_gain, processes)
    records = records[: 2 * len(records) // 3] if not finished else [*records, Finished(utc, 168.4, PHASES)]
    lines = [json.dumps({"kind": r.kind, **dataclasses.asdict(r)}, separators=(",", ":")) for r in records]
    folder.records_path.write_text("".join(line + "\n" for line in lines))
    return folder


PHASES = {
    "start": 4.1,
    "controls": 9.8,
    "conformance": 10.3,
    "verdict": 76.0,
    "curve": 25.2,
    "memory": 19.5,
    "throughput": 20.4,
}


def _records(
    models: tuple[Model, ...], rng: random.Random, commit: str, utc: str, rust_gain: float, processes: int
) -> list[Record]:
    records: list[Record] = [_environment(models, commit, utc)]
    records += [_control(rng, "a_equals_a", 1.0), _control(rng, "known_100x", 100.0)]
    for model in models:
        for size in model.sizes + model.curve:
            cell = CellKey(model.task, model.params, size)
            verdict = size in model.sizes
            arms = _arms(model, size, verdict)
            records.append(_conformance(cell, arms))
            records.append(_timing(model, cell, arms, verdict, rng, rust_gain, processes if verdict else 1, utc))
            if verdict:
                records.append(_memory(model, cell, arms, rng))
        if model.concurrent:
            records.append(_throughput(model, rng, rust_gain, utc))
    records += _chain(rng, utc)
    bare = [1e6 * rng.gauss(1.00, 0.004) for _ in range(30)]
    records.append(Overhead("winterfell/fibonacci 2^10", bare, [1.02 * ns for ns in bare], "criterion", utc))
    lost = CellKey("algebra/msm", G1, 1 << 14)
    records.append(
        Failure(lost, "python-tuned@1", "timeout", "no answer within 60 s; raise --timeout or leave it out", "timing")
    )
    return records


def _arms(model: Model, size: int, verdict: bool) -> list[str]:
    arms = ["python@1", "python-tuned@1", "rust@1"] + (["rust@2"] if model.parallel and verdict else [])
    too_long = model.python_ns * (size / model.at) ** model.exponent > 3e9
    return [arm for arm in arms if not (too_long and arm == "python@1")]


def _ns(model: Model, size: int, arm: str, rust_gain: float) -> float:
    base = model.python_ns * (size / model.at) ** model.exponent
    gain = {"python": 1.0, "python-tuned": model.tuned, "rust": model.rust * rust_gain}[arm.split("@")[0]]
    return float(base) / gain / (1.8 if arm.endswith("@2") else 1.0)


def _timing(
    model: Model,
    cell: CellKey,
    arms: list[str],
    verdict: bool,
    rng: random.Random,
    rust_gain: float,
    processes: int,
    utc: str,
) -> Timing:
    ns = {arm: _ns(model, cell.size, arm, rust_gain) for arm in arms}
    return Timing(
        cell=cell,
        role="verdict" if verdict else "curve",
        headline=verdict,
        arms=arms,
        baseline=arms[0],
        replicates=[_replicate(process, ns, rng) for process in range(processes)],
        work=float(cell.size),
        unit=model.unit,
        utc=utc,
        load_before=0.42,
        load_after=1.1,
        last_output_judged=dict.fromkeys(arms, True),
        num_constraints=cell.size if model.task.startswith("snark/groth16") else None,
        security_bits={"proven": 100.0} if model.task.startswith("snark/groth16") else None,
        output_bytes=dict.fromkeys(arms, 3200),
    )


def _replicate(process: int, ns: dict[str, float], rng: random.Random, blocks: int = BLOCKS) -> Replicate:
    longest = max(ns.values())
    batch = {arm: max(1, min(1000, round(longest / t))) for arm, t in ns.items()}
    own = {arm: t * math.exp(rng.gauss(0, 0.012)) for arm, t in ns.items()}
    rows = [_block(own, batch, rng) for _ in range(blocks)]
    return Replicate(
        process=process,
        batch=batch,
        blocks=rows,
        prepare_wall_ns={arm: int(3e6 + 0.2 * t) for arm, t in ns.items()},
        first_run_wall_ns={arm: int(t * rng.uniform(1.05, 1.6)) for arm, t in ns.items()},
        start_wall_ns={arm: int(rng.uniform(60e6, 180e6)) for arm in ns},
    )


def _block(ns: dict[str, float], batch: dict[str, int], rng: random.Random) -> Block:
    order = list(ns)
    rng.shuffle(order)
    cpu = {arm: [int(t * batch[arm] * math.exp(rng.gauss(0, 0.006))) for _ in range(2)] for arm, t in ns.items()}
    return Block(
        order=order + order[::-1],
        wall_ns={arm: [int(v * rng.uniform(1.002, 1.02)) for v in pair] for arm, pair in cpu.items()},
        cpu_ns={arm: [int(v * (1.9 if arm.endswith("@2") else 1)) for v in pair] for arm, pair in cpu.items()},
        kernel_ns={
            arm: [int(v * 0.975) for v in pair] if arm.startswith("rust") else None for arm, pair in cpu.items()
        },
    )


def _control(rng: random.Random, name: str, ratio: float) -> Control:
    ns = {"baseline@1": 2e6 * ratio, "candidate@1": 2e6}
    return Control(
        name, ratio, list(ns), "baseline@1", "candidate@1", [_replicate(p, ns, rng) for p in range(PROCESSES)]
    )


def _chain(rng: random.Random, utc: str) -> list[Record]:
    """Plain Python to Rust by way of tuned Python, and the two ends."""
    arms = {"python@1": 30e6, "python-tuned@1": 9e6, "rust@1": 1e6, "rust@2": 0.55e6}
    cell = CellKey("algebra/ntt", FR, 1 << 12)
    changes = ("", "algorithm", "language", "threads")
    stages = [StageKey(change, cell, arm) for change, arm in zip(changes, arms, strict=True)]
    records: list[Record] = []
    for before, after in ((0, 1), (1, 2), (2, 3), (0, 3)):
        step = Step("stark", "From plain Python to two threads", stages, before, after, [], utc, 0.4, 0.5, True)
        ns = {seat: arms[stages[i].arm] for seat, i in zip(step.seats, (before, after), strict=True)}
        records.append(dataclasses.replace(step, replicates=[_replicate(p, ns, rng) for p in range(PROCESSES)]))
    return records


def _memory(model: Model, cell: CellKey, arms: list[str], rng: random.Random) -> Memory:
    figures: dict[str, MemoryFigure] = {}
    for arm in arms:
        per = model.bytes_per[("python", "python-tuned", "rust").index(arm.split("@")[0])]
        total = [int((2_000_000 + per * cell.size) * rng.uniform(0.99, 1.01)) for _ in range(PROCESSES)]
        figures[arm] = MemoryFigure(total, [int(t * 0.4) for t in total])
    if model.task == "inference/predict":
        figures["rust@1"] = MemoryFigure(None, None, "below 1 MiB: this machine's counters cannot tell")
    return Memory(cell, figures)


def _throughput(model: Model, rng: random.Random, rust_gain: float, utc: str) -> Throughput:
    cell = CellKey(model.task, model.params, model.sizes[0])
    arms: dict[str, list[ThroughputFigure]] = {}
    for arm in ("python@1", "python-tuned@1", "rust@1"):
        ns = _ns(model, cell.size, arm, rust_gain)
        arms[arm] = []
        for in_flight in (1, 2) if arm == "python@1" else (1, 2, 4):
            slowed = ns * max(1.0, in_flight / 2) * 1.05
            done = max(1, min(700, int(4e9 / slowed * in_flight)))
            latencies = [int(slowed * math.exp(rng.gauss(0.02, 0.08))) for _ in range(done)]
            arms[arm].append(ThroughputFigure(in_flight, int(4e9), done, done, 0, latencies, int(7.6e9), in_flight))
    return Throughput(cell, model.unit, float(cell.size), arms, utc)


def _conformance(cell: CellKey, arms: list[str]) -> Conformance:
    names = sorted({arm.split("@")[0] for arm in arms})
    checks = [
        Check("equal bytes", True, "3 instances, " + ", ".join(names)),
        Check("judge", True, "independent of every implementation"),
        Check("false outputs rejected", True, "5 alterations"),
        Check("false cases refused", True, "2 cases"),
    ]
    return Conformance(cell, dict.fromkeys(names, "conformant"), {}, checks, False, "5f" * 32, 0.41)


def _environment(models: tuple[Model, ...], commit: str, utc: str) -> Environment:
    language = {"python": "CPython 3.11.0", "python-tuned": "CPython 3.11.0", "rust": "rust"}
    implementations = {
        f"{m.task}:{name}": {
            "attributes": {"language": language[name], "library": "invented", "algorithm": "none: synthetic figures"},
            "wire_format": m.task,
            "parallel": name == "rust",
            "provenance": {"source_hash": "0" * 16, "profile": "release"} if name == "rust" else {},
        }
        for m in models
        for name in language
    }
    machine = {
        "cpu": "Synthetic CPU (no machine was measured)",
        "cores": 2,
        "ram_bytes": 8 * 1024**3,
        "os": "Synthetic OS 1.0",
        "kernel": "0.0.0",
        "python": "3.11.0",
        "simd": ["sse2", "avx2"],
        "virtualised": True,
        "load": [0.4, 0.5, 0.6],
    }
    source = {"commit": commit, "dirty": False, "branch": "synthetic", "zkpair": "0.1.0"}
    capabilities = {
        "energy": "no RAPL on this machine",
        "counters": "perf is not permitted",
        "pinning": None,
        "memory": None,
    }
    return Environment(utc, machine, source, implementations, capabilities)


def write_samples(target: Path = SAMPLES) -> None:
    """The two committed runs: an older one, and one in which Rust is 1.3 times faster. Small."""
    models = (MODELS[0], MODELS[1], MODELS[3])
    write_run(target, "20260105T090000Z-synthetic-a", seed=1, models=models)
    later = "2222222222222222222222222222222222222222"
    write_run(
        target,
        "20260106T090000Z-synthetic-b",
        seed=2,
        models=models,
        commit=later,
        utc="2026-01-06T09:00:00+00:00",
        rust_gain=1.3,
    )


if __name__ == "__main__":
    write_samples(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLES)
