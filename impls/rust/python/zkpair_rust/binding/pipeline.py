"""`binding/pipeline`: four stages over chunks of F_p, p = 2^31 − 1; each stage works without the interpreter lock.

The threads and the queues between them are Python's, as a user would write them; the chunks that go from stage to stage
are memory of Rust's, lent and read in place.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any

from zkpair_rust import _native
from zkpair_rust.binding.adapter import BorderAdapter, border, numbers, require_range, size
from zkpair_rust.case import Blobs, Case, each_instance, parameter

P = 2**31 - 1
LENGTHS = ("1024", "16384")

Stage = Callable[[Any], Any]

substitute, divide, evaluate = _native.binding_substitute, _native.binding_divide, _native.binding_evaluate


def in_order(stages: Sequence[Stage], chunks: Sequence[Any]) -> list[Any]:
    """Every chunk through every stage, in this thread."""
    results = []
    for value in chunks:
        for stage in stages:
            value = stage(value)
        results.append(value)
    return results


def in_threads(stages: Sequence[Stage], chunks: Sequence[Any], threads: int) -> list[Any]:
    """The stages in `threads` groups of neighbours, each group in a thread; chunks go from thread to thread."""
    groups = [stages[i * len(stages) // threads : (i + 1) * len(stages) // threads] for i in range(threads)]
    queues: list[SimpleQueue[Any]] = [SimpleQueue() for _ in range(threads)]
    end = object()

    def work(place: int) -> list[Any]:
        """Takes from its queue until the end and hands on; the last one keeps the results."""
        results = []
        try:
            while (value := queues[place].get()) is not end:
                for stage in groups[place]:
                    value = stage(value)
                if place + 1 < threads:
                    queues[place + 1].put(value)
                else:
                    results.append(value)
        finally:
            if place + 1 < threads:
                queues[place + 1].put(end)
        return results

    for chunk in chunks:
        queues[0].put(chunk)
    queues[0].put(end)
    with ThreadPoolExecutor(threads) as pool:
        workers = [pool.submit(work, place) for place in range(threads)]
        return [worker.result() for worker in workers][-1]


@dataclass(frozen=True)
class Chunks:
    """Chunks, the point z, and over how many threads the stages are spread."""

    chunks: Sequence[memoryview]
    z: int
    threads: int


class Rust(BorderAdapter):
    """`binding/pipeline:rust`."""

    wire_format = "digests"
    parallel = True
    attributes = border("a thread for each group of stages, queues between them, stages without the lock")

    def prepare(self, case: Case, threads: int) -> Sequence[Chunks]:
        """Views of the blobs."""
        length = int(parameter(case, "chunk", LENGTHS))
        n = size(case)

        def parse(blobs: Blobs) -> Chunks:
            elements, point = numbers(blobs, "chunks", "I", n * length), numbers(blobs, "point", "I", 1)
            require_range(elements, 0, P - 1, "chunks")
            require_range(point, 0, P - 1, "point")
            return Chunks([elements[i : i + length] for i in range(0, n * length, length)], point[0], min(threads, 4))

        return each_instance(case, parse)

    def run(self, state: Chunks) -> list[int]:
        """A digest for each chunk."""
        z = state.z
        stages: list[Stage] = [substitute, lambda c: divide(c, z), substitute, lambda c: evaluate(c, z)]
        if state.threads == 1:
            return in_order(stages, state.chunks)
        return in_threads(stages, state.chunks, state.threads)

    def encode(self, output: Sequence[int]) -> bytes:
        """4 bytes a digest."""
        return array("I", output).tobytes()
