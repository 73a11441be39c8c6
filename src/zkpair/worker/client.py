"""The harness' side of the line protocol: start a worker, order its turns, survive its death."""

from __future__ import annotations

import collections
import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zkpair.registry import Arm
from zkpair.tasks.task import CONTRACT_VERSION
from zkpair.worker import answers

LONGEST_ANSWER_BYTES = 1 << 20
KEPT_STDERR_BYTES = 1 << 14
KEPT_MESSAGE = 2000
START_TIMEOUT_S = 60.0
UNSUPPORTED = "UnsupportedCellError"
"""The exception by which `prepare` says that an implementation does other cells of the task, not this one."""
THREAD_VARIABLES = ("RAYON_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "ZKPAIR_THREADS")


class WorkerError(Exception):
    """A worker that did not do what it was asked. `status`: error, timeout, out_of_memory, unavailable, unsupported (it
    does other cells of the task)."""

    def __init__(self, status: str, message: str, arm: Arm):
        super().__init__(message)
        self.status, self.arm = status, arm


class Refused(WorkerError):
    """The implementation answered with an exception of its own: `error` is its name."""

    def __init__(self, error: str, message: str, arm: Arm):
        status = "out_of_memory" if error == "MemoryError" else "error"
        super().__init__(status, f"{error}: {message}" if message else error, arm)
        self.error = error


@dataclass(frozen=True)
class Ran:
    """Times of a batch of n runs, in ns, as the worker read them."""

    n: int
    wall_ns: int
    cpu_ns: int
    kernel_ns: int | None


class Worker:
    """One fresh process serving one implementation with a fixed number of threads. Use it in a `with`, or `start` it.

    Make it in a thread that lives as long as it does: the process dies with the thread that made it, so that a killed
    harness leaves nothing running.
    """

    def __init__(self, task_id: str, arm: Arm, params: Mapping[str, str] | None = None):
        """`params`: those of the cell it is wanted for. One that says it does no such cell is refused as unsupported,
        whether it is available or not."""
        self.task_id, self.arm, self._params = task_id, arm, params or {}
        self.hello: dict[str, Any] = {}
        self.start_wall_ns = 0
        environment = dict(os.environ)
        environment.update({name: str(arm.threads) for name in THREAD_VARIABLES})
        environment["PYTHONHASHSEED"] = "0"
        # Without bytecode kept, each worker would compile its modules anew: time and memory that are no arm's own.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        self._made_ns = time.perf_counter_ns()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "zkpair.worker", f"{task_id}:{arm.implementation}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            start_new_session=True,
        )
        self._instances = 0
        self._pending = bytearray()
        self._stderr: collections.deque[bytes] = collections.deque()
        self._drain = threading.Thread(target=self._drain_stderr, daemon=True)
        self._drain.start()

    def start(self, timeout_s: float = START_TIMEOUT_S) -> Worker:
        """Wait for its hello. WorkerError when it does not load, is not available, or speaks another contract."""
        try:
            self.hello = self.ask({"op": "hello"}, timeout_s)
            self.start_wall_ns = time.perf_counter_ns() - self._made_ns
            spoken = self.hello.get("contract")
            if spoken != CONTRACT_VERSION:
                raise self._error(
                    f"speaks contract {spoken!r:.60}, this is {CONTRACT_VERSION}; install matching versions"
                )
            for name, values in self.hello.get("not_for", {}).items():
                if self._params.get(name) in values:
                    raise WorkerError("unsupported", f"it does no {name}={self._params[name]}", self.arm)
            reason = self.hello.get("available")
            if reason is not None:
                said = str(reason)[:KEPT_MESSAGE] or "it does not say why"
                raise WorkerError("unavailable", said, self.arm)
        except BaseException:
            self.close()
            raise
        return self

    def prepare(self, case: Path, timeout_s: float) -> dict[str, Any]:
        return self.ask({"op": "prepare", "case": str(case), "threads": self.arm.threads}, timeout_s)

    def run(self, n: int, first: int, timeout_s: float, kernel: bool = True, collect: bool = True) -> Ran:
        """`kernel`: ask for the kernel's time as well. `collect`: collect garbage first, outside the time, and let no
        collector run within it."""
        answer = self.ask({"op": "run", "n": n, "first": first, "kernel": kernel, "collect": collect}, timeout_s)
        return Ran(n, answer["wall_ns"], answer["cpu_ns"], answer.get("kernel_ns"))

    def encode(self, path: Path, timeout_s: float) -> bytes:
        """The encoding of the last run's output, by way of the file `path`."""
        return self._encoded(path, timeout_s)[1]

    def last_output(self, folder: Path, timeout_s: float) -> tuple[int, bytes]:
        """The instance of the last run and its encoding, by way of a file in `folder`."""
        return self._encoded(folder / f".last-{os.getpid()}-{self.pid}", timeout_s)

    def _encoded(self, path: Path, timeout_s: float) -> tuple[int, bytes]:
        answer = self.ask({"op": "encode", "path": str(path)}, timeout_s)
        try:
            return int(answer["instance"]), path.read_bytes()
        except OSError as error:
            raise self._error(f"did not write its encoding: {error.strerror}") from error
        finally:
            path.unlink(missing_ok=True)

    def peak(self, reset: bool, timeout_s: float = 60.0) -> dict[str, Any]:
        return self.ask({"op": "peak", "reset": reset}, timeout_s)

    def ask(self, request: dict[str, Any], timeout_s: float) -> dict[str, Any]:
        """One request, one answer. WorkerError when it hangs, dies, floods or talks nonsense; Refused when it answers
        no."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
        except (BrokenPipeError, OSError):
            raise self._died() from None
        line = self._read_line(time.monotonic() + timeout_s, str(request["op"]), timeout_s)
        try:
            answer = answers.parse(line)
        except answers.BadAnswer as error:
            self.kill()
            raise self._error(str(error)) from None
        if not answer["ok"]:
            error_name, message = (str(answer.get(name, ""))[:KEPT_MESSAGE] for name in ("error", "message"))
            if error_name == UNSUPPORTED and request["op"] == "prepare":
                raise WorkerError("unsupported", message or "it does not say why", self.arm)
            raise Refused(error_name or "Error", message, self.arm)
        if answer.get("contract", CONTRACT_VERSION) == CONTRACT_VERSION:  # of another contract nothing is known
            self._check(request, answer)
        return answer

    def _check(self, request: dict[str, Any], answer: dict[str, Any]) -> None:
        try:
            answers.check(request, answer)
        except answers.BadAnswer as error:
            self.kill()
            raise self._error(str(error)) from None
        if request["op"] == "prepare":
            self._instances = answer["instances"]
        if request["op"] == "encode" and answer["instance"] >= self._instances:
            raise self._error(f"encoded instance {answer['instance']} of {self._instances}")

    @property
    def pid(self) -> int:
        return self._process.pid

    def close(self) -> None:
        """Ask it to quit, wait a moment, then kill it and whatever it started."""
        if self._process.poll() is None and self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.write(b'{"op": "quit"}\n')
                self._process.stdin.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(2.0)
        self.kill()

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._drain.join(1.0)
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()

    def __enter__(self) -> Worker:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read_line(self, deadline: float, operation: str, timeout_s: float) -> bytes:
        assert self._process.stdout is not None
        descriptor = self._process.stdout.fileno()
        while (newline := self._pending.find(b"\n")) < 0:
            if len(self._pending) > LONGEST_ANSWER_BYTES:
                self.kill()
                raise self._error(f"sent more than {LONGEST_ANSWER_BYTES} bytes without an end of line")
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([descriptor], [], [], left)[0]:
                self.kill()
                raise self._error(f"did not answer `{operation}` within {timeout_s:.0f} s", "timeout")
            chunk = os.read(descriptor, 1 << 16)
            if not chunk:
                raise self._died()
            self._pending += chunk
        line = bytes(self._pending[:newline])
        del self._pending[: newline + 1]
        if self._pending:
            self.kill()
            raise self._error(f"answered `{operation}` with more than one line")
        return line

    def _died(self) -> WorkerError:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(5.0)
        code = self._process.poll()
        self._drain.join(1.0)
        tail = b"".join(self._stderr)[-2000:].decode(errors="replace").strip()
        said = f"; it said: {tail}" if tail else ""
        if code == -signal.SIGKILL:
            return self._error(f"was killed (SIGKILL, most often out of memory){said}", "out_of_memory")
        cause = f"signal {signal.Signals(-code).name}" if code is not None and code < 0 else f"status {code}"
        return self._error(f"ended by {cause} in the middle of its work{said}")

    def _drain_stderr(self) -> None:
        assert self._process.stderr is not None
        kept = 0
        with contextlib.suppress(OSError, ValueError):
            while chunk := os.read(self._process.stderr.fileno(), 1 << 14):
                self._stderr.append(chunk)
                kept += len(chunk)
                while kept - len(self._stderr[0]) > KEPT_STDERR_BYTES:
                    kept -= len(self._stderr.popleft())

    def _error(self, message: str, status: str = "error") -> WorkerError:
        return WorkerError(status, f"{self.task_id}:{self.arm} {message}", self.arm)
