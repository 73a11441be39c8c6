"""`make fuzz`: throw altered input at every parser and every law, in both languages, for FUZZ_MINUTES (60 by default).

Three kinds, one after the other: the targets of tests/fuzz (two at a time, each in a process of its own), the property
tests of `make test` with many more cases and new seeds, and cargo-fuzz where it is installed. One line a target says
how many executions there were and what was found; what was found is kept below results/fuzz. Exit status 1 when
anything was.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from bootstrap.console import SetupError, fail, say
from bootstrap.paths import ROOT, Paths
from bootstrap.toolchain import with_rust

PATHS = Paths(ROOT)
TOOLS = Path(__file__).resolve().parent
FINDINGS = ROOT / "results" / "fuzz"
RUST_FUZZ = PATHS.rust_workspace / "fuzz"
AT_ONCE = 2
SHARES = {"targets": 0.55, "properties": 0.2, "cargo-fuzz": 0.25}
FIRST_ROUND_CASES, MOST_CASES = 2_000, 200_000
GRACE_S = 120.0
STOPPED = 124
HOW_TO_GET = "`cargo install cargo-fuzz --locked` and `rustup toolchain install nightly` make it run"


@dataclass(frozen=True)
class Result:
    """What one target did. `trouble`: why it counts as a finding; empty when nothing was found."""

    name: str
    executions: str
    trouble: str = ""

    def __str__(self) -> str:
        return f"  {self.name:<28}{self.executions:>14} executions   {self.trouble or 'nothing found'}"


def minutes() -> float:
    text = os.environ.get("FUZZ_MINUTES", "60")
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0 < found <= 7 * 24 * 60:
        raise SetupError(f"FUZZ_MINUTES is {text!r}: give minutes, at most a week of them")
    return found


def bounded(command: list[str], folder: Path, environment: dict[str, str], limit_s: float) -> tuple[int, str]:
    """Exit status (STOPPED when the time was over) and what it printed; its children go with it."""
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        try:
            output, _ = process.communicate(timeout=max(1.0, limit_s))
            return process.returncode, output.decode(errors="replace")
        except BaseException as error:
            os.killpg(process.pid, signal.SIGKILL)
            output, _ = process.communicate()
            if isinstance(error, subprocess.TimeoutExpired):
                return STOPPED, output.decode(errors="replace")
            raise


def target(name: str, seconds: float, environment: dict[str, str]) -> Result:
    """One target of tests/fuzz. A process that ended leaves the input it was trying: that is kept as a finding."""
    begin = str(time.time_ns())
    command = [str(PATHS.python), "-m", "zkpair_fuzz", name, "--seconds", str(seconds), "--seed", begin]
    status, output = bounded([*command, "--findings", str(FINDINGS)], ROOT, environment, seconds + GRACE_S)
    last = output.strip().splitlines()[-1:] or [""]
    if last[0].startswith("{"):
        result = json.loads(last[0])
        found: dict[str, str] = result["findings"]
        listed = "".join(f"\n      {Path(path).relative_to(ROOT)}: {why[:300]}" for path, why in found.items())
        return Result(name, f"{result['executions']:,}", f"{len(found)} FOUND{listed}" if found else "")
    kept = keep_current(name, output)
    return Result(name, "?", f"1 FOUND: the process ended with status {status}, see {kept}")


def keep_current(name: str, output: str) -> str:
    current = FINDINGS / f"current-{name}"
    if not current.is_file():
        return f"its words: {output[-500:]}"
    kept = FINDINGS / name / f"ended-{time.time_ns()}"
    kept.parent.mkdir(parents=True, exist_ok=True)
    current.replace(kept)
    kept.with_suffix(".txt").write_text(output)
    return str(kept.relative_to(ROOT))


def targets(seconds: float, environment: dict[str, str]) -> list[Result]:
    environment = {**environment, "PYTHONPATH": str(ROOT / "tests" / "fuzz"), "RAYON_NUM_THREADS": "1"}
    status, output = bounded([str(PATHS.python), "-m", "zkpair_fuzz", "list"], ROOT, environment, GRACE_S)
    if status != 0:
        raise SetupError(f"the targets cannot be listed: {output[-500:]}")
    names = output.split()
    each = max(1.0, seconds * AT_ONCE / len(names))
    found = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for result in pool.map(lambda name: target(name, each, environment), names):
            say(str(result))
            found.append(result)
    return found


def properties(seconds: float, environment: dict[str, str]) -> list[Result]:
    """The property tests of both languages, more cases each round until the time is over."""
    end, cases, rounds = time.monotonic() + seconds, FIRST_ROUND_CASES, 0
    commands = {
        "properties in Rust": (
            ["cargo", "test", "--release", "--locked", "--workspace", "--quiet", "--tests"],
            PATHS.rust_workspace,
            {},
        ),
        "properties in Python": (
            [
                str(PATHS.python),
                "-m",
                "pytest",
                "-q",
                "-m",
                "hypothesis and not slow",
                "-p",
                "fuzz_plugin",
                "-x",
                "tests",
            ],
            ROOT,
            {"PYTHONPATH": str(TOOLS)},
        ),
    }
    trouble = dict.fromkeys(commands, "")
    while time.monotonic() < end and not any(trouble.values()):
        rounds += 1
        for number, (name, (command, folder, more)) in enumerate(commands.items()):
            left = (end - time.monotonic()) / (len(commands) - number)
            if left < 1:
                break
            extra = {"PROPTEST_CASES": str(cases), "ZKPAIR_FUZZ_CASES": str(cases)}
            status, output = bounded(command, folder, {**environment, **more, **extra}, left)
            if status not in (0, STOPPED):
                FINDINGS.mkdir(parents=True, exist_ok=True)
                path = FINDINGS / f"{name.replace(' ', '-')}-{time.time_ns()}.txt"
                path.write_text(output)
                trouble[name] = f"FOUND, see {path.relative_to(ROOT)}"
        cases = min(MOST_CASES, 2 * cases)
    results = [Result(name, f"{rounds} rounds of", why) for name, why in trouble.items()]
    for result in results:
        say(str(result))
    return results


def why_no_cargo_fuzz(environment: dict[str, str]) -> str:
    """Empty when coverage-guided fuzzing can run here."""
    try:
        status, _ = bounded(["cargo", "fuzz", "--version"], PATHS.rust_workspace, environment, 60)
        if status != 0:
            return "cargo-fuzz is not installed"
        if not shutil.which("rustup", path=environment.get("PATH")):
            return "there is no rustup to choose a nightly compiler"
        _, output = bounded(["rustup", "toolchain", "list"], PATHS.rust_workspace, environment, 60)
    except OSError as error:
        return f"cargo does not run ({error.strerror})"
    return "" if "nightly" in output else "there is no nightly compiler"


def cargo_fuzz(seconds: float, environment: dict[str, str]) -> list[Result]:
    """Each target of impls/rust/fuzz, coverage-guided, from honest seeds."""
    bounded([str(PATHS.python), str(RUST_FUZZ / "seeds.py")], ROOT, environment, GRACE_S)
    names = sorted(path.stem for path in (RUST_FUZZ / "fuzz_targets").glob("*.rs"))
    results = []
    for name in names:
        kept = FINDINGS / f"rust-{name}"
        kept.mkdir(parents=True, exist_ok=True)
        run = ["cargo", "+nightly", "fuzz", "run", name, "--"]
        options = [f"-max_total_time={max(1, round(seconds / len(names)))}", f"-artifact_prefix={kept}/"]
        status, output = bounded(
            [*run, *options, "-rss_limit_mb=2048", "-timeout=20", "-print_final_stats=1"],
            PATHS.rust_workspace,
            environment,
            seconds / len(names) + 15 * 60,
        )
        counted = [line.split()[-1] for line in output.splitlines() if "number_of_executed_units" in line]
        trouble = "" if status == 0 else f"FOUND or failed (status {status}): {last_words(kept, output)}"
        results.append(Result(f"rust: {name}", counted[0] if counted else "?", trouble))
        say(str(results[-1]))
    return results


def last_words(folder: Path, output: str) -> str:
    path = folder / "output.txt"
    path.write_text(output)
    return f"see {path.relative_to(ROOT)}"


def main() -> int:
    try:
        seconds = 60 * minutes()
        environment = with_rust(PATHS)
        missing = why_no_cargo_fuzz(environment)
        shares = dict(SHARES)
        if missing:
            shares["targets"] += shares.pop("cargo-fuzz")
        say(f"fuzz: {seconds / 60:g} minutes; findings are kept in {FINDINGS.relative_to(ROOT)}")
        results = targets(seconds * shares["targets"], environment)
        results += properties(seconds * shares["properties"], environment)
        if missing:
            say(f"  coverage-guided fuzzing in Rust is left out: {missing}; {HOW_TO_GET}")
        else:
            results += cargo_fuzz(seconds * shares["cargo-fuzz"], environment)
    except SetupError as error:
        return fail(error)
    found = [result.name for result in results if result.trouble]
    say(f"fuzz: {'found something in ' + ', '.join(found) if found else 'nothing found'}")
    return 1 if found else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
