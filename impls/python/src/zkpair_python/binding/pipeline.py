"""Four stages over chunks of F_p, p = 2^31 − 1, their work spread over threads that hand chunks on.

A chunk is a polynomial, highest coefficient first: substitute c ← c^5, divide by X − z, substitute again, evaluate at
z.
"""

from array import array
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any, ClassVar

from zkpair_python.binding.numbers import decode_numbers, require_range
from zkpair_python.case import Case, require_blob, require_parameter, require_size
from zkpair_python.versions import LANGUAGE

P = 2**31 - 1

Stage = Callable[[Any], Any]


def substitute(c: Sequence[int]) -> "list[int]":
    """c_i^5."""
    return [x * x % P * x % P * x % P * x % P for x in c]


def divide(c: Sequence[int], z: int) -> "list[int]":
    """q_0 = c_0, q_i = z·q_(i−1) + c_i: the quotient by X − z, and last the remainder c(z)."""
    quotient = []
    q = 0
    for coefficient in c:
        q = (z * q + coefficient) % P
        quotient.append(q)
    return quotient


def evaluate(c: Sequence[int], z: int) -> int:
    """c(z) by Horner's rule."""
    value = 0
    for coefficient in c:
        value = (z * value + coefficient) % P
    return value


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


def decode_instances(case: Case, threads: int) -> list[Chunks]:
    """The instances of a `binding/pipeline` case, checked; views of the blobs."""
    length = int(require_parameter(case, "chunk", ["1024", "16384"]))
    n = require_size(case)
    instances = []
    for i, blobs in enumerate(case.instances):
        where = f"instance {i}"
        elements = decode_numbers(require_blob(blobs, "chunks", where), "I", n * length, f"{where}: chunks")
        point = decode_numbers(require_blob(blobs, "point", where), "I", 1, f"{where}: point")
        require_range(elements, 0, P - 1, f"{where}: chunks")
        require_range(point, 0, P - 1, f"{where}: point")
        chunks = [elements[j : j + length] for j in range(0, n * length, length)]
        instances.append(Chunks(chunks, point[0], threads))
    return instances


class Python:
    """`binding/pipeline:python`: threads of an interpreter of which one runs at a time."""

    wire_format = "digests"
    attributes: ClassVar[dict[str, str]] = {
        "language": LANGUAGE,
        "library": "none",
        "algorithm": "a thread for each group of stages, queues between them",
    }
    parallel = True

    def available(self) -> str | None:
        return None

    def prepare(self, case: Case, threads: int) -> list[Chunks]:
        return decode_instances(case, min(threads, 4))

    def run(self, state: Chunks) -> list[int]:
        z = state.z
        stages: list[Stage] = [substitute, lambda c: divide(c, z), substitute, lambda c: evaluate(c, z)]
        if state.threads == 1:
            return in_order(stages, state.chunks)
        return in_threads(stages, state.chunks, state.threads)

    def encode(self, output: Sequence[int]) -> bytes:
        return array("I", output).tobytes()
