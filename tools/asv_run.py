"""asv with one word: `make asv`, `make asv-quick`. Plain `asv run|publish|compare` work too; this adds comfort.

tools/asv_run.py run [RANGE]    measure commits (HEAD^! unless a range is given), publish, say how the floors stand
tools/asv_run.py quick          the same for this checkout as it is, in .venv, without a build, into pages of its own
tools/asv_run.py publish        publish what was measured
tools/asv_run.py preview [quick]  serve the pages on 127.0.0.1
"""

from __future__ import annotations

import functools
import http.server
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from asv_floors import report
from bootstrap.console import SetupError, fail, say
from bootstrap.paths import ROOT, Paths
from bootstrap.toolchain import with_rust

PATHS = Paths(ROOT)
HISTORY = ROOT / "asv.conf.json"
QUICK = ROOT / ".asv" / "quick" / "asv.conf.json"
"""The working tree's results stay apart from the history: another interpreter is another line in every chart."""
PORT = 8077


def asv(config: Path, *arguments: str) -> int:
    """Call asv with a configuration, with a cargo on the path; its exit status."""
    command = [str(PATHS.python), "-m", "asv", *arguments, "--config", str(config)]
    environment = {**with_rust(PATHS), "PYTHONPATH": str(ROOT)}  # the plugin is named by the folder it is in
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def folder_of(config: Path, name: str) -> Path:
    """`results_dir` or `html_dir`, which asv reads relative to the configuration."""
    return config.parent / str(json.loads(config.read_text())[name])


def quick_config() -> Path:
    """The same configuration, with folders of its own for results and pages."""
    table = json.loads(HISTORY.read_text())
    ours = {name: str(ROOT / table[name]) for name in ("repo", "benchmark_dir", "env_dir")}
    apart = {name: str(ROOT / f"{table[name]}-quick") for name in ("results_dir", "html_dir")}
    QUICK.parent.mkdir(parents=True, exist_ok=True)
    QUICK.write_text(json.dumps({**table, **ours, **apart}, indent=4))
    return QUICK


def know_machine() -> None:
    """asv wants to know the machine once; `--yes` takes what it finds."""
    if asv(HISTORY, "machine", "--yes") != 0:
        raise SetupError("asv could not describe this machine: run `.venv/bin/asv machine` and answer its questions")


def head() -> str:
    done = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SetupError(f"asv needs a git checkout: {done.stderr.strip()}")
    return done.stdout.strip()


def measure(config: Path, arguments: Sequence[str]) -> int:
    """Run asv, publish, and hold the tuned baseline to its floors; the first status that is not 0.

    Benchmarks only read figures, so they are forked from one process that has loaded them: a start of Python for each
    would take longer than the measuring.
    """
    know_machine()
    started = time.time()
    status = asv(config, "run", "--record-samples", "--show-stderr", "--launch-method", "forkserver", *arguments)
    published = publish(config)
    broken = report(folder_of(config, "results_dir"), started)
    return status or published or (1 if broken else 0)


def run(arguments: Sequence[str]) -> int:
    return measure(HISTORY, arguments if arguments and not arguments[0].startswith("-") else ["HEAD^!", *arguments])


def quick(arguments: Sequence[str]) -> int:
    return measure(quick_config(), ["-E", f"existing:{PATHS.python}", "--set-commit-hash", head(), *arguments])


def publish(config: Path) -> int:
    status = asv(config, "publish", "--no-pull")
    if status == 0:
        say(f"pages: {folder_of(config, 'html_dir')} (look at them with: tools/asv_run.py preview [quick])")
    return status


def preview(arguments: Sequence[str]) -> int:
    """Serve the pages on this machine alone, until interrupted."""
    pages = folder_of(quick_config() if "quick" in arguments else HISTORY, "html_dir")
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(pages))
    with http.server.ThreadingHTTPServer(("127.0.0.1", PORT), handler) as server:
        say(f"http://127.0.0.1:{PORT}/  (Ctrl-C ends it)")
        server.serve_forever()
    return 0


def main(arguments: Sequence[str]) -> int:
    commands: dict[str, Callable[[Sequence[str]], int]] = {
        "run": run,
        "quick": quick,
        "publish": lambda _: publish(HISTORY),
        "preview": preview,
    }
    if not arguments or arguments[0] not in commands:
        print(__doc__, file=sys.stderr)
        return 2
    start = time.monotonic()
    try:
        status = commands[arguments[0]](arguments[1:])
    except SetupError as error:
        return fail(error)
    except KeyboardInterrupt:
        return 130
    say(f"{arguments[0]}: {time.monotonic() - start:.1f} s")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
