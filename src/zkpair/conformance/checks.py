"""The checks: equal bytes within a wire format, the judge, false outputs, false cases, edge cases, cross-verification.

Each gives `Check`s that name what was tried; a check that could not be run is a failed check.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from zkpair import registry
from zkpair.artefacts import Store, encode_all
from zkpair.cases import digest_of, read_case
from zkpair.conformance.proven import ABSENT
from zkpair.registry import Arm
from zkpair.schema import Check
from zkpair.tasks.task import CaseData, FalseCase, Task
from zkpair.worker.client import Refused, Worker, WorkerError

TIMEOUT_S = 300.0
NO_REFUSALS = {
    *("NotImplementedError", "MemoryError", "ProtocolError", "PanicException", "AssertionError", "AttributeError"),
    *("NameError", "TypeError", "KeyError", "IndexError", "ZeroDivisionError", "RecursionError", "ImportError"),
}
"""Exceptions that tell of a fault of the implementation, not of one in its input: none of them counts as a refusal."""


@dataclass(frozen=True)
class Seen:
    """What one implementation did with a case: its outputs by instance, and how long it took (for the planner)."""

    wire_format: str
    parallel: bool
    outputs: list[bytes]
    start_s: float
    prepare_s: float
    run_s: float


def observe(task: Task, implementation: str, folder: Path) -> Seen:
    """Run every instance once, single-threaded, in a fresh worker. WorkerError when it cannot."""
    case = read_case(folder)
    instances = len(case.instances)
    with Worker(task.id, Arm(implementation), case.cell.parameters) as worker:
        prepared = worker.prepare(folder, TIMEOUT_S)
        outputs = encode_all(worker, folder, instances, TIMEOUT_S)
        again = worker.run(instances, 0, TIMEOUT_S)
        return Seen(
            str(worker.hello["wire_format"]),
            bool(worker.hello["parallel"]),
            outputs,
            worker.start_wall_ns / 1e9,
            prepared["wall_ns"] / 1e9,
            again.wall_ns / instances / 1e9,
        )


def judged(task: Task, case: CaseData, implementation: str, outputs: Sequence[bytes]) -> list[Check]:
    """The judge accepts every output."""
    checks = []
    for i, output in enumerate(outputs):
        reason = task.judge(case, i, output)
        checks.append(Check(f"{implementation}: judge accepts instance {i}", reason is None, reason or ""))
    return checks


def false_outputs_rejected(task: Task, case: CaseData, honest: bytes) -> list[Check]:
    """The judge rejects every altered output: a judge that accepts anything proves nothing."""
    altered = task.false_outputs(case, 0, honest)
    checks = [
        Check(f"judge rejects: {false.label}", task.judge(case, false.instance, false.output) is not None, "")
        for false in altered
    ]
    if not checks:
        checks.append(Check("judge rejects altered outputs", False, f"task {task.id} names no false outputs"))
    return checks


def agree(task: Task, case: CaseData, seen: Mapping[str, Seen]) -> list[Check]:
    """Within a wire format all implementations give equal bytes (or equal by the task's own measure)."""
    checks = []
    equal = task.equal or (lambda case, a, b: a == b)
    names = sorted(seen)
    for position, first in enumerate(names):
        for second in names[position + 1 :]:
            if seen[first].wire_format != seen[second].wire_format:
                continue
            pairs = list(zip(seen[first].outputs, seen[second].outputs, strict=True))
            wrong = [i for i, (a, b) in enumerate(pairs) if not equal(case, a, b)]
            kind = "equal bytes" if task.equal is None else "equal within the task's tolerance"
            checks.append(
                Check(f"{first} and {second}: {kind}", not wrong, f"instance {wrong[0]} differs" if wrong else "")
            )
    return checks


class Examinee:
    """One implementation under examination: one worker for all its cases, a fresh one only where the last has died.

    WorkerError when it cannot even start.
    """

    def __init__(self, task: Task, implementation: str, store: Store):
        self.task, self.implementation, self._store = task, implementation, store
        self._worker: Worker | None = Worker(task.id, Arm(implementation)).start()

    def __enter__(self) -> Examinee:
        return self

    def __exit__(self, *_: object) -> None:
        if self._worker is not None:
            self._worker.close()

    def false_case(self, false: FalseCase, about: str = "") -> Check:
        """A false case is refused with a named error, or answered with exactly the expected no."""
        name = f"{self.implementation}: {false.label}{about}"
        try:
            outputs = self._outputs(false.case)
        except Refused as refusal:
            refused = false.expected == "refuse" and refusal.error not in NO_REFUSALS
            return Check(name, refused, f"refused: {refusal}")
        except WorkerError as error:
            return Check(name, False, f"{error.status}: {error}")
        if false.expected == "refuse":
            return Check(name, False, "was not refused")
        wrong = [i for i, output in enumerate(outputs) if output != false.output]
        return Check(name, not wrong, f"instance {wrong[0]} got a wrong answer" if wrong else "answered no")

    def edge_case(self, case: CaseData) -> list[Check]:
        """A case at the corners is answered, and the judge accepts the answer."""
        try:
            outputs = self._outputs(case)
        except WorkerError as error:
            return [Check(f"{self.implementation}: edge case", False, f"{error.status}: {error}")]
        results = judged(self.task, case, self.implementation, outputs)
        return [Check(f"edge case, {c.name}", c.passed, c.detail) for c in results]

    def accepts(self, case: CaseData, prover: str) -> Check | None:
        """A verifier says 1 to every instance of an honest case; None where it does not do such cases at all."""
        name = f"{self.implementation} accepts {prover}'s proofs"
        try:
            outputs = self._outputs(case)
        except WorkerError as error:
            if error.status in ABSENT:
                return None
            return Check(name, False, f"{error.status}: {error}")
        return Check(name, all(output == b"\x01" for output in outputs), "")

    def _outputs(self, case: CaseData) -> list[bytes]:
        """Prepare and run the case in the worker at hand. A refusal leaves the worker alive, anything else ends it."""
        folder = self._store.write(case)
        if self._worker is None:
            self._worker = Worker(self.task.id, Arm(self.implementation)).start()
        try:
            self._worker.prepare(folder, TIMEOUT_S)
            return encode_all(self._worker, folder, len(case.instances), TIMEOUT_S)
        except Refused:
            raise
        except WorkerError:
            self._worker.close()
            self._worker = None
            raise


def cross_verified(
    task: Task, case: CaseData, store: Store, provers: Mapping[str, Seen], altered: bool = True
) -> list[Check]:
    """Every prover's proofs are accepted by every verifier that knows their format, and (where `altered`) false ones
    rejected by each. Proofs that nobody verifies are a failed check."""
    if task.verified_by is None or task.verify_case is None:
        return []
    verify = registry.task(task.verified_by)
    checks = []
    seen_proofs: dict[tuple[str, ...], str] = {}
    for prover, seen in provers.items():
        same = seen_proofs.setdefault((seen.wire_format, *map(digest_of, seen.outputs)), prover)
        if same != prover:  # equal bytes: what holds for the one holds for the other
            checks.append(Check(f"{prover}: its proofs are {same}'s, byte for byte", True))
            continue
        verify_case = task.verify_case(case, seen.outputs, seen.wire_format)
        false_cases = verify.false_cases(verify_case) if altered else []
        asked = 0
        for verifier in registry.implementations(verify.id):
            try:
                with Examinee(verify, verifier, store) as examinee:
                    accepted = examinee.accepts(verify_case, prover)
                    if accepted is None:
                        continue
                    asked += 1
                    checks.append(accepted)
                    checks += [examinee.false_case(false, f" (of {prover}'s proof)") for false in false_cases]
            except WorkerError as error:
                if error.status not in ABSENT:
                    checks.append(Check(f"{verifier} verifies {prover}'s proofs", False, str(error)))
        if not asked:
            checks.append(Check(f"{prover}: its proofs are verified", False, f"nobody verifies {verify_case.cell}"))
    return checks


def is_right(
    task: Task, case: CaseData, instance: int, output: bytes, wire_format: str, proven: Sequence[str], store: Store
) -> bool:
    """Is this output of a later run right? It is byte for byte what was proven for its instance (`proven`: the digests
    of outputs that the judge and the verifiers have accepted); or else they accept it now."""
    if digest_of(output) == proven[instance]:
        return True
    if task.judge(case, instance, output) is not None:
        return False
    if task.verified_by is None:
        return True
    alone = replace(case, instances=[case.instances[instance]])
    made = Seen(wire_format, False, [output], 0.0, 0.0, 0.0)
    return all(check.passed for check in cross_verified(task, alone, store, {"it": made}, altered=False))
