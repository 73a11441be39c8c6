"""What a user can run into, by the command as a user calls it: one line that says where, what to do; no traceback."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from zkpair.cli.main import cli, what_to_do
from zkpair.measure.selection import parse_size
from zkpair.registry import Arm, RegistryError

ROOT = Path(__file__).parents[2]
RUNS = ROOT / "tests" / "data" / "runs"
SNARKJS = ROOT / "tests" / "data" / "snarkjs"


def said(*arguments: str | Path) -> str:
    """What a refusal says: the whole output, with an exit status that is not 0."""
    result = CliRunner().invoke(cli, [str(argument) for argument in arguments])
    assert isinstance(result.exception, SystemExit) and result.exit_code in (1, 2), repr(result.exception)
    assert "Traceback" not in result.output
    return result.output


def bounded(program: str, *arguments: str, folder: Path, file_bytes: int) -> subprocess.CompletedProcess[str]:
    """A process whose files may not grow beyond so many bytes: what a full disk does, without one."""
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({file_bytes}, {file_bytes}))\n"
    command = [sys.executable, "-c", limit + program, *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, timeout=120)


def test_a_full_disk_keeps_every_whole_record(tmp_path: Path) -> None:
    program = """
from pathlib import Path
from zkpair.record import RunFolder
from zkpair.schema import CellKey, Failure
folder = RunFolder(Path("run"))
folder.path.mkdir()
for number in range(100):
    try:
        folder.append(Failure(CellKey("a/b", {}, 1), None, "error", f"number {number}", "case"))
    except OSError as error:
        print(number, len(list(folder.read())), error.filename)
        break
"""
    done = bounded(program, folder=tmp_path, file_bytes=2000)
    number, kept, name = done.stdout.split()
    assert number == kept and 5 < int(number) < 100 and name == "run/records.jsonl", done.stderr


def test_a_report_that_does_not_fit_names_the_folder(tmp_path: Path) -> None:
    program = "from zkpair.cli.main import main; main()"
    done = bounded(program, "report", "--results", str(RUNS), "--out", "page", folder=tmp_path, file_bytes=20_000)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "Error: page" in done.stderr and "File too large; make room and try again" in done.stderr


def test_what_to_do_is_said_for_what_the_file_system_refuses() -> None:
    assert "make room" in str(what_to_do(OSError(28, "No space left on device")))
    assert "can be written" in str(what_to_do(OSError(13, "Permission denied", "x/y")))
    assert str(what_to_do(OSError(2, "No such file or directory", "x/y"))).startswith("x/y: ")
    assert what_to_do(OSError(107, "Transport endpoint is not connected")) is None  # no user's doing: not hidden


def test_a_results_folder_that_cannot_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZKPAIR_LOCK", str(tmp_path / "lock"))
    (tmp_path / "file").write_text("")
    output = said("run", "algebra/ntt", "--size", "2^8", "--results", tmp_path / "file")
    assert str(tmp_path / "file") in output and "Not a directory" in output


def test_two_runs_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = tmp_path / "lock"
    monkeypatch.setenv("ZKPAIR_LOCK", str(lock))
    with lock.open("w") as held:
        held.write("12345")
        held.flush()
        fcntl.flock(held, fcntl.LOCK_EX)
        output = said("run", "algebra/ntt", "--size", "2^8", "--results", tmp_path / "results")
    assert "another run is measuring (process 12345)" in output and not (tmp_path / "results").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("run", "snark/nope"), "did you mean snark/groth16_prove?"),
        (("run", "algebra/ntt", "--size", "3"), "there are: 2^8"),
        (("run", "algebra/ntt", "--size", "9^999999999"), "is not a size"),
        (("run", "algebra/ntt", "--size", "0^-1"), "is not a size"),
        (("run", "algebra/ntt", "--arms", "cobol"), "python-tuned, rust"),
        (("run", "algebra/ntt", "--arms", "rust@" + "9" * 5000), "rust or rust@2"),
        (("run", "algebra/ntt", "-p", "field=x"), "`zkpair list` shows"),
        (("run", "snark/groth16_prove", "--zkey", SNARKJS / "chain12.zkey"), "needs --r1cs"),
        (("report", "zz", "--results", RUNS), "there are: 20260105"),
        (("report", "--results", "nowhere"), "`zkpair run --quick` makes one"),
        (("run", "--resume", "--results", "nowhere"), "start one with"),
    ],
)
def test_words_that_name_nothing(arguments: tuple[str | Path, ...], words: str) -> None:
    assert words in said(*arguments)


def test_a_users_files_are_named_with_the_place_and_what_to_do(tmp_path: Path) -> None:
    r1cs, wtns = (SNARKJS / name for name in ("chain12.r1cs", "chain12.wtns"))
    cut, longer, false, odd = (tmp_path / name for name in ("cut.r1cs", "long.wtns", "false.wtns", "odd.wtns"))
    cut.write_bytes(r1cs.read_bytes()[:-7])
    longer.write_bytes(wtns.read_bytes() + b"\0")
    honest = wtns.read_bytes()
    false.write_bytes(honest[:-32] + bytes([honest[-32] ^ 1]) + honest[-31:])
    odd.write_bytes(honest[:-1] + b"\xff")
    for circuit, witness, words in (
        (cut, wtns, f"{cut}: at byte"),
        (r1cs, longer, f"{longer}: at byte {len(honest)}: 1 bytes follow"),
        (r1cs, odd, "value 4090 is not below the modulus"),
        (r1cs, false, "does not satisfy constraint"),
        (Path("/dev/zero"), wtns, "/dev/zero: not an ordinary file"),
    ):
        output = said("run", "snark/groth16_prove", "--r1cs", circuit, "--wtns", witness)
        assert words in output and ("make it again" in output or "give" in output), output


@pytest.mark.parametrize("text", ["2^12", " 4096 ", "4^6", "64^2"])
def test_sizes_that_are_sizes(text: str) -> None:
    assert parse_size(text) == 4096


def test_an_arm_has_a_plain_number_of_threads() -> None:
    assert Arm.parse("rust@2") == Arm("rust", 2)
    for wrong in ("rust@0", "rust@", "@2", "rust@２", "rust@99999"):
        with pytest.raises(RegistryError):
            Arm.parse(wrong)


def test_what_was_not_measured_is_said_at_the_end(tmp_path: Path) -> None:
    from rich.console import Console

    from zkpair.cli.unmeasured import say_unmeasured
    from zkpair.record import RunFolder
    from zkpair.schema import CellKey, Failure

    folder = RunFolder(tmp_path)
    console = Console(record=True, width=200, file=open(os.devnull, "w"))  # noqa: SIM115, PTH123
    assert say_unmeasured(folder, console, {}) is False
    cell = CellKey("snark/groth16_prove", {}, 8)
    folder.append(Failure(cell, "rust", "not_conformant", "proving_key: [broken]", "conformance"))
    folder.append(Failure(cell, "other", "unavailable", "not installed", "conformance"))
    assert say_unmeasured(folder, console, {"zkey": Path("a.zkey"), "r1cs": None}) is True
    output = console.export_text()
    assert "not measured snark/groth16_prove:rust (conformance): proving_key: [broken]" in output
    assert "The files were: --zkey a.zkey\n" in output
    assert "not installed" not in output
