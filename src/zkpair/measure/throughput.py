"""Throughput: a bounded number of requests in flight, for a bounded time, every output checked.

A closed loop: each of `in_flight` clients has one request outstanding and sends the next when it is answered. Requests
wait in one queue (first in, first out) for a pool of single-threaded workers, one a core. Latency is from sending to
the answer, the waiting included. An output counts as verified when it is byte for byte the one that conformance proved
for that instance.
"""

from __future__ import annotations

import itertools
import os
import queue
import threading
import time
from collections.abc import Sequence
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


def measure(
    cell: Cell,
    folder: Path,
    implementations: Sequence[str],
    in_flight: Sequence[int],
    duration_s: float,
    proven: dict[str, list[str]],
    effort: Effort,
    workers: int | None = None,
) -> Throughput:
    """`proven`: by implementation, the digests of the outputs that conformance saw, one for each instance."""
    task = registry.task(cell.task)
    pool = workers or os.cpu_count() or 1
    arms = {
        name: [figure(cell, folder, name, clients, duration_s, proven[name], effort, pool) for clients in in_flight]
        for name in implementations
    }
    return Throughput(key(cell), task.unit, task.work(cell), {f"{name}@1": f for name, f in arms.items()}, utc_now())


def figure(
    cell: Cell,
    folder: Path,
    implementation: str,
    in_flight: int,
    duration_s: float,
    digests: list[str],
    effort: Effort,
    processes: int,
) -> ThroughputFigure:
    """One arm with `in_flight` requests outstanding for `duration_s`; those in flight at the end are finished and
    counted."""
    instances = len(StoredCase(folder).instances)
    waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
    results: list[tuple[int, bool]] = []
    busy_ns: list[int] = []
    failures: list[WorkerError] = []
    lock = threading.Lock()
    numbers = itertools.count()
    pool = [Worker(cell.task, Arm(implementation)) for _ in range(processes)]
    try:
        start_all(pool)
        with ThreadPoolExecutor(processes) as executor:
            list(executor.map(lambda worker: worker.prepare(folder, effort.timeout_s), pool))
            begin = time.perf_counter_ns()
            end = begin + round(duration_s * 1e9)
            for _ in range(in_flight):
                waiting.put(begin)

            def serve(position: int) -> None:
                worker = pool[position]
                path = folder.parent / f".throughput-{os.getpid()}-{worker.pid}"
                while True:
                    try:
                        sent = waiting.get_nowait()
                    except queue.Empty:
                        return  # fewer requests than workers
                    try:
                        ran = worker.run(1, next(numbers) % instances, effort.timeout_s, kernel=False)
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

            for served in [executor.submit(serve, position) for position in range(processes)]:
                served.result()
            duration = time.perf_counter_ns() - begin
    finally:
        for worker in pool:
            worker.close()
    return ThroughputFigure(
        in_flight=in_flight,
        duration_ns=duration,
        completed=len(results),
        verified=sum(verified for _, verified in results),
        failed=len(failures),
        latencies_ns=[latency for latency, _ in results],
        cpu_ns=sum(busy_ns),
        processes=processes,
    )
