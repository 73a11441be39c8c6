"""A throw-away repository with a toy pair, whose commits make one side slower or faster, measured by asv.

What is tested is the way from a commit to a page, not the clock: the toy's worker has a clock of its own, which moves
by a millisecond for each round of work (and up to 1 % more or less), whatever else the machine does. Which commit is
slow is still decided by the source that asv checks out, installs and has measured in fresh processes.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from zkpair.tasks.inference import predict

ROOT = Path(__file__).resolve().parent.parent.parent
TOOLS = ROOT / "tools"
sys.path.insert(0, str(TOOLS))

PYPROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[project]
name = "zkpair-python"
version = "0.1.0"
[project.entry-points."zkpair.tasks"]
"toy/squares" = "toy.task:TASK"
[project.entry-points."zkpair.implementations"]
"toy/squares:python" = "toy.loops:Python"
"toy/squares:quicker" = "toy.loops:Quicker"
[tool.hatch.build.targets.wheel]
packages = ["src/toy"]
"""

TASK = '''\
"""The sum of the squares of n small numbers."""
from zkpair.tasks.task import CaseData, Combination, FalseOutput, Headline, Task


def generate(cell, seed, artefacts):
    numbers = [bytes((i * 7 + j + seed) % 251 for i in range(cell.size)) for j in range(2)]
    return CaseData(cell, seed, {}, [{"numbers": data} for data in numbers])


def answer(case, instance):
    return sum(x * x for x in case.instances[instance]["numbers"]).to_bytes(8, "little")


def judge(case, instance, output):
    return None if output == answer(case, instance) else "another sum"


def false_outputs(case, instance, output):
    return [FalseOutput("one more", instance, bytes([output[0] ^ 1]) + output[1:]), FalseOutput("empty", instance, b"")]


TASK = Task(
    id="toy/squares", summary="sum of squares",
    combinations=[Combination({"kind": "small"}, (1 << 8, 1 << 10), Headline(1 << 10, 1 << 10))],
    generate=generate, judge=judge, false_outputs=false_outputs, unit="numbers",
    work=lambda cell: float(cell.size), complexity="n", exponent=1.0, size_name="numbers",
)
'''

LOOPS = '''\
"""Two ways to add squares; each takes `rounds` milliseconds."""
import time


class Clock:
    """Nanoseconds that pass when work is done, and one for each look at it."""

    now_ns = 0
    turns = 0

    @classmethod
    def read(cls):
        cls.now_ns += 1
        return cls.now_ns

    @classmethod
    def work(cls, rounds):
        cls.turns += 1
        cls.now_ns += rounds * (1_000_000 + 1_000 * (cls.turns * 7 %% 21 - 10))


time.perf_counter_ns = time.process_time_ns = Clock.read


class Python:
    wire_format = "toy"
    attributes = {"language": "Python"}
    parallel = False
    rounds = %(python)d

    def available(self):
        return None

    def prepare(self, case, threads):
        return [instance["numbers"] for instance in case.instances]

    def run(self, state):
        Clock.work(self.rounds)
        total = 0
        for x in state:
            total += x * x
        return total

    def encode(self, output):
        return output.to_bytes(8, "little")


class Quicker(Python):
    attributes = {"language": "Python, with map"}
    rounds = %(quicker)d

    def run(self, state):
        Clock.work(self.rounds)
        return sum(map(int.__mul__, state, state))
'''

FLOORS = """\
[[floor]]
task = "toy/squares"
params = { kind = "small" }
size = 1024
cpu_s = 0.010
implementations = ["quicker"]
"""


NOT_OF_THE_TOY = """
[[headline]]
task = "inference/predict"
params = {{ model = "{model}" }}
implementations = []
"""
"""The harness brings engines of its own, and they are no part of the toy's history."""


def floors() -> str:
    """The toy's file of floors."""
    headlines = [one.params["model"] for one in predict.TASK.combinations if one.headline is not None]
    return FLOORS + "".join(NOT_OF_THE_TOY.format(model=model) for model in headlines)


@dataclass
class Toy:
    """The repository, and asv in it."""

    root: Path

    def git(self, *arguments: str) -> str:
        identity = ["-c", "user.name=toy", "-c", "user.email=toy@localhost", "-c", "commit.gpgsign=false"]
        command = ["git", "-C", str(self.root), *identity, *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    def commit(self, message: str, python: int, quicker: int) -> str:
        """A commit in which each side does its work so many times; its hash."""
        loops = LOOPS % {"python": python, "quicker": quicker}
        self.write("impls/python/src/toy/loops.py", f"{loops}\n# {message}\n")
        self.git("add", "-A")
        self.git("commit", "--quiet", "--message", message)
        return self.git("rev-parse", "HEAD")

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def asv(self, *arguments: str, status: int = 0) -> str:
        """Call asv; what it printed."""
        environment = {
            **os.environ,
            "ZKPAIR_ASV_CELL_S": "0",  # the cheapest effort: on this clock more would tell no more
            "ZKPAIR_CACHE": str(self.root / ".cache" / "zkpair"),
            "ZKPAIR_ASV_FLOORS": str(self.root / "floors.toml"),
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PYTHONPATH": str(ROOT),  # asv.conf.json names its plugin by the folder it is in
        }
        environment.pop("ASV_PYTHONPATH", None)
        command = [sys.executable, "-m", "asv", *arguments]
        done = subprocess.run(command, cwd=self.root, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == status, done.stdout[-4000:] + done.stderr[-4000:]
        return done.stdout

    def measure(self, commits: str, status: int = 0) -> str:
        return self.asv(
            "run", "--record-samples", "--show-stderr", "--launch-method", "forkserver", commits, status=status
        )

    def regressions(self, *span: str, config: str = "asv.conf.json") -> dict[str, list[str]]:
        """Publish; the benchmarks that the pages list as regressions, each with the commits that it names."""
        self.asv("publish", "--config", config, "--no-pull", *span)
        pages = self.root / "reports" / "asv"
        listed = json.loads((pages / "regressions.json").read_text())["regressions"]
        hashes = json.loads((pages / "index.json").read_text())["revision_to_hash"]
        return {
            entry[0].removeprefix("pairs.toy_squares_small."): [hashes[str(jump[1])] for jump in entry[6]]
            for entry in listed
        }


def configuration() -> dict[str, object]:
    """Our own asv.conf.json, with the tools and the benchmarks of this checkout."""
    text = (ROOT / "asv.conf.json").read_text().replace("{conf_dir}/tools/", f"{TOOLS}/")
    found: dict[str, object] = json.loads(text)
    found["benchmark_dir"] = str(ROOT / "benchmarks")
    matrix = found["matrix"]
    assert isinstance(matrix, dict)
    needed = ("editables", "hatchling", "numpy", "psutil")
    matrix["req"] = {name: pin for name, pin in matrix["req"].items() if name in needed}
    return found


# Message, milliseconds of the plain side, of the other, commits: one point in the middle is no step.
PHASES = [("start", 8, 8, 1), ("quicker", 8, 3, 2), ("plain quicker too", 2, 2, 2), ("slowed", 2, 12, 2)]


@pytest.fixture(scope="session")
def phases() -> list[tuple[str, int, int, int]]:
    return PHASES


@pytest.fixture(scope="session")
def measured(toy: Toy) -> dict[str, list[str]]:
    """Hashes by phase, all measured; and the root commit, which has no implementation yet."""
    sources, later = toy.root / "impls", toy.root.parent / "later"
    shutil.move(sources, later)
    toy.git("add", ".gitignore")
    toy.git("commit", "--quiet", "--message", "nothing yet")
    shutil.move(later, sources)
    hashes = {
        message: [toy.commit(f"{message} {turn}", plain, other) for turn in range(commits)]
        for message, plain, other, commits in PHASES
    }
    toy.measure(f"{hashes['start'][0]}^..main")
    return hashes


@pytest.fixture(scope="session")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Toy:
    repository = Toy(tmp_path_factory.mktemp("toy"))
    repository.git("init", "--quiet", "--initial-branch", "main")
    ours = configuration()
    repository.write("asv.conf.json", json.dumps(ours))
    repository.write("plain.conf.json", json.dumps({**ours, "plugins": []}))
    repository.write("floors.toml", floors())
    repository.write(".gitignore", ".asv/\nresults/\nreports/\n.cache/\n*.conf.json\nfloors.toml\n")
    repository.write("impls/python/pyproject.toml", PYPROJECT)
    repository.write("impls/python/src/toy/__init__.py", "")
    repository.write("impls/python/src/toy/task.py", TASK)
    repository.asv("machine", "--yes")
    return repository
