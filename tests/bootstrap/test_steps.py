"""Steps are skipped when nothing changed, repeated when something did, and never two at a time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from bootstrap.console import SetupError, run_logged
from bootstrap.levels import SHARED
from bootstrap.run import setup
from bootstrap.stamp import Stamps, digest, files_below

TOOLS = Path(__file__).resolve().parent.parent.parent / "tools"

# Stands in for .venv/bin/python: notes what it is asked, and leaves what maturin would leave.
PYTHON = """#!/bin/sh
case "$*" in
  *"import sys, pip"*) exit 0 ;;
  *maturin*) echo maturin >> {notes}; test -e {root}/fail && {{ echo "error[E0308]: mismatched types"; exit 101; }}
     mkdir -p {root}/impls/rust/python/zkpair_rust; : > {root}/impls/rust/python/zkpair_rust/_native.abi3.so ;;
  *requirements.txt*) echo requirements >> {notes} ;;
  *impls/graph*) echo graph >> {notes} ;;
  *impls/python*) echo references >> {notes} ;;
  *--editable*) echo harness >> {notes} ;;
esac
"""

# Stands in for cargo: notes the flags of a level's build, and leaves its library.
CARGO = """#!/bin/sh
case "$1" in
  build) echo "$CARGO_ENCODED_RUSTFLAGS" >> {notes}
     mkdir -p "$CARGO_TARGET_DIR/release"; : > "$CARGO_TARGET_DIR/release/libzkpair_plonky3.so" ;;
  *) echo 'cargo 1.95.0 (abc 2026-01-01)' ;;
esac
"""
LEVELS = ("scalar", "avx2")
FLAGS = ["-Ctarget-cpu=x86-64", "-Ctarget-cpu=x86-64-v3"]


class Checkout:
    """A toy checkout whose environment only takes notes."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.notes = root / "notes"
        for name, text in {
            "requirements.txt": "numpy==2.4.6\n",
            "pyproject.toml": "[project]\n",
            "impls/graph/pyproject.toml": "[project]\n",
            "impls/python/pyproject.toml": "[project]\n",
            "impls/rust/Cargo.toml": '[workspace.package]\nrust-version = "1.90"\n',
            "impls/rust/crates/a/src/lib.rs": "pub fn a() {}\n",
            "impls/rust/plonky3/Cargo.toml": "[package]\n",
            "impls/rust/plonky3/Cargo.lock": "version = 4\n",
            "impls/rust/plonky3/build.rs": "fn main() {}\n",
            "impls/rust/plonky3/src/lib.rs": "pub fn b() {}\n",
            **{f"impls/rust/crates/hash/src/blake/{name}.rs": "" for name in SHARED},
            "impls/rust/python/zkpair_rust/__init__.py": "",
        }.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        self.script(root / ".venv" / "bin" / "python", PYTHON.format(notes=self.notes, root=root))
        self.script(root / "tool" / "rustc", "#!/bin/sh\necho 'rustc 1.95.0 (abc 2026-01-01)'\n")
        self.script(root / "tool" / "cargo", CARGO.format(notes=self.notes))
        self.script(root / "tool" / "cc", "#!/bin/sh\n")

    @staticmethod
    def script(path: Path, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)

    def setup(self) -> list[str]:
        """Set up; what was done."""
        self.notes.write_text("")
        assert setup(["--quiet"], self.root) == 0
        return self.notes.read_text().split()


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    monkeypatch.setenv("PATH", f"{tmp_path / 'tool'}:/usr/bin:/bin")
    monkeypatch.setattr("bootstrap.run.own_levels", lambda: LEVELS)
    return Checkout(tmp_path)


def test_only_what_changed_is_done_again(checkout: Checkout) -> None:
    assert checkout.setup() == ["requirements", "harness", "graph", "references", "maturin", *FLAGS]
    assert checkout.setup() == []
    source = checkout.root / "impls" / "rust" / "crates" / "a" / "src" / "lib.rs"
    source.touch()
    (checkout.root / "impls" / "rust" / "target" / "release").mkdir(parents=True)
    (checkout.root / "impls" / "rust" / "target" / "release" / "x.rs").touch()
    (checkout.root / "impls" / "rust" / "python" / "zkpair_rust" / "adapter.py").touch()
    assert checkout.setup() == []
    source.write_text("pub fn a() -> u8 { 1 }\n")
    assert checkout.setup() == ["maturin"]
    (checkout.root / "requirements.txt").write_text("numpy==2.4.7\n")
    assert checkout.setup() == ["requirements"]
    (checkout.root / "impls" / "python" / "pyproject.toml").write_text("[project]\n# more\n")
    assert checkout.setup() == ["references"]
    (checkout.root / "impls" / "rust" / "python" / "zkpair_rust" / "_native.abi3.so").unlink()
    assert checkout.setup() == ["maturin"]


def test_a_simd_level_is_built_again_only_for_other_sources(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bootstrap.levels.platform.machine", lambda: "x86_64")
    checkout.setup()
    level = checkout.root / "impls" / "rust" / "python" / "zkpair_rust" / "plonky3" / "levels"
    assert sorted(path.name for path in level.iterdir()) == [f"libzkpair_plonky3_{name}.so" for name in sorted(LEVELS)]
    (checkout.root / "impls" / "rust" / "plonky3" / "src" / "lib.rs").write_text("pub fn b() -> u8 { 1 }\n")
    assert checkout.setup() == FLAGS
    (level / "libzkpair_plonky3_avx2.so").unlink()
    assert checkout.setup() == FLAGS[1:]
    assert checkout.setup() == []


def test_a_failure_shows_what_the_compiler_said_and_is_tried_again(
    checkout: Checkout, capsys: pytest.CaptureFixture[str]
) -> None:
    (checkout.root / "fail").touch()
    assert setup(["--quiet"], checkout.root) == 1
    error = capsys.readouterr().err
    assert "mismatched types" in error
    assert "status 101" in error
    assert "Traceback" not in error
    (checkout.root / "fail").unlink()
    assert checkout.setup() == ["maturin", *FLAGS]


@pytest.fixture
def holder(checkout: Checkout) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock of the checkout."""
    code = (
        f"import sys, time; sys.path.insert(0, {str(TOOLS)!r})\n"
        "from pathlib import Path; from bootstrap.lock import only_one\n"
        f"with only_one(Path({str(checkout.root / '.cache' / 'setup.lock')!r})):\n"
        "    print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_set_up_waits_for_the_first_however_that_ends(
    checkout: Checkout, holder: subprocess.Popen[str]
) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(TOOLS)!r})\nfrom pathlib import Path; from bootstrap.run import setup\n"
    )
    command = [sys.executable, "-c", code + f"sys.exit(setup(['--quiet'], Path({str(checkout.root)!r})))"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=dict(os.environ)) as second:
        assert second.stdout is not None
        assert f"(process {holder.pid}); waiting" in second.stdout.readline()
        time.sleep(0.2)
        assert second.poll() is None
        assert not checkout.notes.exists()
        holder.send_signal(signal.SIGKILL)
        assert second.wait(timeout=20) == 0
    assert "maturin" in checkout.notes.read_text().split()


def test_a_digest_tells_names_and_contents_apart(tmp_path: Path) -> None:
    def of(files: dict[str, str]) -> str:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
        return digest(files_below(folder), folder)

    digests = [
        of({"a": "x", "b": "y"}),
        of({"a": "xb", "c": "y"}),
        of({"a": "y", "b": "x"}),
        of({"d/a": "x", "b": "y"}),
    ]
    assert len(set(digests)) == 4
    assert of({"a": "x", "b": "y", "target/t": "1", ".git/g": "1", "m.so": "1"}) == digests[0]


def test_a_stamp_is_whole_or_absent(tmp_path: Path) -> None:
    stamps = Stamps(tmp_path / "stamps")
    assert not stamps.is_done("a", "1")
    stamps.done("a", "1")
    assert stamps.is_done("a", "1")
    assert not stamps.is_done("a", "2")
    stamps.forget("a")
    stamps.forget("a")
    assert not stamps.is_done("a", "1")
    assert list((tmp_path / "stamps").iterdir()) == []


def test_a_full_disk_is_said_plainly(tmp_path: Path) -> None:
    from bootstrap.extension import explain_cargo

    command = ["sh", "-c", "echo 'error: failed to write: No space left on device (os error 28)'; exit 101"]
    with pytest.raises(SetupError, match="The disk is full: make room"):
        run_logged(command, tmp_path / "log", cwd=tmp_path, explain=explain_cargo)
