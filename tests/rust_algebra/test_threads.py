"""RAYON_NUM_THREADS fixes the pool; the interpreter goes on while Rust computes."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

from zkpair_rust import _native, algebra

PROGRAM = """
import hashlib, numpy as np
from zkpair_rust import _native, algebra
values = np.arange(4 << 13, dtype=np.uint64).reshape(-1, 4)
values[:, 3] >>= np.uint64(3)
bases = algebra.G1Bases(np.repeat(algebra.pack([1, 2], per_row=2), len(values), axis=0))
outputs = [algebra.ntt(values), algebra.field_mul(values, values), algebra.msm(bases, values)]
digest = hashlib.sha256(b"".join(output.tobytes() for output in outputs)).hexdigest()
print(_native.pool_threads(), digest)
"""


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_the_pool_has_the_arms_threads_and_the_results_do_not_depend_on_it(threads):
    env = {**os.environ, "RAYON_NUM_THREADS": str(threads)}
    answer = subprocess.run([sys.executable, "-c", PROGRAM], env=env, capture_output=True, text=True, check=True)
    pool, digest = answer.stdout.split()
    assert int(pool) == threads
    values = np.arange(4 << 13, dtype=np.uint64).reshape(-1, 4)
    values[:, 3] >>= np.uint64(3)
    bases = algebra.G1Bases(np.repeat(algebra.pack([1, 2], per_row=2), len(values), axis=0))
    outputs = [algebra.ntt(values), algebra.field_mul(values, values), algebra.msm(bases, values)]
    assert digest == hashlib.sha256(b"".join(output.tobytes() for output in outputs)).hexdigest()


def test_the_interpreter_goes_on_meanwhile():
    bases = algebra.G1Bases(np.repeat(algebra.pack([1, 2], per_row=2), 1 << 13, axis=0))
    scalars = np.full((1 << 13, 4), 0x1234_5678_9ABC_DEF1, np.uint64)
    window: list[float] = []

    def compute() -> None:
        window.append(time.perf_counter())
        bases.msm(scalars)
        window.append(time.perf_counter())

    worker = threading.Thread(target=compute)
    ticks = []
    worker.start()
    while worker.is_alive():
        ticks.append(time.perf_counter())
        time.sleep(0.0005)
    start, end = window
    tenth = (end - start) / 10
    assert any(start + tenth < tick < end - tenth for tick in ticks)


def test_one_object_serves_many_threads():
    bases = algebra.G1Bases(np.repeat(algebra.pack([1, 2], per_row=2), 64, axis=0))
    scalars = [algebra.pack([i + k for i in range(64)]) for k in range(8)]
    expected = [bases.msm(s)[0].tobytes() for s in scalars]
    found: list[bytes | None] = [None] * 8

    def compute(k: int) -> None:
        found[k] = bases.msm(scalars[k])[0].tobytes()

    workers = [threading.Thread(target=compute, args=(k,)) for k in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert found == expected
    assert _native.pool_threads() >= 1
