"""What `zkpair new` writes fails with what to fill in; filled in as the page says, it is proven and measured."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from zkpair.cli.main import cli

ROOT = Path(__file__).parents[2]


def call(*arguments: str) -> str:
    result = CliRunner().invoke(cli, list(arguments), prog_name="zkpair")
    assert result.exit_code == 0, result.output
    return result.output


def install(package: Path, languages: tuple[str, ...]) -> dict[str, str]:
    """The environment in which the package is installed as pip would: its code on the path, beside its dist-info."""
    project = tomllib.loads((package / "pyproject.toml").read_text())["project"]
    info = package / "python" / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir(exist_ok=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n")
    lines = []
    for group, entries in project["entry-points"].items():
        lines.append(f"[{group}]")
        lines += [f"{k} = {v}" for k, v in entries.items() if ":" not in k or k.split(":")[1] in languages]
    (info / "entry_points.txt").write_text("\n".join(lines) + "\n")
    cache = {"ZKPAIR_CACHE": str(package / "cache"), "ZKPAIR_LOCK": str(package / "lock")}
    return dict(os.environ) | cache | {"PYTHONPATH": str(package / "python")}


def run(environment: dict[str, str], *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        env=environment,
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_a_new_package_fails_and_says_what_to_fill_in(tmp_path: Path) -> None:
    said = call("new", "hash/fnv1a", "--package", str(tmp_path / "p"), "--languages", "python")
    assert "pytest" in said and "zkpair verify hash/fnv1a" in said
    environment = install(tmp_path / "p", ("python",))
    tests = run(environment, "pytest", "-q", "-p", "no:cacheprovider", "tests", cwd=tmp_path / "p")
    assert tests.returncode == 1 and "4 failed" in tests.stdout, tests.stdout
    assert "python/zkpair_hash_fnv1a/task.py: generate() must return" in tests.stdout
    proof = run(environment, "zkpair.cli.main", "verify", "hash/fnv1a", cwd=tmp_path)
    assert proof.returncode == 1 and "generate() must return" in " ".join(proof.stderr.split())
    assert "Traceback" not in proof.stderr


def test_filled_in_as_the_page_says_it_is_proven_and_measured(tmp_path: Path, walk_through: dict[str, str]) -> None:
    package = tmp_path / "p"
    call("new", "hash/fnv1a", "--package", str(package), "--languages", "python")
    for name in ("task.py", "python.py"):
        path = f"python/zkpair_hash_fnv1a/{name}"
        (package / path).write_text(walk_through[path])
    environment = install(package, ("python",))
    tests = run(environment, "pytest", "-q", "-p", "no:cacheprovider", "tests", cwd=package)
    assert tests.returncode == 0 and "4 passed" in tests.stdout, tests.stdout
    proof = run(environment, "zkpair.cli.main", "verify", "hash/fnv1a", "--all-checks", cwd=tmp_path)
    assert proof.returncode == 0 and "self-verified python" in proof.stdout, proof.stderr
    measured = run(
        environment, "zkpair.cli.main", "run", "hash/fnv1a", "--size", "2^10", "--budget", "60", cwd=tmp_path
    )
    assert measured.returncode == 0, measured.stderr
    (records,) = (tmp_path / "results").glob("*/records.jsonl")
    assert '"kind":"timing"' in records.read_text()


def test_half_filled_in_is_a_failure_not_a_refusal(tmp_path: Path, walk_through: dict[str, str]) -> None:
    package = tmp_path / "p"
    call("new", "hash/fnv1a", "--package", str(package), "--languages", "python")
    path = "python/zkpair_hash_fnv1a/task.py"
    (package / path).write_text(walk_through[path])
    proof = run(install(package, ("python",)), "zkpair.cli.main", "verify", "hash/fnv1a", cwd=tmp_path)
    assert proof.returncode == 1 and "failed python" in proof.stdout
    assert "Python.prepare() must return" in " ".join(proof.stdout.split())


@pytest.mark.slow
def test_both_languages_from_nothing(tmp_path: Path, walk_through: dict[str, str]) -> None:
    package = tmp_path / "p"
    call("new", "hash/fnv1a", "--package", str(package))
    for path, text in walk_through.items():
        assert (package / path).is_file(), f"{path} of the page is no file of the skeleton"
        (package / path).write_text(text)
    environment = dict(os.environ) | {"CARGO_TARGET_DIR": str(tmp_path / "target")}
    built = subprocess.run(
        ["cargo", "build", "--release", "--features", "pyo3/extension-module"],
        cwd=package, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    shutil.copy(tmp_path / "target/release/lib_native.so", package / "python/zkpair_hash_fnv1a/_native.abi3.so")
    proof = run(install(package, ("python", "rust")), "zkpair.cli.main", "verify", "hash/fnv1a", cwd=tmp_path)
    assert proof.returncode == 0, proof.stdout + proof.stderr
    assert "conformant python" in proof.stdout and "conformant rust" in proof.stdout


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The three pyproject.toml files, in their places."""
    for path in ("pyproject.toml", "impls/python/pyproject.toml", "impls/rust/pyproject.toml"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, tmp_path / path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_in_our_repository_the_files_go_to_their_places(repository: Path) -> None:
    before = {path: path.read_text() for path in repository.rglob("pyproject.toml")}
    said = call("new", "snark/my_task")
    for path in (
        "src/zkpair/tasks/snark/my_task.py",
        "impls/python/src/zkpair_python/snark/my_task.py",
        "impls/rust/python/zkpair_rust/snark/my_task.py",
        "tests/tasks/test_my_task.py",
    ):
        assert path in said
        compile((repository / path).read_text(), path, "exec")
    for path, text in before.items():
        old, new = text.split("\n"), path.read_text().split("\n")
        added = [line for line in new if line not in old]
        assert len(added) == 1 and "snark/my_task" in added[0]
        assert [line for line in new if line != added[0]] == old
        tomllib.loads(path.read_text())


@pytest.mark.parametrize(
    ("task_id", "words"),
    [
        ("fnv1a", "family/operation"),
        ("Hash/FNV", "lower case"),
        ("a/b/c", "family/operation"),
        ("../evil/x", "family/operation"),
        ("algebra/ntt", "zkpair.tasks.algebra.ntt:TASK"),
    ],
)
def test_names_that_will_not_do(task_id: str, words: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["new", task_id, "--package", str(tmp_path / "p")], prog_name="zkpair")
    assert result.exit_code in (1, 2) and words in result.output
    assert not (tmp_path / "p").exists()


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    call("new", "hash/fnv1a", "--package", str(tmp_path / "p"))
    (tmp_path / "p/README.md").write_text("mine")
    result = CliRunner().invoke(cli, ["new", "hash/fnv1a", "--package", str(tmp_path / "p")], prog_name="zkpair")
    assert result.exit_code == 1 and "nothing was written" in result.output
    assert (tmp_path / "p/README.md").read_text() == "mine"


def test_the_vectors_of_the_page_s_hash(walk_through: dict[str, str]) -> None:
    """FNV-1a's published test values (draft-eastlake-fnv, appendix)."""
    names: dict[str, object] = {"__name__": "page"}
    exec(walk_through["python/zkpair_hash_fnv1a/python.py"], names)
    hashed = names["Python"]().run  # type: ignore[operator]
    assert hashed(b"") == 0xCBF29CE484222325
    assert hashed(b"a") == 0xAF63DC4C8601EC8C
    assert hashed(b"foobar") == 0x85944171F73967E8
