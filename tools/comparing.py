"""Groth16, STARK and Halo on one statement: `tools/comparing.py RUN...` fills docs/comparing-proof-systems.md.

The runs must have measured the cells of SYSTEMS (the page names the commands); of two with an arm, the later counts.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from zkpair.analysis.estimate import Estimate, estimate_of, seconds_of
from zkpair.analysis.load import Run, find_run, load_run
from zkpair.report import format as fmt
from zkpair.tasks.halo2.statement import circuit_of, k_of
from zkpair.tasks.snark.chain import n_constraints
from zkpair.tasks.task import Cell

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "comparing-proof-systems.md"
ARMS = {"rust@1": "Rust", "python-tuned@1": "tuned Python", "python@1": "plain Python"}


@dataclass(frozen=True)
class System:
    """`setup`: the task that makes the key; None where there is none."""

    name: str
    prove: Cell
    verify: Cell
    setup: Cell | None
    steps: int


def groth16(size: int) -> System:
    prove, verify, setup = (
        Cell.of(f"snark/groth16_{what}", {"circuit": "chain"}, n)
        for what, n in (("prove", size), ("verify", 1), ("setup", size))
    )
    return System("Groth16", prove, verify, setup, n_constraints(size, 1))


def stark(size: int, hash_name: str, label: str) -> System:
    params = {"air": "chain", "field": "goldilocks", "hash": hash_name}
    verify = Cell.of("stark/verify", {**params, "format": "winterfell"}, size)
    return System(f"STARK, {label}", Cell.of("stark/prove", params, size), verify, None, size - 1)


def halo2(size: int, version: str) -> System:
    params = {"circuit": "chain", "version": version}
    prove, verify, keygen = (Cell.of(f"halo2/{what}", params, size) for what in ("prove", "verify", "keygen"))
    return System(f"halo2, {version}", prove, verify, keygen, circuit_of(prove).count(k_of(prove)))


SYSTEMS = [
    groth16(1 << 10),
    stark(1 << 10, "sha3_256", "SHA3"),
    stark(1 << 10, "blake3", "BLAKE3"),
    halo2(1 << 11, "plain"),
    halo2(1 << 11, "optimised"),
]
BITS = {
    "discrete_log": "discrete logarithm on the curve",
    "discrete_log_target": "discrete logarithm in F_p¹²",
    "rounds": "weakest challenge",
    "unique_decoding": "proven, weakest round",
    "conjectured": "conjectured",
}


def measured(runs: list[Run], cell: Cell, arm: str = "rust@1") -> Run | None:
    """The latest run that has the cell with that arm."""
    return next((run for run in reversed(runs) if cell in run.timings and arm in run.timings[cell].arms), None)


def text_of(estimate: Estimate, show: Callable[[float], str]) -> str:
    low, high = estimate.low, estimate.high
    return show(estimate.estimate) + (f" [{show(low)} – {show(high)}]" if low is not None and high is not None else "")


def time_of(runs: list[Run], cell: Cell | None, arm: str) -> str:
    run = measured(runs, cell, arm) if cell else None
    if cell is None or run is None:
        return "–"
    return text_of(seconds_of(run.timings[cell].replicates, arm), fmt.seconds)


def memory_of(runs: list[Run], cell: Cell, arm: str) -> str:
    run = measured(runs, cell, arm)
    figure = run.memory[cell].arms.get(arm) if run and cell in run.memory else None
    peaks = figure.peak_total_bytes if figure else None
    return text_of(estimate_of([float(peak) for peak in peaks]), fmt.size_bytes) if peaks else "–"


def bytes_of(runs: list[Run], cell: Cell | None) -> str:
    run = measured(runs, cell) if cell else None
    outputs = (run.timings[cell].output_bytes if run and cell else None) or {}
    return f"{outputs['rust@1']:,}" if "rust@1" in outputs else "–"


def bits_of(runs: list[Run], cell: Cell) -> str:
    run = measured(runs, cell)
    bits = (run.timings[cell].security_bits if run else None) or {}
    return ", ".join(f"{int(bits[name] * 10) / 10:.1f} {label}" for name, label in BITS.items() if name in bits) or "–"


def rows(runs: list[Run]) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = [("steps of the chain", *(f"{system.steps:,}" for system in SYSTEMS))]
    for what in ("prove", "verify"):
        for arm, label in ARMS.items():
            times = tuple(time_of(runs, getattr(system, what), arm) for system in SYSTEMS)
            if set(times) != {"–"}:
                found.append((f"**{what}**, {label}", *times))
    found.append(("**proof**, bytes", *(bytes_of(runs, system.prove) for system in SYSTEMS)))
    for arm, label in ARMS.items():
        peaks = tuple(memory_of(runs, system.prove, arm) for system in SYSTEMS)
        if set(peaks) != {"–"}:
            found.append((f"**memory** to prove, {label}", *peaks))
    found.append(("**key**, Rust makes it in", *(time_of(runs, system.setup, "rust@1") for system in SYSTEMS)))
    found.append(("key, bytes", *(bytes_of(runs, system.setup) for system in SYSTEMS)))
    found.append(("**bits**", *(bits_of(runs, system.prove) for system in SYSTEMS)))
    return found


def table(head: tuple[str, ...], body: list[tuple[str, ...]]) -> str:
    return "\n".join("| " + " | ".join(line) + " |" for line in (head, ("---",) * len(head), *body))


def conditions(runs: list[Run]) -> str:
    lines = []
    for run in runs:
        environment = run.environments[0]
        machine, commit = environment.machine, str(environment.source["commit"])[:12]
        lines.append(
            f"- run `{run.run_id}`, commit `{commit}`, {machine['cpu']}, {machine['cores']} cores, "
            f"load {machine['load'][0]:.1f} at the start"
        )
    return "\n".join(lines)


def filled(page: str, name: str, text: str) -> str:
    """The page with `text` between its two marks of that name."""
    first, last = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    before, found, rest = page.partition(first)
    if not found or last not in rest:
        raise ValueError(f"{PAGE} has no {first.strip()} and {last}")
    return f"{before}{first}{text}\n{last}{rest.partition(last)[2]}"


def main(names: Sequence[str | None]) -> int:
    runs = [load_run(find_run(ROOT / "results", name)) for name in names or [None]]
    missing = [str(s.prove) for s in SYSTEMS if measured(runs, s.prove) is None]
    if missing:
        print(
            f"not measured in these runs: {', '.join(missing)}; the page's last section has the commands",
            file=sys.stderr,
        )
        return 1
    page = filled(PAGE.read_text(), "figures", table(("", *(system.name for system in SYSTEMS)), rows(runs)))
    PAGE.write_text(filled(page, "runs", conditions(runs)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
