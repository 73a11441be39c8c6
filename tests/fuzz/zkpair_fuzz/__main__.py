"""Fuzz one target for some seconds, in this process: `python -m zkpair_fuzz r1cs --seconds 60 --findings results/fuzz`.

Prints one line of JSON: executions, what became of them, findings. Each finding is kept as a file of its input with the
reason beside it. The input being tried stands in `current-NAME`, so that one which ends the process can be kept too.
"""

from __future__ import annotations

import argparse
import faulthandler
import hashlib
import importlib
import json
import random
import resource
import signal
import sys
import time
import warnings
from collections import Counter
from pathlib import Path

from zkpair_fuzz.target import Finding, Hang, Target

MODULES = {
    "groth16_files": ("r1cs", "wtns", "zkey", "vkey", "proof", "proof.json", "public.json", "vkey.json"),
    "harness": ("case.json", "records.jsonl", "plan.json", "targets.toml", "arguments"),
    "workers": ("worker",),
    "models": ("onnx", "zkgraph", "architecture"),
}
TARGETS = {name: module for module, names in MODULES.items() for name in names}
LONGEST_S = 20
EXTRA_BYTES = 2 << 30
MOST_FINDINGS = 50


def attempt(target: Target, data: bytes) -> tuple[str, str]:
    """(what became of it, the finding or nothing)."""
    signal.alarm(LONGEST_S)
    faulthandler.dump_traceback_later(LONGEST_S + 5, exit=True)  # native code sees no alarm: that ends the process
    try:
        return target.check(data), ""
    except Hang:
        return "finding", f"took more than {LONGEST_S} s"
    except Finding as finding:
        return "finding", str(finding)
    except Exception as error:
        return "finding", f"{type(error).__name__}: {error}"
    finally:
        signal.alarm(0)
        faulthandler.cancel_dump_traceback_later()


def keep(folder: Path, name: str, data: bytes, reason: str) -> Path:
    path = folder / name / f"{hashlib.sha256(data).hexdigest()[:16]}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    path.with_suffix(".txt").write_text(reason + "\n", "utf-8", "backslashreplace")
    return path


def fuzz(target: Target, seconds: float, seed: str, folder: Path) -> dict[str, object]:
    """Honest inputs first, which must be accepted; then altered ones until the time is over."""
    became: Counter[str] = Counter()
    findings: dict[str, str] = {}
    current = folder / f"current-{target.name}"
    begin = time.monotonic()
    for number in range(1 << 62):
        honest = number < len(target.seeds)
        if not honest and time.monotonic() - begin > seconds:
            break
        chosen = random.Random(f"{seed}/{target.name}/{number}")
        data = target.seeds[number] if honest else target.mutate(chosen.choice(target.seeds), chosen, target.seeds)
        current.write_bytes(data)
        what, reason = attempt(target, data)
        if honest and what == "refused" and target.name != "arguments":
            what, reason = "finding", "an honest input is refused"
        became[what] += 1
        if reason and len(findings) < MOST_FINDINGS and reason not in findings.values():
            findings[str(keep(folder, target.name, data, reason))] = reason
    current.unlink()  # what is left behind ended the process
    target.close()
    executions = sum(became.values())
    return {"target": target.name, "executions": executions, "became": dict(became), "findings": findings}


def replay(target: Target, paths: list[Path]) -> dict[str, object]:
    """The inputs of files, each once."""
    became: Counter[str] = Counter()
    findings = {}
    for path in paths:
        what, reason = attempt(target, path.read_bytes())
        became[what] += 1
        if reason:
            findings[str(path)] = reason
    target.close()
    return {"target": target.name, "executions": len(paths), "became": dict(became), "findings": findings}


def _too_long(signum: int, frame: object) -> None:
    raise Hang


def _bound_memory() -> None:
    """What is loaded, and 2 GiB: a parser that allocates what a header says is found."""
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + EXTRA_BYTES, resource.getrlimit(resource.RLIMIT_AS)[1]))


def main() -> int:
    parser = argparse.ArgumentParser(prog="zkpair_fuzz", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("target", choices=[*TARGETS, "list"], help="what to fuzz; list names them")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--seed", default="1", help="any word: the same word gives the same inputs")
    parser.add_argument("--findings", type=Path, default=Path("results/fuzz"), help="where findings are kept")
    parser.add_argument("--replay", type=Path, nargs="*", help="try these files instead")
    options = parser.parse_args()
    if options.target == "list":
        print("\n".join(TARGETS))
        return 0
    options.findings.mkdir(parents=True, exist_ok=True)
    options.findings = options.findings.resolve()
    faulthandler.enable()
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGALRM, _too_long)
    # Only what it needs: py_ecc lets Python recurse deeper than the stack is, and the harness itself never loads it.
    module = importlib.import_module(f"zkpair_fuzz.{TARGETS[options.target]}")
    target: Target = module.TARGETS[options.target]()
    _bound_memory()
    if options.replay is not None:
        result = replay(target, options.replay)
    else:
        result = fuzz(target, options.seconds, options.seed, options.findings)
    print(json.dumps(result))
    return 1 if result["findings"] else 0


if __name__ == "__main__":
    sys.exit(main())
