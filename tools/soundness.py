"""`make soundness`: every alteration of a Groth16 proof, statement and key, and those of STARK and Halo proofs, in both
languages; writes the tables.

docs/soundness-groth16.md         Rust: impls/rust/crates/snark/examples/soundness.rs
docs/soundness-groth16-python.md  Python: every single bit of a proof and of its public inputs
docs/soundness-stark.md           both: tools/soundness_stark.py
docs/soundness-halo.md            both: tools/soundness_halo.py
"""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bootstrap.console import SetupError, fail, say
from bootstrap.paths import ROOT, Paths
from bootstrap.toolchain import with_rust

PATHS = Paths(ROOT)
RUST_TABLE = ROOT / "docs" / "soundness-groth16.md"
PYTHON_TABLE = ROOT / "docs" / "soundness-groth16-python.md"
FAMILIES = ("stark", "halo")
TASK = "snark/groth16_verify"
VERIFIER = "python-tuned"
CHUNK = 64
ACCEPTED, REJECTED = b"\x01", b"\x00"

# Where each element of the compressed proof lies, in bytes: A, B and C.
PROOF_FIELDS = {"A (G1)": range(32), "B (G2)": range(32, 96), "C (G1)": range(96, 128)}


@dataclass(frozen=True)
class Alteration:
    """One flipped bit."""

    group: str
    blob: str
    bit: int


def flipped(data: bytes, bit: int) -> bytes:
    altered = bytearray(data)
    altered[bit // 8] ^= 1 << bit % 8
    return bytes(altered)


def alterations(honest: dict[str, bytes]) -> list[Alteration]:
    found = [
        Alteration(group, "proof", 8 * byte + bit)
        for group, places in PROOF_FIELDS.items()
        for byte in places
        for bit in range(8)
    ]
    return found + [Alteration("public inputs", "public", bit) for bit in range(8 * len(honest["public"]))]


def answers(folder: str, chosen: list[Alteration]) -> list[bytes]:
    """The verifier's byte for each alteration of the case's first instance. Runs in a process of its own."""
    from zkpair.cases import read_case
    from zkpair.worker.__main__ import find, load

    case = read_case(Path(folder))
    honest = case.instances[0]
    changed = [{**honest, a.blob: flipped(honest[a.blob], a.bit)} for a in chosen]
    implementation: Any = load(find(f"{TASK}:{VERIFIER}"))
    states = implementation.prepare(Altered(case, changed), 1)
    return [bytes(implementation.encode(implementation.run(state))) for state in states]


class Altered:
    """What an implementation sees of a case (docs/contract.md), with other instances."""

    def __init__(self, case: Any, instances: list[dict[str, bytes]]) -> None:
        self.task, self.params, self.size = case.cell.task, case.cell.parameters, case.cell.size
        self.seed, self.shared, self.instances = case.seed, case.shared, instances


def python_table() -> int:
    """Try every bit; write the table; how many were accepted."""
    from zkpair.artefacts import Store
    from zkpair.cases import read_case
    from zkpair.tasks.task import Cell

    folder = Store(ROOT / ".cache" / "zkpair").case(Cell.of(TASK, {"circuit": "chain"}, 1), 1)
    honest = dict(read_case(folder).instances[0])
    everything = alterations(honest)
    chunks = [everything[i : i + CHUNK] for i in range(0, len(everything), CHUNK)]
    with ProcessPoolExecutor(2) as pool:
        got = [answer for some in pool.map(answers, [str(folder)] * len(chunks), chunks) for answer in some]
    counts: dict[str, list[int]] = {}
    for alteration, answer in zip(everything, got, strict=True):
        counts.setdefault(alteration.group, [0, 0])[0 if answer == REJECTED else 1] += 1
    rows = [f"| {group} | {rejected + other} | {rejected} | {other} |" for group, (rejected, other) in counts.items()]
    accepted = sum(other for _, other in counts.values())
    text = [
        "# Soundness of the Groth16 verifier (Python)",
        "",
        f"Every single bit of an honest proof and of its public inputs, flipped one at a time, given to `{VERIFIER}`.",
        "A seeded sample of these, and the fields of the key, are tried by `make test` in both Python verifiers.",
        "Written by `make soundness`.",
        "",
        "| what was altered | tried | rejected | accepted |",
        "|---|---|---|---|",
        *rows,
        f"| all | {len(got)} | {len(got) - accepted} | {accepted} |",
        "",
    ]
    PYTHON_TABLE.write_text("\n".join(text))
    say(f"  Python: {len(got)} alterations, {accepted} accepted")
    return accepted


def rust_table() -> int:
    """Run the crate's own example; its exit status. The table is replaced only by a whole one."""
    command = ["cargo", "run", "--release", "--quiet", "-p", "zkpair-snark", "--example", "soundness"]
    done = subprocess.run(
        command, cwd=PATHS.rust_workspace, env=with_rust(PATHS), stdout=subprocess.PIPE, text=True, check=False
    )
    if done.stdout.startswith("# "):
        RUST_TABLE.write_text(done.stdout)
        say(f"  Rust: the table is {RUST_TABLE.relative_to(ROOT)}, status {done.returncode}")
    else:
        say(f"  Rust: the example ended with status {done.returncode} and printed no table")
    return done.returncode


def family_table(family: str) -> int:
    """docs/soundness-FAMILY.md, made by the environment's Python: it asks the implementations."""
    say(f"{family}: every byte of a proof, in Rust; a sample of each section, in Python")
    tool = Path(__file__).with_name(f"soundness_{family}.py")
    return subprocess.run([str(PATHS.python), str(tool)], cwd=ROOT, check=False).returncode


def main() -> int:
    start = time.monotonic()
    try:
        failed = [rust_table() != 0, python_table() != 0, *(family_table(name) != 0 for name in FAMILIES)]
    except SetupError as error:
        return fail(error)
    say(f"soundness: {'FAILED' if any(failed) else 'nothing altered was accepted'}, {time.monotonic() - start:.0f} s")
    return 1 if any(failed) else 0


if __name__ == "__main__":
    sys.exit(main())
