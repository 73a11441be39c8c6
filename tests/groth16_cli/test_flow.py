"""Setup, prove, verify, export as a user does it, by every installed implementation."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

VERIFY = (
    "verify",
    "--vkey",
    "keys/verification_key.json",
    "--public",
    "proof/public.json",
    "--proof",
    "proof/proof.json",
)


def test_the_whole_flow(folder, run, implementation):
    chosen = ("--implementation", implementation)
    made = run("setup", "--r1cs", "c.r1cs", "--out", "keys", *chosen)
    assert made.exit_code == 0 and "toxic" not in made.output
    assert sorted(path.name for path in (folder / "keys").iterdir()) == ["proving_key.zkey", "verification_key.json"]
    proved = run(
        "prove", "--zkey", "keys/proving_key.zkey", "--wtns", "c.wtns", "--out", "proof", "--r1cs", "c.r1cs", *chosen
    )
    assert proved.exit_code == 0
    assert sorted(path.name for path in (folder / "proof").iterdir()) == ["proof.json", "public.json"]
    verified = run(*VERIFY, *chosen)
    assert verified.exit_code == 0 and verified.output.startswith("accepted: ")
    public = json.loads((folder / "proof" / "public.json").read_text())
    assert public[1] == "3"
    (folder / "proof" / "public.json").write_text(json.dumps([public[0], "4"]))
    rejected = run(*VERIFY, *chosen)
    assert rejected.exit_code == 1 and "rejected: the pairing equation does not hold" in rejected.output


@pytest.mark.parametrize(("constraints", "public"), [(2, False), (0, True), (0, False)])
def test_circuits_at_the_corners(folder, run, files, tuned_or_native, constraints, public):
    """No public signal, no constraint, neither: the domain has 4, 4 and 1 points."""
    for name, content in zip(("c.r1cs", "c.wtns"), files(constraints, public=public), strict=True):
        (folder / name).write_bytes(content)
    chosen = ("--implementation", tuned_or_native)
    assert run("setup", "--r1cs", "c.r1cs", "--out", "keys", *chosen).exit_code == 0
    proved = run("prove", "--zkey", "keys/proving_key.zkey", "--wtns", "c.wtns", "--out", "proof", *chosen)
    assert proved.exit_code == 0
    assert json.loads((folder / "proof/public.json").read_text()) == (["0", "3"] if public else [])
    assert run(*VERIFY, *chosen).exit_code == 0


def test_the_same_seeds_give_the_same_files(folder, run, implementation, fast):
    """Byte for byte, between implementations as well."""
    files = {}
    for name in {implementation, fast}:
        chosen = ("--implementation", name)
        assert run("setup", "--r1cs", "c.r1cs", "--out", f"k-{name}", "--seed", "7", *chosen).exit_code == 0
        arguments = ("--zkey", f"k-{name}/proving_key.zkey", "--wtns", "c.wtns", "--out", f"p-{name}", "--seed", "8")
        assert run("prove", *arguments, *chosen).exit_code == 0
        files[name] = [
            path.read_bytes() for out in (f"k-{name}", f"p-{name}") for path in sorted((folder / out).iterdir())
        ]
    assert files[implementation] == files[fast]


def test_without_a_seed_no_two_keys_or_proofs_are_equal(proven, run, fast):
    chosen = ("--implementation", fast)
    for i in (1, 2):
        assert run("setup", "--r1cs", "c.r1cs", "--out", f"keys{i}", *chosen).exit_code == 0
        arguments = ("--zkey", "keys/proving_key.zkey", "--wtns", "c.wtns", "--out", f"proof{i}")
        assert run("prove", *arguments, *chosen).exit_code == 0
    for name in ("keys{}/proving_key.zkey", "proof{}/proof.json"):
        assert (proven / name.format(1)).read_bytes() != (proven / name.format(2)).read_bytes()


def test_seeds_come_with_a_warning(folder, run, fast):
    made = run("setup", "--r1cs", "c.r1cs", "--out", "keys", "--seed", "1", "--implementation", fast)
    assert "WARNING" in made.stderr and "toxic waste" in made.stderr and "tests only" in made.stderr
    arguments = ("--zkey", "keys/proving_key.zkey", "--wtns", "c.wtns", "--out", "proof", "--seed", "2")
    assert "WARNING" in run("prove", *arguments, "--implementation", fast).stderr


def test_snarkjs_proof_is_accepted(folder, run, implementation):
    arguments = ("--vkey", "vkey12.json", "--public", "public12.json", "--proof", "proof12.json")
    assert run("verify", *arguments, "--implementation", implementation).exit_code == 0


def test_exported_key_is_snarkjs_own(folder, run, fast):
    """`snarkjs zkey export verificationkey` wrote vkey12.json from the same .zkey."""
    from pathlib import Path

    zkey = Path(__file__).parents[1] / "data" / "snarkjs" / "chain12.zkey"
    assert run("export-vkey", "--zkey", str(zkey), "--out", "out", "--implementation", fast).exit_code == 0
    assert (folder / "out" / "verification_key.json").read_bytes() == (folder / "vkey12.json").read_bytes()


def test_export_gives_what_setup_wrote(proven, run, implementation):
    arguments = ("--zkey", "keys/proving_key.zkey", "--out", "out", "--implementation", implementation)
    assert run("export-vkey", *arguments).exit_code == 0
    assert (proven / "out/verification_key.json").read_bytes() == (proven / "keys/verification_key.json").read_bytes()


def test_the_default_is_an_installed_implementation(proven, run):
    verified = run(*VERIFY)
    assert verified.exit_code == 0 and any(
        f"({name})" in verified.output for name in ("rust", "python-tuned", "python")
    )


@pytest.mark.parametrize("command", [[], ["setup"], ["prove"], ["verify"], ["export-vkey"]])
def test_help_shows_an_example(run, command):
    shown = run(*command, "--help")
    assert shown.exit_code == 0 and "zkpair groth16" in shown.output and "Example" in shown.output


def test_as_a_command_of_zkpair(proven):
    """The entry point, a real process, the real exit status."""
    command = [sys.executable, "-m", "zkpair.cli.main", "groth16", *VERIFY]
    done = subprocess.run(command, cwd=proven, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    assert done.stdout.startswith("accepted")
