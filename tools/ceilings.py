"""How far Rust can be ahead of tuned Python at all: `tools/ceilings.py [RUN]` writes docs/ceilings.md from a run.

    ceiling = time of tuned Python / (field multiplications · ns a multiplication)

The multiplications are counted for the tuned algorithms (zkpair_python.algebra.operation_counts), an inversion as 100
of them; a scalar 256-bit multiplication takes about 17 ns in arkworks, halo2curves and gnark-crypto alike.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from zkpair.analysis.estimate import seconds_of
from zkpair.analysis.load import find_run
from zkpair.analysis.ratio import ratio_of
from zkpair.record import cell_of
from zkpair.schema import Environment, Timing
from zkpair_python.algebra import operation_counts as counts

ROOT = Path(__file__).resolve().parent.parent
MULTIPLICATION_NS = 17.0
INVERSION = 100
TUNED, RUST = "python-tuned@1", "rust@1"
COUNTED: dict[str, Callable[[dict[str, str], int], counts.OperationCounts]] = {
    "algebra/field_mul": lambda params, size: counts.field_mul(size),
    "algebra/ntt": lambda params, size: counts.ntt(size),
    "algebra/msm": lambda params, size: counts.msm(params["curve"], size),
    "algebra/pairing": lambda params, size: counts.pairing(size),
}


def row(timing: Timing) -> str | None:
    """A line of the table; None for a cell that nothing was counted for or that lacks one of the two arms."""
    counted = COUNTED.get(timing.cell.task)
    if counted is None or not {TUNED, RUST} <= set(timing.arms):
        return None
    found = counted(timing.cell.params, timing.cell.size)
    operations = found.multiplications + INVERSION * found.inversions
    tuned_s = seconds_of(timing.replicates, TUNED).estimate
    ratio = ratio_of(timing.replicates, TUNED, RUST).estimate
    ceiling = tuned_s * 1e9 / (operations * MULTIPLICATION_NS)
    share = f"{100 * ratio / ceiling:.0f} %"
    times = f"{ceiling:.3g}× | {ratio:.3g}× | {share}"
    return f"| {cell_of(timing.cell)} | {tuned_s * 1e3:.3g} ms | {operations:,} | {times} |"


def main(name: str | None) -> None:
    folder = find_run(ROOT / "results", name)
    records = list(folder.read())
    environment = next(record for record in records if isinstance(record, Environment))
    rows = [line for record in records if isinstance(record, Timing) and (line := row(record)) is not None]
    source, machine = environment.source, environment.machine
    head = f"Run {folder.run_id}, commit {str(source['commit'])[:12]}, {machine['cpu']}, {machine['cores']} cores"
    text = f"""# Ceilings

Over plain Python a speed-up has two factors: a better algorithm, and a faster language. Over tuned Python, which runs
the better algorithm already, only the language is left, and counted operations bound it:

    ceiling = time of tuned Python / (field multiplications · {MULTIPLICATION_NS:g} ns)

with an inversion counted as {INVERSION} multiplications. A scalar multiplication of 256-bit field elements takes about
{MULTIPLICATION_NS:g} ns in arkworks, halo2curves and gnark-crypto alike; additions, memory and calls come on top, so
real ratios lie below. Where Rust runs another algorithm than the counted one the share may pass 100 %. Written by
`tools/ceilings.py`; medians of one thread's CPU time.

{head}, load {machine["load"][0]:.1f} at the start.

| cell | tuned Python | multiplications | ceiling over tuned | Rust over tuned | of the ceiling |
|---|---|---|---|---|---|
"""
    (ROOT / "docs" / "ceilings.md").write_text(text + "\n".join(rows) + "\n")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
