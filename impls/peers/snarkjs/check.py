"""snarkjs accepts what zkpair's Groth16 writes, and the other way round.

    python impls/peers/snarkjs/check.py [--implementation rust]

Installs snarkjs beside this file on the first run (npm). For the circuit of tests/data/snarkjs, with snarkjs's own key
and with a key from our setup: either side proves, either side verifies, and a false statement is rejected by both.
Exit status 1 when a verdict is not the expected one.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[2] / "tests" / "data" / "snarkjs"
SNARKJS = HERE / "node_modules" / "snarkjs" / "build" / "cli.cjs"


def install() -> None:
    if shutil.which("npm") is None:
        raise SystemExit(
            "npm is missing: install Node.js 18 or newer (apt-get install nodejs npm), then run this again"
        )
    if not SNARKJS.exists():
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--no-package-lock"], cwd=HERE, check=True)


def succeeds(command: Sequence[str | Path]) -> bool:
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def snarkjs(*arguments: str | Path) -> bool:
    """Did it succeed? snarkjs says so by its exit status."""
    return succeeds(["node", SNARKJS, *arguments])


class Check:
    def __init__(self, implementation: str) -> None:
        self.implementation = implementation
        self.failed = False

    def ours(self, *arguments: str | Path) -> bool:
        zkpair = Path(sys.executable).with_name("zkpair")
        return succeeds([zkpair, "groth16", *arguments, "--implementation", self.implementation])

    def expect(self, what: str, verdict: bool, expected: bool = True) -> None:
        right = verdict == expected
        self.failed |= not right
        print(f"  {'ok  ' if right else 'FAIL'} {what}", flush=True)

    def proofs(self, label: str, zkey: Path, work: Path) -> None:
        """Both sides prove with this key; both verify both proofs, and reject them for another statement."""
        print(label)
        work.mkdir()
        vkey, wtns = work / "verification_key.json", DATA / "chain12.wtns"
        theirs = work / "theirs.json"
        self.expect("our verification_key.json", self.ours("export-vkey", "--zkey", zkey, "--out", work))
        self.expect("snarkjs's verification_key.json", snarkjs("zkey", "export", "verificationkey", zkey, theirs))
        self.expect("they are equal", json.loads(theirs.read_text()) == json.loads(vkey.read_text()))
        for prover in ("zkpair", "snarkjs"):
            folder = work / prover
            folder.mkdir()
            proof, public, false = folder / "proof.json", folder / "public.json", folder / "false.json"
            if prover == "zkpair":
                proved = self.ours("prove", "--zkey", zkey, "--wtns", wtns, "--out", folder)
            else:
                proved = snarkjs("groth16", "prove", zkey, wtns, proof, public)
            self.expect(f"{prover} proves", proved)
            values = json.loads(public.read_text())
            false.write_text(json.dumps([str(int(values[0]) + 1), *values[1:]]))
            for statement, expected in ((public, True), (false, False)):
                verdict = "accepts" if expected else "rejects another statement for"
                verified = snarkjs("groth16", "verify", vkey, statement, proof)
                self.expect(f"snarkjs {verdict} {prover}'s proof", verified, expected)
                verified = self.ours("verify", "--vkey", vkey, "--public", statement, "--proof", proof)
                self.expect(f"zkpair {verdict} {prover}'s proof", verified, expected)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--implementation", default="rust", help="which of ours (default: rust)")
    check = Check(parser.parse_args().implementation)
    install()
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        check.proofs("snarkjs's key", DATA / "chain12.zkey", work / "theirs")
        made = check.ours("setup", "--r1cs", DATA / "chain12.r1cs", "--out", work / "keys", "--seed", "1")
        check.expect("our setup of the same circuit", made)
        check.proofs("our key", work / "keys" / "proving_key.zkey", work / "ours")
    print("snarkjs and zkpair disagree" if check.failed else "snarkjs and zkpair agree")
    return int(check.failed)


if __name__ == "__main__":
    raise SystemExit(main())
