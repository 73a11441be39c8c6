"""Throughput: a bounded number of requests in flight, for a bounded time, every output checked.

A closed loop: each of `in_flight` clients has one request outstanding and sends the next when it is answered. Requests
wait in one queue (first in, first out) for a pool of single-threaded workers, one a core. Latency is from sending to
the answer, the waiting included. An output counts as verified when it is byte for byte the one that conformance proved
for that instance.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import queue
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from zkpair import registry
from zkpair.cases import StoredCase
from zkpair.measure.blocks import Effort, start_all
from zkpair.record import key, utc_now
from zkpair.registry import Arm
from zkpair.schema import Throughput, ThroughputFigure
from zkpair.tasks.task import Cell
from zkpair.worker.client import Worker, WorkerError


def flights_in(longest_s: float, run_s: float, flights: Sequence[int], cores: int) -> list[int]:
    """Those numbers in flight that are answered within `longest_s` once no more are sent: a slow arm is not asked for
    hundreds, and at least for the smallest."""
    return [n for n in flights if n == min(flights) or run_s * n / cores <= longest_s]


def expected_s(
    flights: Mapping[str, Sequence[int]],
    run_s: Mapping[str, float],
    ready_s: Mapping[str, float],
    duration_s: float,
    cores: int,
) -> float:
    """Seconds for a `Throughput`; `ready_s`: until a worker has started and loaded the case. What is in flight at the
    end is finished."""
    return sum(
        1.5 * ready_s[name] + sum(duration_s + run_s[name] * n / cores for n in numbers)
        for name, numbers in flights.items()
    )


def measure(
    cell: Cell,
    folder: Path,
    flights: Mapping[str, Sequence[int]],
    duration_s: float,
    proven: Mapping[str, Sequence[str]],
    effort: Effort,
    workers: int | None = None,
) -> Throughput:
    """`flights`: by implementation, how many requests are outstanding, one figure for each number. `proven`: by
    implementation, the digests of the outputs that conformance saw, one for each instance."""
    task = registry.task(cell.task)
    processes = workers or os.cpu_count() or 1
    arms: dict[str, list[ThroughputFigure]] = {}
    for name, numbers in flights.items():
        figures = arms[f"{name}@1"] = []
        with _pool(Arm(name), cell, folder, effort, processes) as pool:
            for in_flight in numbers:
                figures.append(_figure(pool, folder, in_flight, duration_s, proven[name], effort))
                if figures[-1].failed:
                    break  # with a worker less the next would be another figure
    return Throughput(key(cell), task.unit_of(cell), task.work(cell), arms, utc_now())


@contextlib.contextmanager
def _pool(arm: Arm, cell: Cell, folder: Path, effort: Effort, processes: int) -> Iterator[list[Worker]]:
    """Workers that have loaded the case."""
    pool = [Worker(cell.task, arm) for _ in range(processes)]
    try:
        start_all(pool)
        with ThreadPoolExecutor(processes) as executor:
            list(executor.map(lambda worker: worker.prepare(folder, effort.timeout_s), pool))
        yield pool
    finally:
        for worker in pool:
            worker.close()


def _figure(
    pool: Sequence[Worker],
    folder: Path,
    in_flight: int,
    duration_s: float,
    digests: Sequence[str],
    effort: Effort,
) -> ThroughputFigure:
    """`in_flight` requests outstanding for `duration_s`; those in flight at the end are finished and counted."""
    instances = len(StoredCase(folder).instances)
    waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
    results: list[tuple[int, bool]] = []
    busy_ns: list[int] = []
    failures: list[WorkerError] = []
    lock = threading.Lock()
    numbers = itertools.count()
    begin = time.perf_counter_ns()
    end = begin + round(duration_s * 1e9)
    for _ in range(in_flight):
        waiting.put(begin)

    def serve(worker: Worker) -> None:
        path = folder.parent / f".throughput-{os.getpid()}-{worker.pid}"
        while True:
            try:
                sent = waiting.get_nowait()
            except queue.Empty:
                return  # fewer requests than workers
            try:
                # Collecting before each request would be most of the time of a short one.
                ran = worker.run(1, next(numbers) % instances, effort.timeout_s, kernel=False, collect=False)
                answer = worker.ask({"op": "encode", "path": str(path)}, effort.timeout_s)
            except WorkerError as error:
                with lock:
                    failures.append(error)
                return
            now = time.perf_counter_ns()
            verified = answer["sha256"] == digests[int(answer["instance"])]
            with lock:
                results.append((now - sent, verified))
                busy_ns.append(ran.cpu_ns)
            if now < end:
                waiting.put(now)
            path.unlink(missing_ok=True)

    with ThreadPoolExecutor(len(pool)) as executor:
        for served in [executor.submit(serve, worker) for worker in pool]:
            served.result()
    duration = time.perf_counter_ns() - begin
    return ThroughputFigure(
        in_flight=in_flight,
        duration_ns=duration,
        completed=len(results),
        verified=sum(verified for _, verified in results),
        failed=len(failures),
        latencies_ns=[latency for latency, _ in results],
        cpu_ns=sum(busy_ns),
        processes=len(pool),
    )
