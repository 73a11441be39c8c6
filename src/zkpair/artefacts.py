"""The store of cases and artefacts: what a cell needs is made once, judged, and kept by digest.

A case is made of (cell, seed) and the artefacts that its task needs; an artefact is the judged output of another cell,
made by the first implementation that can (native ones first: they are the fastest). Both are kept below one cache
folder and found again by a key that holds the source of all tasks, so that a changed generator or judge makes them
anew.
"""

from __future__ import annotations

import hashlib
import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import zkpair.tasks
import zkpair_graph
from zkpair import bounded_json, cases, registry
from zkpair.record import write_atomically
from zkpair.registry import Arm
from zkpair.tasks.task import CaseData, Cell, Need
from zkpair.worker.client import Worker, WorkerError

MAKE_TIMEOUT_S = 600.0


class ArtefactError(Exception):
    """An artefact that no implementation could make; says what each of them answered."""


def default_cache() -> Path:
    """`$ZKPAIR_CACHE`, else `.cache/zkpair` where the command is called."""
    return Path(os.environ.get("ZKPAIR_CACHE", ".cache/zkpair")).absolute()


@cache
def tasks_source_hash() -> str:
    """SHA-256 over the source of our tasks and of what they judge models by, in order of path."""
    roots = (zkpair.tasks.__path__[0], zkpair_graph.__path__[0])
    return hashlib.sha256("".join(source_hash(Path(root)) for root in roots).encode()).hexdigest()


def source_hash(root: Path) -> str:
    """SHA-256 over everything below `root` that decides behaviour: Python, libraries, data; in order of path."""
    found = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            found.update(str(path.relative_to(root)).encode() + b"\0")
            found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


class Store:
    """Cases and artefacts below a cache folder."""

    def __init__(self, root: Path | None = None):
        self.root = root if root is not None else default_cache()
        self.cases_root = self.root / "cases"
        self._whole: set[Path] = set()

    def case(self, cell: Cell, seed: int) -> Path:
        """The folder of the case of that cell and seed, made when it is not there."""
        index = self.root / "index" / f"{self._key('case', cell, seed)}.json"
        known = _read_index(index)
        if isinstance(known, dict) and isinstance(known.get("folder"), str):
            folder = self.cases_root / Path(known["folder"]).name
            if self._is_whole(folder):
                return folder
        task = registry.task(cell.task)
        artefacts = {name: self.artefact(needed, seed, name) for name, needed in task.needs(cell).items()}
        folder = cases.write_case(task.generate(cell, seed, artefacts), self.cases_root)
        write_atomically(index, json.dumps({"folder": folder.name}).encode())
        self._whole.add(folder)
        return folder

    def _is_whole(self, folder: Path) -> bool:
        """Checked byte by byte once, then only that it is still there."""
        if folder not in self._whole and cases.is_whole(folder):
            self._whole.add(folder)
        return folder in self._whole and (folder / "case.json").is_file()

    def write(self, case: CaseData) -> Path:
        """The folder of a case that was made elsewhere (a user's files, a false case)."""
        return cases.write_case(case, self.cases_root)

    def artefact(self, needed: Cell | Need, seed: int, name: str = "") -> bytes:
        """The judged output of that cell. A name that ends in `#i` means instance i, any other instance 0."""
        need = needed if isinstance(needed, Need) else Need(needed, "")
        _, marked, number = name.partition("#")
        return self.outputs(self.case(need.cell, seed), need.wire_format)[int(number) if marked else 0]

    def outputs_of(self, case: CaseData) -> list[bytes]:
        """The judged outputs of a case that was made elsewhere."""
        return self.outputs(self.write(case))

    def outputs(self, folder: Path, wire_format: str = "") -> list[bytes]:
        """The judged outputs of a case, one for each instance, in that wire format (if empty: in anyone's).

        ArtefactError when nobody can make them.
        """
        index = self.root / "index" / f"{self._key('outputs', folder.name, wire_format)}.json"
        blobs = self.root / "outputs"
        known = _read_index(index)
        if isinstance(known, list):
            kept = [_read_blob(blobs, digest) for digest in known]
            whole = [data for data in kept if data is not None]
            if len(whole) == len(kept) > 0:
                return whole
        made = self._make(folder, wire_format)
        digests = [cases.digest_of(data) for data in made]
        for digest, data in zip(digests, made, strict=True):
            write_atomically(blobs / digest, data)
        write_atomically(index, json.dumps(digests).encode())
        return made

    def _make(self, folder: Path, wire_format: str) -> list[bytes]:
        case = cases.read_case(folder)
        task = registry.task(case.cell.task)
        answers = []
        wanted = f" in the format {wire_format}" if wire_format else ""
        for name in reversed(registry.implementations(task.id)):
            try:
                outputs = run_once(
                    task.id, Arm(name, os.cpu_count() or 1), folder, len(case.instances), MAKE_TIMEOUT_S, wire_format
                )
            except WorkerError as error:
                answers.append(f"{name}: {error}")
                continue
            reasons = [r for i, output in enumerate(outputs) if (r := task.judge(case, i, output)) is not None]
            if not reasons:
                return outputs
            answers.append(f"{name}: judged wrong: {reasons[0]}")
        said = "; ".join(answers) or "it has no implementation"
        raise ArtefactError(f"nobody can make the output of {case.cell}{wanted}: {said}")

    def _key(self, *parts: object) -> str:
        return hashlib.sha256("\0".join(map(str, (*parts, tasks_source_hash()))).encode()).hexdigest()[:32]


def _read_index(path: Path) -> Any:
    """What an index file says; None where it is missing or damaged: its content is made anew then."""
    try:
        return bounded_json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None


def _read_blob(folder: Path, digest: object) -> bytes | None:
    """A blob kept under its digest; None where it is missing or not what its name says."""
    try:
        data = (folder / Path(str(digest)).name).read_bytes()
    except (OSError, ValueError):
        return None
    return data if cases.digest_of(data) == digest else None


def run_once(
    task_id: str, arm: Arm, folder: Path, instances: int, timeout_s: float, wire_format: str = ""
) -> list[bytes]:
    """Run each instance once in a fresh worker and give the encoded outputs.

    WorkerError (unavailable) where it writes another wire format than the one that is wanted.
    """
    with Worker(task_id, arm) as worker:
        written = str(worker.hello["wire_format"])
        if wire_format not in ("", written):
            raise WorkerError("unavailable", f"it writes {written}, not {wire_format}", arm)
        worker.prepare(folder, timeout_s)
        return encode_all(worker, folder, instances, timeout_s)


def encode_all(worker: Worker, folder: Path, instances: int, timeout_s: float) -> list[bytes]:
    """Run each instance of the prepared case once; the encoded outputs in order."""
    outputs = []
    for i in range(instances):
        worker.run(1, i, timeout_s)
        outputs.append(worker.encode(folder.parent / f".output-{os.getpid()}-{worker.pid}", timeout_s))
    return outputs
