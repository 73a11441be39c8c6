"""`make fuzz`: throw mutated input at every parser and every law, in both languages, for FUZZ_MINUTES (60 by default).

The property tests of `make test`, with many more cases and new seeds each round, one language after the other. What
fails is printed with its smallest example, and kept where the next ordinary test run tries it first (.hypothesis/,
proptest-regressions/).
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from bootstrap.console import SetupError, fail, say
from bootstrap.paths import ROOT, Paths
from bootstrap.toolchain import with_rust

PATHS = Paths(ROOT)
PLUGINS = Path(__file__).resolve().parent
FIRST_ROUND_CASES = 2_000
MOST_CASES = 200_000


def minutes() -> float:
    text = os.environ.get("FUZZ_MINUTES", "60")
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0 < found <= 7 * 24 * 60:
        raise SetupError(f"FUZZ_MINUTES is {text!r}: give minutes, at most a week of them")
    return found


def rust(cases: int, left_s: float, environment: dict[str, str]) -> int | None:
    """Every property test of the workspace; None when the time was over first."""
    command = ["cargo", "test", "--release", "--workspace", "--quiet", "--tests"]
    environment = {**environment, "PROPTEST_CASES": str(cases)}
    return bounded(command, PATHS.rust_workspace, environment, left_s)


def python(cases: int, left_s: float, environment: dict[str, str]) -> int | None:
    """Every test that hypothesis drives."""
    environment = {**environment, "ZKPAIR_FUZZ_CASES": str(cases), "PYTHONPATH": str(PLUGINS)}
    options = ["-q", "-m", "hypothesis and not slow", "-p", "fuzz_plugin", "-p", "no:xdist", "-x"]
    return bounded([str(PATHS.python), "-m", "pytest", *options, "tests"], ROOT, environment, left_s)


def bounded(command: list[str], folder: Path, environment: dict[str, str], left_s: float) -> int | None:
    """The command's exit status, or None when it was stopped for want of time."""
    with subprocess.Popen(command, cwd=folder, env=environment, start_new_session=True) as process:
        try:
            return process.wait(max(1.0, left_s))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 15)
            process.wait(30)
            return None
        except BaseException:
            os.killpg(process.pid, 15)
            raise


def main() -> int:
    try:
        end = time.monotonic() + 60 * minutes()
        environment = with_rust(PATHS)
    except SetupError as error:
        return fail(error)
    cases, rounds = FIRST_ROUND_CASES, 0
    while time.monotonic() < end:
        rounds += 1
        say(f"== round {rounds}: {cases} cases a property, {(end - time.monotonic()) / 60:.1f} minutes left")
        # Each language gets half of what is left, so that neither starves in a short session.
        for side, share in ((rust, 0.5), (python, 1.0)):
            status = side(cases, share * (end - time.monotonic()), environment)
            if status not in (0, None):
                say(f"fuzz: {side.__name__} found something in round {rounds}, see above")
                return 1
        cases = min(MOST_CASES, 2 * cases)
    say(f"fuzz: nothing found in {rounds} rounds")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
