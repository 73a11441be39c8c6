"""What the harness reads: cases, runs, targets, and the arguments of the command."""

from __future__ import annotations

import json
import os
import random
import shlex
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from unittest import mock

from click.testing import CliRunner

from zkpair_fuzz import mutate
from zkpair_fuzz.target import Finding, Target, only

ROOT = Path(__file__).parents[3]
RUN = ROOT / "tests" / "data" / "runs" / "20260105T090000Z-synthetic-a"


def _folder() -> Path:
    shared = Path("/dev/shm")  # memory, where there is such a thing: files come and go thousands of times a second
    return Path(tempfile.mkdtemp(prefix="zkpair-fuzz-", dir=shared if os.access(shared, os.W_OK) else None))


def case() -> Target:
    """`case.json`, a line, then the bytes of a blob: read whole, or refused by name."""
    from zkpair.cases import CaseError, digest_of, read_case, write_case
    from zkpair.tasks.task import CaseData, Cell

    folder = _folder()
    blob = b"a blob of some bytes"
    made = CaseData(Cell.of("algebra/ntt", {"field": "bn254_fr"}, 4), 1, {"key": blob}, [{"x": blob}, {"x": blob}])
    honest = (write_case(made, folder / "made") / "case.json").read_bytes()

    def check(data: bytes) -> str:
        content, _, blob_bytes = data.partition(b"\n")
        (folder / "case.json").write_bytes(content)
        (folder / digest_of(blob)).write_bytes(blob_bytes)
        with only(CaseError) as refused:
            read_case(folder)
        return "refused" if refused else "accepted"

    seeds = [honest + b"\n" + blob]
    return Target("case.json", seeds, mutate.json_lines, check, lambda: shutil.rmtree(folder))


def _run_folder(plan: bytes, records: bytes, folder: Path) -> Path:
    run = folder / RUN.name
    run.mkdir(exist_ok=True)
    (run / "plan.json").write_bytes(plan)
    (run / "records.jsonl").write_bytes(records)
    return run


def _few_records() -> bytes:
    """One record of each kind, two of times."""
    kept: dict[str, list[bytes]] = {}
    for line in (RUN / "records.jsonl").read_bytes().splitlines():
        kind = kept.setdefault(json.loads(line)["kind"], [])
        if len(kind) < 2:
            kind.append(line)
    return b"".join(line + b"\n" for lines in kept.values() for line in lines)


def records() -> Target:
    """`records.jsonl`, read and made into findings as for a report."""
    from zkpair.analysis.load import load_run
    from zkpair.cli.report import find_in
    from zkpair.record import RecordError, RunFolder

    folder, plan = _folder(), (RUN / "plan.json").read_bytes()

    def check(data: bytes) -> str:
        run = _run_folder(plan, data, folder)
        with only(RecordError) as refused:
            find_in(load_run(RunFolder(run)), folder, ROOT / "targets.toml")
        return "refused" if refused else "accepted"

    return Target("records.jsonl", [_few_records()], mutate.json_lines, check, lambda: shutil.rmtree(folder))


def plan() -> Target:
    from zkpair.analysis.load import load_run
    from zkpair.cli.report import find_in
    from zkpair.record import RecordError, RunFolder

    folder, honest = _folder(), _few_records()

    def check(data: bytes) -> str:
        run = _run_folder(data, honest, folder)
        with only(RecordError) as refused:
            find_in(load_run(RunFolder(run)), folder, ROOT / "targets.toml")
        return "refused" if refused else "accepted"

    seeds = [(RUN / "plan.json").read_bytes()]
    return Target("plan.json", seeds, mutate.json_values, check, lambda: shutil.rmtree(folder))


def targets() -> Target:
    """`targets.toml`, read and judged against a run's findings."""
    from zkpair.analysis.load import load_run
    from zkpair.analysis.targets import TargetError, judge_targets, load_targets
    from zkpair.cli.report import find_in
    from zkpair.record import RunFolder
    from zkpair.registry import task_ids

    folder = _folder()
    found = find_in(load_run(RunFolder(_run_folder((RUN / "plan.json").read_bytes(), _few_records(), folder))), folder)
    path = folder / "targets.toml"

    def check(data: bytes) -> str:
        path.write_bytes(data)
        with only(TargetError) as refused:
            judge_targets(load_targets(path), found.cells if hasattr(found, "cells") else [], task_ids())
        return "refused" if refused else "accepted"

    seeds = [(ROOT / "targets.toml").read_bytes()]
    return Target("targets.toml", seeds, mutate.text, check, lambda: shutil.rmtree(folder))


WORDS = [
    *("list", "verify", "run", "report", "compare", "doctor", "new", "groth16", "setup", "prove", "export-vkey"),
    *("--help", "--json", "--quick", "--full", "--resume", "--report", "--arms", "--size", "-p", "--param", "--seed"),
    *("--budget", "--profile", "--results", "--lang", "--out", "--targets", "--r1cs", "--wtns", "--zkey", "--threads"),
    *("--implementation", "--vkey", "--public", "--proof", "algebra/msm", "algebra/ntt", "alg*", "*", "[", "snark/*"),
    *("snark/groth16_prove", "inference/fit", "rust", "rust@2", "python,rust", "rust@0", "rust@x", "@", ",", "2^10"),
    *(
        "2^10,2^12",
        "2^-1",
        "0^-1",
        "2^99999",
        "9^9^9",
        "9^999999999",
        "2^-999",
        "-1",
        "0",
        "1e9",
        "nan",
        "10m",
        "1",
        "99999999999999999999",
    ),
    *("curve=bn254_g1", "field=bn254_fr", "=", "x=", "curve=", "ko", "xx", "HEAD", "HEAD~1", "newest", "/dev/null"),
    *("/nowhere/at/all", ".", "", "\udcff", "ü", "9" * 5000, "a" * 5000, "file.r1cs", "--", "-", "snark/x_y"),
]
COMMANDS = [
    "list",
    "list algebra/msm",
    "verify algebra/ntt --size 2^4",
    "run algebra/msm -p curve=bn254_g1 --size 2^10,2^12 --arms python-tuned,rust,rust@2",
    "run --resume newest --results none",
    "run --budget 10m --seed 3 --quick --json",
    "run algebra/ntt --profile rust@2 --size 2^10",
    "run snark/groth16_prove --r1cs file.r1cs --wtns file.r1cs --zkey file.r1cs",
    "report none --lang ko --results none",
    "compare none other --results none",
    "groth16 setup --r1cs file.r1cs --out out --seed 1 --implementation rust",
    "groth16 prove --zkey file.r1cs --wtns file.r1cs --out out --threads 2",
    "groth16 verify --vkey file.r1cs --public file.r1cs --proof file.r1cs",
    "groth16 export-vkey --zkey file.r1cs --out out",
    "new snark/my_task",
]


def _words(data: bytes, chosen: random.Random, others: Sequence[bytes]) -> bytes:
    words = json.loads(data)
    for _ in range(chosen.choice((1, 1, 2, 3))):
        at = chosen.randrange(len(words) + 1)
        match chosen.randrange(5):
            case 0 if at < len(words):
                words[at] = chosen.choice(WORDS)
            case 1 if at < len(words):
                del words[at]
            case 2 if at < len(words):
                words[at] = words[at] + chosen.choice(WORDS)
            case _:
                words.insert(at, chosen.choice(WORDS))
    return json.dumps(words).encode()


def arguments() -> Target:
    """Any words after `zkpair`: what would measure, prove or write is stopped where it begins."""
    from zkpair.cli.main import cli

    folder = _folder()
    stopped = {
        "zkpair.measure.run.Runner.run": None,
        "zkpair.cli.profile.profile": None,
        "zkpair.conformance.conform.conform": None,
        "zkpair.cli.verify.conform": None,
        "zkpair.worker.client.Worker.start": None,
        "zkpair.cli.doctor.doctor.callback": None,
        "zkpair.cli.truth.truth.callback": None,
        "webbrowser.open": None,
    }

    def check(data: bytes) -> str:
        words = [str(word) for word in json.loads(data)]
        work = folder / "work"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        (work / "file.r1cs").write_bytes(b"r1cs")
        with _here(work), mock.patch.dict(os.environ, ZKPAIR_LOCK=str(folder / "lock"), ZKPAIR_CACHE=str(folder / "c")):
            patches = [mock.patch(name) for name in stopped]
            try:
                for patch in patches:
                    patch.start()
                result = CliRunner().invoke(cli, words)
            finally:
                mock.patch.stopall()
        error = result.exception
        if error is not None and not isinstance(error, SystemExit):
            if isinstance(error, TypeError) and "Mock" in str(error):
                return "stopped"
            raise Finding(f"zkpair {shlex.join(words)}: {type(error).__name__}: {error}") from error
        if "Traceback" in result.output:
            raise Finding(f"zkpair {shlex.join(words)}: a traceback")
        if result.exit_code and not result.output.strip():
            raise Finding(f"zkpair {shlex.join(words)}: exit status {result.exit_code} without a word")
        return "refused" if result.exit_code else "accepted"

    seeds = [json.dumps(shlex.split(command)).encode() for command in COMMANDS]
    return Target("arguments", seeds, _words, check, lambda: shutil.rmtree(folder))


class _here:
    def __init__(self, folder: Path):
        self._folder = folder

    def __enter__(self) -> None:
        self._before = Path.cwd()
        os.chdir(self._folder)

    def __exit__(self, *_: object) -> None:
        os.chdir(self._before)


TARGETS = {
    "case.json": case,
    "records.jsonl": records,
    "plan.json": plan,
    "targets.toml": targets,
    "arguments": arguments,
}
