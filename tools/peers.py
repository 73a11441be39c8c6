"""`make peers`: install the systems that others wrote, and check that files go both ways between them and zkpair.

snarkjs: it accepts our proofs (of each implementation, over our key and over its own), refuses an altered statement,
proves with our key, and that proof verifies here in each implementation.
plonky2: its worker is built and registered, its own tests pass, and the harness proves its row.
ort, candle: ONNX Runtime from Rust, and candle, are built and registered; the harness finds their outputs right.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bootstrap.console import SetupError, fail, run_logged, say, step
from bootstrap.lock import only_one
from bootstrap.paths import ROOT, Paths
from bootstrap.stamp import Stamps, digest, files_below
from bootstrap.toolchain import find_rust

PATHS = Paths(ROOT)
SNARKJS = ROOT / "impls" / "peers" / "snarkjs"
PLONKY2 = ROOT / "impls" / "peers" / "plonky2"
ORT = ROOT / "impls" / "peers" / "ort"
CANDLE = ROOT / "impls" / "peers" / "candle"
DATA = ROOT / "tests" / "data" / "snarkjs"
TASK = "snark/groth16_prove"
NO_NODE = "snarkjs needs node and npm (18 or newer): as root, apt-get install nodejs npm"
TIMEOUT_S = 600


def install_snarkjs() -> None:
    """npm install, once for each content of package.json. No lock file: it would hold download addresses."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise SetupError(NO_NODE)
    stamps = Stamps(SNARKJS / "node_modules" / ".setup")
    wanted = digest([SNARKJS / "package.json"], SNARKJS)
    if stamps.is_done("npm", wanted):
        return
    with step("installing snarkjs"):
        options = ["--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
        run_logged(["npm", "install", *options], PATHS.logs / "npm-snarkjs.log", cwd=SNARKJS)
    stamps.done("npm", wanted)


def install_rust(folder: Path, built: str, tests: bool) -> None:
    """Build a peer in Rust (and test it), then register it; once for each content of its sources."""
    name = folder.name
    stamps = Stamps(PATHS.stamps)
    wanted = digest(files_below(folder), folder)
    if stamps.is_done(name, wanted) and (folder / "target" / "release" / built).is_file():
        return
    environment = {**find_rust(PATHS), "CARGO_TERM_COLOR": "never"}
    with step(f"building {name} (some minutes the first time)"):
        for command in ("build", "test") if tests else ("build",):
            cargo = ["cargo", command, "--release", "--locked"]
            run_logged(cargo, PATHS.logs / f"{name}-{command}.log", cwd=folder, env=environment)
        pip = [str(PATHS.python), "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--editable"]
        run_logged([*pip, str(folder)], PATHS.logs / f"{name}-install.log", cwd=folder)
    stamps.done(name, wanted)


def check_engine(checks: Checks, name: str) -> None:
    """An engine of networks gives what onnxruntime gives from Python, and refuses what is false."""
    for model in ("mlp", "lenet"):
        arms = ("--arms", f"{name},onnxruntime")
        done = call(PATHS.venv / "bin" / "zkpair", "verify", "inference/predict", "-p", f"model={model}", *arms)
        checks.that(f"{name} runs {model} as onnxruntime does, and all that is false is refused", done)


def check_plonky2(checks: Checks) -> None:
    """The harness' own proof of plonky2's row: what it makes is accepted, all that is false is refused."""
    for hash_name in ("sha3_256", "blake3"):
        cell = ("-p", "air=fibonacci", "-p", "field=goldilocks", "-p", f"hash={hash_name}")
        done = call(PATHS.venv / "bin" / "zkpair", "verify", "stark/prove", *cell, "--arms", "plonky2")
        checks.that(f"plonky2 proves Fibonacci with {hash_name}, and all that is false is refused", done)


def snarkjs(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    cli = SNARKJS / "node_modules" / "snarkjs" / "build" / "cli.cjs"
    return call("node", cli, *arguments)


def zkpair(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return call(PATHS.venv / "bin" / "zkpair", "groth16", *arguments)


def call(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
        env={**os.environ, "NO_COLOR": "1"},
    )


class Checks:
    """What was checked, and whether all of it held."""

    def __init__(self) -> None:
        self.failed = 0
        self.passed = 0

    def that(self, text: str, done: subprocess.CompletedProcess[str], accepted: bool = True) -> bool:
        """Did the program end as it should: 0 for accepted, 1 for refused? Anything else is no answer."""
        crashed = "Traceback" in done.stderr or "panicked" in done.stderr
        held = not crashed and done.returncode == (0 if accepted else 1)
        say(f"  {'ok  ' if held else 'FAIL'} {text}")
        if held:
            self.passed += 1
        else:
            self.failed += 1
            say("\n".join("       | " + line for line in (done.stdout + done.stderr).splitlines()[-12:]))
        return held


def implementations() -> Iterator[str]:
    from zkpair import registry

    yield from registry.implementations(TASK)


def small_circuit(folder: Path) -> tuple[Path, Path]:
    """Paths of a small circuit and its witness: the prove task's own case."""
    from zkpair import registry
    from zkpair.artefacts import Store
    from zkpair.cases import read_case
    from zkpair.tasks.task import Cell

    size = min(registry.task(TASK).combinations[0].sizes)
    case = read_case(Store(ROOT / ".cache" / "zkpair").case(Cell.of(TASK, {"circuit": "chain"}, size), 1))
    r1cs, wtns = folder / "circuit.r1cs", folder / "circuit.wtns"
    r1cs.write_bytes(case.shared["r1cs"])
    wtns.write_bytes(case.instances[0]["witness"])
    return r1cs, wtns


def altered(public: Path) -> Path:
    """The same statement with its first number changed."""
    values = json.loads(public.read_text())
    values[0] = str(int(values[0]) ^ 1)
    path = public.with_name("altered.json")
    path.write_text(json.dumps(values))
    return path


def check_ours_in_snarkjs(checks: Checks, folder: Path) -> Path:
    """Our key and our proofs, read by snarkjs. Gives the key's folder."""
    r1cs, wtns = small_circuit(folder)
    checks.that("snarkjs finds our witness right for our circuit", snarkjs("wtns", "check", r1cs, wtns))
    keys = folder / "keys"
    checks.that("we make a key", zkpair("setup", "--r1cs", r1cs, "--out", keys, "--seed", "1"))
    exported = folder / "exported.json"
    done = snarkjs("zkey", "export", "verificationkey", keys / "proving_key.zkey", exported)
    if checks.that("snarkjs exports the verifying key of our .zkey", done):
        same = json.loads(exported.read_text()) == json.loads((keys / "verification_key.json").read_text())
        checks.that("and it is the one that we wrote", call("true" if same else "false"))
    for name in implementations():
        out = folder / f"proof-{name}"
        made = zkpair(
            *("prove", "--zkey", keys / "proving_key.zkey", "--wtns", wtns, "--out", out, "--implementation", name)
        )
        if checks.that(f"{name} proves over our key", made):
            verify(checks, f"snarkjs accepts {name}'s proof", keys / "verification_key.json", out)
    return keys


def verify(checks: Checks, text: str, key: Path, proof: Path) -> None:
    """snarkjs on a proof of ours, and on the same proof of an altered statement."""
    public = proof / "public.json"
    checks.that(text, snarkjs("groth16", "verify", key, public, proof / "proof.json"))
    done = snarkjs("groth16", "verify", key, altered(public), proof / "proof.json")
    checks.that("and refuses it for another statement", done, accepted=False)


def check_snarkjs_here(checks: Checks, folder: Path, keys: Path) -> None:
    """A proof that snarkjs makes with our key, verified by each implementation."""
    out = folder / "proof-snarkjs"
    out.mkdir()
    key, wtns = keys / "proving_key.zkey", folder / "circuit.wtns"
    made = snarkjs("groth16", "prove", key, wtns, out / "proof.json", out / "public.json")
    if not checks.that("snarkjs proves with our key", made):
        return
    files = ("--vkey", keys / "verification_key.json", "--proof", out / "proof.json", "--public")
    for name in implementations():
        done = zkpair("verify", *files, out / "public.json", "--implementation", name)
        checks.that(f"{name} accepts snarkjs's proof", done)
        done = zkpair("verify", *files, altered(out / "public.json"), "--implementation", name)
        checks.that("and refuses it for another statement", done, accepted=False)


def check_snarkjs_key(checks: Checks, folder: Path) -> None:
    """snarkjs's own key, made by a ceremony, under the fastest prover: 2^12 constraints."""
    out = folder / "proof-chain12"
    made = zkpair("prove", "--zkey", DATA / "chain12.zkey", "--wtns", DATA / "chain12.wtns", "--out", out)
    if checks.that("we prove with snarkjs's own key", made):
        verify(checks, "snarkjs accepts that proof", DATA / "vkey12.json", out)


def main() -> int:
    start = time.monotonic()
    checks = Checks()
    try:
        with only_one(PATHS.cache / "peers.lock"):
            install_rust(ORT, "libzkpair_peer_ort.so", tests=False)
            check_engine(checks, "ort")
            install_rust(CANDLE, "libzkpair_peer_candle.so", tests=False)
            check_engine(checks, "candle")
            install_rust(PLONKY2, "zkpair-peer-plonky2", tests=True)
            check_plonky2(checks)
            install_snarkjs()
            with tempfile.TemporaryDirectory() as place:
                folder = Path(place)
                keys = check_ours_in_snarkjs(checks, folder)
                check_snarkjs_here(checks, folder, keys)
                check_snarkjs_key(checks, folder)
    except SetupError as error:
        return fail(error)
    say(f"peers: {checks.passed} passed, {checks.failed} failed, {time.monotonic() - start:.1f} s")
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
