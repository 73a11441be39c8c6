"""What this machine multiplies and adds at most on one thread: the yardstick for a network's multiply-accumulates.

float32: NumPy's sgemm on two matrices of 1024 × 1024, the quickest call of each of three processes, by CPU time.
int8: what an implementation of `control/peak` named int8 finds, products of bytes with all operands in registers. Where
none is installed, the float32 peak times what a vector instruction does more in integers, since on x86 both issue on
the same ports: `vpdpbusd` has four products of bytes where a fused multiply-add has one of floats, and without it
`vpmaddwd` has two.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zkpair import registry
from zkpair.artefacts import Store, encode_all
from zkpair.provenance import cpu_flags
from zkpair.record import utc_now
from zkpair.registry import Arm
from zkpair.schema import Peaks
from zkpair.tasks.task import CaseData, Cell
from zkpair.worker.client import Worker, WorkerError

TASK_ID = "control/peak"
SIDE = 1024
CELL = Cell.of(TASK_ID, {}, SIDE)
PROCESSES, CALLS = 3, 12
TIMEOUT_S = 60.0

INTEGER_PROBE = "int8"
"""Its output is one float64: multiply-accumulates a second."""
DOT_PRODUCTS = ("avx512_vnni", "avx_vnni")
"""Flags of processors with `vpdpbusd`."""

Matrix = NDArray[np.float32]


class Sgemm:
    """C = A·B in float32, by the BLAS that NumPy was built with."""

    wire_format = "float32"
    attributes = {"language": "python", "library": f"numpy {np.__version__}"}
    parallel = False

    def available(self) -> None:
        return None

    def prepare(self, case: Any, threads: int) -> Sequence[tuple[Matrix, Matrix]]:
        side = case.size
        ramp: Matrix = np.linspace(0, 1, side * side, dtype=np.float32).reshape(side, side)
        return [(ramp, ramp.T.copy())]

    def run(self, state: tuple[Matrix, Matrix]) -> Matrix:
        return state[0] @ state[1]

    def encode(self, output: Matrix) -> bytes:
        return output.astype("<f4").tobytes()


def measure(store: Store, tell: Callable[[str], None]) -> Peaks:
    """WorkerError when a worker does not live through it."""
    folder = store.write(CaseData(CELL, 0, {}, [{}]))
    rates = []
    for process in range(PROCESSES):
        tell(f"peak of sgemm, process {process + 1} of {PROCESSES}")
        with Worker(TASK_ID, Arm("sgemm")) as worker:
            worker.prepare(folder, TIMEOUT_S)
            worker.run(2, 0, TIMEOUT_S)
            rates.append(SIDE**3 / min(worker.run(1, 0, TIMEOUT_S).cpu_ns for _ in range(CALLS)) * 1e9)
    integers, how = _integers(folder, rates, tell)
    sgemm = f"sgemm of {Sgemm.attributes['library']}, {SIDE} × {SIDE} × {SIDE}, one thread"
    return Peaks({"float32": rates, "int8": integers}, {"float32": sgemm, "int8": how}, utc_now())


def _integers(folder: Path, floats: Sequence[float], tell: Callable[[str], None]) -> tuple[list[float], str]:
    """Multiply-accumulates a second, one figure a process, and how they were found."""
    if INTEGER_PROBE in registry.implementations(TASK_ID):
        try:
            rates = []
            for process in range(PROCESSES):
                tell(f"peak of integers, process {process + 1} of {PROCESSES}")
                with Worker(TASK_ID, Arm(INTEGER_PROBE)) as worker:
                    worker.prepare(folder, TIMEOUT_S)
                    (output,) = encode_all(worker, folder, 1, TIMEOUT_S)
                    rates.append(float(struct.unpack("<d", output)[0]))
                    attributes = worker.hello["attributes"]
            if all(math.isfinite(rate) and rate > 0 for rate in rates):
                return rates, f"{attributes.get('algorithm')}, {attributes.get('simd')}, one thread"
        except (WorkerError, struct.error):
            pass  # a probe that is not available, or broken: the formula says so
    factor, why = integer_factor()
    return [factor * rate for rate in floats], f"{factor} × sgemm: {why}"


def integer_factor() -> tuple[int, str]:
    """How many products of bytes this processor has in the place of one of floats."""
    flags = cpu_flags()
    found = next((flag for flag in DOT_PRODUCTS if flag in flags), None)
    if found is not None:
        return 4, f"{found} has four products of bytes in the place of one of floats"
    return 2, "without VNNI two products of 16-bit integers stand in the place of one of floats"
