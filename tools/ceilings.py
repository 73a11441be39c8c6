"""How far Rust can be ahead of tuned Python at all: `tools/ceilings.py [RUN]` writes docs/ceilings.md from a run.

    ceiling = time of tuned Python / (field multiplications · ns a multiplication)

The multiplications are counted for the tuned algorithms (zkpair_python.algebra.operation_counts), an inversion as 100
of them; a scalar 256-bit multiplication takes about 17 ns in arkworks, halo2curves and gnark-crypto alike.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from zkpair.analysis.estimate import seconds_of
from zkpair.analysis.load import find_run
from zkpair.analysis.ratio import ratio_of
from zkpair.record import cell_of
from zkpair.schema import Environment, Timing
from zkpair_python.algebra import operation_counts as algebra
from zkpair_python.snark import operation_counts as snark

ROOT = Path(__file__).resolve().parent.parent
MULTIPLICATION_NS = 17.0
INVERSION = 100
FEATURES = 10
TUNED, RUST = "python-tuned@1", "rust@1"
COUNTED: dict[str, Callable[[dict[str, str], int], algebra.OperationCounts]] = {
    "algebra/field_mul": lambda params, size: algebra.field_mul(size),
    "algebra/ntt": lambda params, size: algebra.ntt(size),
    "algebra/msm": lambda params, size: algebra.msm(params["curve"], size),
    "algebra/pairing": lambda params, size: algebra.pairing(size),
    # The chain with one public output fills its domain of size N: N + 1 signals. Verifying is sized by public inputs.
    "snark/groth16_prove": lambda params, size: snark.groth16_prove(size, size + 1, 1),
    "snark/groth16_verify": lambda params, size: snark.groth16_verify(size),
}


def both(timing: Timing) -> bool:
    return {TUNED, RUST} <= set(timing.arms) and timing.cell.params.get("circuit") != "file"


def line(timing: Timing, work: str, least_s: float) -> str:
    """A row: `least_s` is what the work takes at least in native code."""
    tuned_s = seconds_of(timing.replicates, TUNED).estimate
    ratio = ratio_of(timing.replicates, TUNED, RUST).estimate
    ceiling = tuned_s / least_s
    share = f"{100 * ratio / ceiling:.0f} %"
    return f"| {cell_of(timing.cell)} | {tuned_s * 1e3:.3g} ms | {work} | {ceiling:.3g}× | {ratio:.3g}× | {share} |"


def counted(timing: Timing) -> str | None:
    """The row of a cell whose field multiplications are counted; None for others."""
    count = COUNTED.get(timing.cell.task)
    if count is None or not both(timing):
        return None
    found = count(timing.cell.params, timing.cell.size)
    operations = found.multiplications + INVERSION * found.inversions
    return line(timing, f"{operations:,}", operations * MULTIPLICATION_NS * 1e-9)


def streamed(timing: Timing) -> str | None:
    """The row of a prediction: every number of x is used once, so reading them is what it takes at least."""
    if timing.cell.task != "inference/predict" or not both(timing):
        return None
    n_bytes = timing.cell.size * FEATURES * 8
    return line(timing, f"{n_bytes:,} bytes", read_s(n_bytes))


def read_s(n_bytes: int) -> float:
    """Seconds of one thread's CPU time to read so many bytes again and again: the fastest of many dot products of an
    array with itself, as long as the caches keep it."""
    x = np.ones(n_bytes // 8)
    repeats = max(1, (1 << 24) // n_bytes)
    fastest = float("inf")
    for _ in range(50):
        started = time.process_time()
        for _ in range(repeats):
            np.dot(x, x)
        fastest = min(fastest, (time.process_time() - started) / repeats)
    return fastest


def main(name: str | None) -> None:
    folder = find_run(ROOT / "results", name)
    records = list(folder.read())
    environment = next(record for record in records if isinstance(record, Environment))
    timings = [record for record in records if isinstance(record, Timing)]
    rows, predictions = ([row for timing in timings if (row := of(timing)) is not None] for of in (counted, streamed))
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
    text += "\n".join(rows)
    if predictions:
        text += """

A prediction of a linear model uses every number once, so it takes at least as long as reading them: the bound is the
time in which one thread here takes the dot product of an array of that length with itself (BLAS), calls included.

| cell | tuned Python | it reads | ceiling over tuned | Rust over tuned | of the ceiling |
|---|---|---|---|---|---|
"""
        text += "\n".join(predictions)
    (ROOT / "docs" / "ceilings.md").write_text(text + "\n")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
