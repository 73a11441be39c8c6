"""`make overhead`: run the criterion benchmarks of our path to a library, and put the comparisons into the newest run.

What follows goes to `zkpair overhead`: `make overhead ARGS="--run abc123"`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence

from bootstrap.console import SetupError, fail, say
from bootstrap.lock import only_one
from bootstrap.paths import ROOT, Paths
from bootstrap.toolchain import with_rust

PATHS = Paths(ROOT)
TARGET = PATHS.rust_workspace / "target"
CRITERION = TARGET / "criterion"


def main(arguments: Sequence[str]) -> int:
    try:
        with only_one(PATHS.cache / "overhead.lock"):
            environment = {**with_rust(PATHS), "CARGO_TARGET_DIR": str(TARGET), "RAYON_NUM_THREADS": "1"}
            # What lies there may be of other sources: a benchmark that is gone must not be recorded again.
            shutil.rmtree(CRITERION, ignore_errors=True)
            say("running the criterion benchmarks: some minutes, better on a quiet machine")
            cargo = ["cargo", "bench", "--locked", "--package", "zkpair-overhead"]
            done = subprocess.run(
                cargo, cwd=PATHS.rust_workspace, env=environment, stdin=subprocess.DEVNULL, check=False
            )
            if done.returncode != 0:
                raise SetupError(f"cargo bench ended with status {done.returncode}")
            zkpair = [str(PATHS.venv / "bin" / "zkpair"), "overhead", str(CRITERION), *arguments]
            return subprocess.run(zkpair, cwd=ROOT, check=False).returncode
    except SetupError as error:
        return fail(error)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
