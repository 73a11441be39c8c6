"""The work of the real experiments, run as a process of its own: a hash loop of exactly known length.

One quantum is PBKDF2 of `iterations` rounds. An operation is a number of quanta, so a pair of operations has the exact
ratio of their numbers: nothing else is in the loop but the call, which every quantum pays alike.

    python loop.py work ITERATIONS             reads "quanta operations", answers "wall_ns cpu_ns" of all the operations
    python loop.py busy ON_S OFF_S SEED PARENT works in bursts until the process PARENT is no longer its parent
"""

import hashlib
import os
import random
import sys
import time


def run(iterations: int, quanta: int) -> None:
    for _ in range(quanta):
        hashlib.pbkdf2_hmac("sha256", b"zkpair", b"truth", iterations)


def work(iterations: int) -> None:
    for line in sys.stdin:
        quanta, operations = map(int, line.split())
        wall, cpu = time.perf_counter_ns(), time.process_time_ns()
        for _ in range(operations):
            run(iterations, quanta)
        cpu, wall = time.process_time_ns() - cpu, time.perf_counter_ns() - wall
        print(wall, cpu, flush=True)


def busy(on_s: float, off_s: float, seed: int, parent: int) -> None:
    randomness = random.Random(seed)
    while os.getppid() == parent:
        end = time.perf_counter() + randomness.expovariate(1 / on_s)
        while time.perf_counter() < end:
            run(1000, 1)
        time.sleep(randomness.expovariate(1 / off_s))


if __name__ == "__main__":
    if sys.argv[1] == "work":
        work(int(sys.argv[2]))
    else:
        busy(float(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]))
