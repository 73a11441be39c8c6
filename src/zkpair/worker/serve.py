"""The worker's side of the line protocol (docs/contract.md)."""

from __future__ import annotations

import gc
import hashlib
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from zkpair.cases import StoredCase
from zkpair.tasks.task import CONTRACT_VERSION
from zkpair.worker import memory

LONGEST_LINE_BYTES = 1 << 20


class ProtocolError(ValueError):
    """A request that cannot be served: what was wrong with it."""


class Server:
    """Answers requests, one line each, until `quit` or the end of input."""

    def __init__(self, name: str, implementation: Any, problem: Exception | None, empty_bytes: int | None):
        self._name = name
        self._empty_bytes = empty_bytes
        self._implementation = implementation
        self._problem = problem
        self._states: Any = None
        self._last: tuple[int, Any] | None = None
        self._operations: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "hello": self._hello,
            "prepare": self._prepare,
            "run": self._run,
            "encode": self._encode,
            "peak": self._peak,
        }

    def serve(self, requests: BinaryIO, answers: BinaryIO) -> None:
        while line := requests.readline(LONGEST_LINE_BYTES):
            try:
                request = json.loads(line)
                if not isinstance(request, dict):
                    raise ProtocolError("a request must be a JSON object")
                if request.get("op") == "quit":
                    _send(answers, {"ok": True})
                    return
                _send(answers, {"ok": True, **self._answer(request)})
            except Exception as error:
                _send(answers, {"ok": False, "error": type(error).__name__, "message": str(error)})

    def _answer(self, request: dict[str, Any]) -> dict[str, Any]:
        operation = self._operations.get(str(request.get("op")))
        if operation is None:
            raise ProtocolError(f"unknown operation {request.get('op')!r}")
        if self._problem is not None:
            raise self._problem
        return operation(request)

    def _hello(self, request: dict[str, Any]) -> dict[str, Any]:
        implementation = self._implementation
        provenance = getattr(implementation, "provenance", None)
        return {
            "contract": CONTRACT_VERSION,
            "implementation": self._name,
            "wire_format": implementation.wire_format,
            "attributes": dict(implementation.attributes),
            "parallel": bool(implementation.parallel),
            "available": implementation.available(),
            "not_for": {name: list(values) for name, values in getattr(implementation, "not_for", {}).items()},
            "provenance": provenance() if callable(provenance) else {},
            "empty_bytes": self._empty_bytes,
        }

    def _prepare(self, request: dict[str, Any]) -> dict[str, Any]:
        self._states, self._last = None, None
        case = StoredCase(Path(_field(request, "case", str)))
        threads = _field(request, "threads", int)
        wall, cpu = time.perf_counter_ns(), time.process_time_ns()
        self._states = list(self._implementation.prepare(case, threads))
        answer = {"wall_ns": time.perf_counter_ns() - wall, "cpu_ns": time.process_time_ns() - cpu}
        if len(self._states) != len(case.instances):
            raise ProtocolError(f"prepare gave {len(self._states)} states for {len(case.instances)} instances")
        return {**answer, "instances": len(self._states)}

    def _run(self, request: dict[str, Any]) -> dict[str, Any]:
        states = self._prepared()
        n = _field(request, "n", int)
        if n < 1:
            raise ProtocolError("n must be at least 1")
        first = request.get("first", 0) % len(states)
        order = [(first + i) % len(states) for i in range(n)]
        run = self._implementation.run
        kernel = getattr(self._implementation, "kernel_ns", None) if request.get("kernel", True) else None
        kernel_ns: int | None = None
        self._last = None
        # The collector must not run inside one arm's turn for the garbage of another turn. A server lets it run.
        if request.get("collect", True):
            gc.collect()
            gc.disable()
        try:
            if kernel is None:
                wall, cpu = time.perf_counter_ns(), time.process_time_ns()
                for i in order:
                    output = run(states[i])
                cpu, wall = time.process_time_ns() - cpu, time.perf_counter_ns() - wall
            else:
                kernel_ns = 0
                wall, cpu = time.perf_counter_ns(), time.process_time_ns()
                for i in order:
                    output = run(states[i])
                    kernel_ns += kernel()
                cpu, wall = time.process_time_ns() - cpu, time.perf_counter_ns() - wall
        finally:
            gc.enable()
        self._last = (order[-1], output)
        return {"wall_ns": wall, "cpu_ns": cpu, "kernel_ns": kernel_ns}

    def _encode(self, request: dict[str, Any]) -> dict[str, Any]:
        self._prepared()
        if self._last is None:
            raise ProtocolError("nothing has run since prepare")
        instance, output = self._last
        data = bytes(self._implementation.encode(output))
        Path(_field(request, "path", str)).write_bytes(data)
        return {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest(), "instance": instance}

    def _peak(self, request: dict[str, Any]) -> dict[str, Any]:
        try:
            if request.get("reset"):
                self._last = None
                memory.reset_peak()
            return {"current_bytes": memory.resident_bytes(), "peak_bytes": memory.peak_bytes()}
        except memory.Unmeasured as error:
            return {"unmeasured": str(error)}

    def _prepared(self) -> Any:
        if self._states is None:
            raise ProtocolError("prepare must come first")
        return self._states


def _field(request: dict[str, Any], name: str, kind: type) -> Any:
    value = request.get(name)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise ProtocolError(f"field {name!r} must be of type {kind.__name__}")
    return value


def _send(answers: BinaryIO, answer: dict[str, Any]) -> None:
    data = json.dumps(answer).encode() + b"\n"
    while data:
        written = answers.write(data)
        data = data[written:]
