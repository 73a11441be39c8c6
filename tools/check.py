"""Everything that guards the project, step by step: `make test`, `make lint`, `make format`.

Every step runs, also when one before it failed; the exit status is 0 when all passed. `--only WORD` runs the steps
whose name holds the word, `--list` names them, `--slow` adds the steps of the slow tests (`pytest.mark.slow`, and in
Rust `#[ignore = "slow"]`). What follows `--` goes to pytest.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from bootstrap.console import SetupError, fail, say
from bootstrap.levels import cargo_environment
from bootstrap.paths import ROOT, Paths
from bootstrap.toolchain import with_rust

PATHS = Paths(ROOT)
PYTHON = str(PATHS.python)
RUST = PATHS.rust_workspace
# The scalar level's own target folder and flags: its tests and lint share what was built for it.
PLONKY3, SCALAR = "impls/rust/plonky3", cargo_environment(PATHS, "scalar")
TYPED = ("src", "impls/python/src", "impls/graph/src", "impls/rust/python", "tools", "benchmarks")
FORMATTED = ("src", "impls/python", "impls/graph", "impls/rust/python", "tools", "benchmarks", "tests")


@dataclass(frozen=True)
class Step:
    """A command with the words for it. A quiet one is shown only when it fails."""

    name: str
    command: Sequence[str]
    folder: str = "."
    quiet: bool = True
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    step: Step
    status: int
    seconds: float

    @property
    def word(self) -> str:
        return "ok" if self.status == 0 else f"FAILED (status {self.status})"


def existing(folders: Sequence[str]) -> list[str]:
    return [name for name in folders if any((ROOT / name).rglob("*.py"))]


def lint_steps() -> list[Step]:
    stubs = ["-m", "mypy.stubtest", "--concise", "--allowlist", "tools/stubs_allowed.txt", "zkpair_rust._native"]
    clippy = ["clippy", "--release", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"]
    return [
        Step("ruff check", [PYTHON, "-m", "ruff", "check", *existing(FORMATTED)]),
        Step("ruff format", [PYTHON, "-m", "ruff", "format", "--check", *existing(FORMATTED)]),
        Step("mypy --strict", [PYTHON, "-m", "mypy", *existing(TYPED)]),
        Step("stubs of the extension", [PYTHON, *stubs]),
        Step("cargo fmt", ["cargo", "fmt", "--all", "--check"], folder="impls/rust"),
        Step("cargo clippy", ["cargo", *clippy], folder="impls/rust"),
        Step("cargo fmt, plonky3", ["cargo", "fmt", "--check"], folder=PLONKY3),
        Step("cargo clippy, plonky3", ["cargo", *clippy], folder=PLONKY3, environment=SCALAR),
    ]


def test_steps(slow: bool, extra: Sequence[str]) -> list[Step]:
    """The release profile shares the extension's own artefacts; tests over 254-bit fields want it anyway.

    Rust's slow tests are those that `#[ignore]` leaves out: each has a quick one beside it, of the same kind.
    """
    pytest = [PYTHON, "-m", "pytest", "-q", "-n", "2", "--dist", "worksteal", "-m"]
    cargo = ["cargo", "test", "--release", "--locked"]
    suite = [*cargo, "--test", "suite"]
    steps = [
        Step("cargo test, plonky3", suite, folder=PLONKY3, quiet=False, environment=SCALAR),
        Step("cargo test", cargo, folder="impls/rust", quiet=False),
        Step("pytest", [*pytest, "not slow", *extra], quiet=False),
    ]
    left_out = ["--", "--ignored"]
    slow_steps = [
        Step("slow cargo test, plonky3", [*suite, *left_out], folder=PLONKY3, quiet=False, environment=SCALAR),
        Step("slow cargo test", [*cargo, *left_out], folder="impls/rust", quiet=False),
        # One after the other: two at once would each make asv's history, and write the same file about the machine.
        Step("slow pytest", [PYTHON, "-m", "pytest", "-q", "-m", "slow", *extra], quiet=False),
    ]
    return steps + (slow_steps if slow else [])


def format_steps() -> list[Step]:
    return [
        Step("ruff check --fix", [PYTHON, "-m", "ruff", "check", "--fix", *existing(FORMATTED)]),
        Step("ruff format", [PYTHON, "-m", "ruff", "format", *existing(FORMATTED)]),
        Step("cargo fmt", ["cargo", "fmt", "--all"], folder="impls/rust"),
        Step("cargo fmt, plonky3", ["cargo", "fmt"], folder=PLONKY3),
    ]


def run(step: Step, environment: dict[str, str]) -> Outcome:
    """Run one step; a loud one prints as it goes, a quiet one only when it failed."""
    say(f"== {step.name} ", end="\n" if not step.quiet else "")
    start = time.monotonic()
    done = subprocess.run(
        step.command,
        cwd=ROOT / step.folder,
        env={**environment, **step.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if step.quiet else None,
        stderr=subprocess.STDOUT if step.quiet else None,
        check=False,
    )
    outcome = Outcome(step, done.returncode, time.monotonic() - start)
    if step.quiet:
        say(f"{'.' * (48 - len(step.name))} {outcome.word} {outcome.seconds:.1f} s")
        if outcome.status != 0:
            say(done.stdout.decode(errors="replace").rstrip())
    return outcome


def summary(outcomes: Sequence[Outcome]) -> None:
    say("\n== summary")
    for outcome in outcomes:
        say(f"   {outcome.step.name:<28}{outcome.seconds:8.1f} s   {outcome.word}")
    failed = sum(outcome.status != 0 for outcome in outcomes)
    total = sum(outcome.seconds for outcome in outcomes)
    verdict = "all passed" if failed == 0 else f"{failed} of {len(outcomes)} steps failed"
    say(f"   {'total':<28}{total:8.1f} s   {verdict}")


def chosen(options: argparse.Namespace) -> list[Step]:
    if options.format:
        return format_steps()
    steps = lint_steps() + ([] if options.lint else test_steps(options.slow, options.pytest))
    return [step for step in steps if options.only is None or options.only in step.name]


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tools/check.py", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--lint", action="store_true", help="the steps that run no test")
    parser.add_argument("--format", action="store_true", help="bring the sources into their one form")
    parser.add_argument("--slow", action="store_true", help="also the tests that are slow")
    parser.add_argument("--only", metavar="WORD", help="only the steps whose name holds WORD")
    parser.add_argument("--list", action="store_true", help="name the steps and run none")
    parser.add_argument("pytest", nargs="*", help="options for pytest, after --")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    options = parse(arguments)
    steps = chosen(options)
    if options.list or not steps:
        say("\n".join(step.name for step in steps) or f"no step's name holds {options.only!r}")
        return 0 if steps else 2
    try:
        environment = with_rust(PATHS)
    except SetupError as error:
        return fail(error)
    environment.setdefault("CARGO_TERM_COLOR", "never" if os.environ.get("CI") else "auto")
    outcomes = [run(step, environment) for step in steps]
    summary(outcomes)
    return 0 if all(outcome.status == 0 for outcome in outcomes) else 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
