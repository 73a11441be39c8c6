"""What asv calls for each commit: `wheel` builds impls/rust, `install` puts that commit's implementations in place.

    python tools/asv_build.py wheel --source {build_dir} --out {build_cache_dir} --name {env_name} --root {conf_dir}
    python tools/asv_build.py install --source {build_dir} --wheel {wheel_file} --root {conf_dir}

A wheel is kept by the git tree of impls/rust (with the compiler and the flags): commits that did not touch Rust share
one. The harness that measures is this working tree's, so the method stays while the code under test changes.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
import zipfile
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from bootstrap.console import SetupError
from bootstrap.paths import ROOT, Paths
from bootstrap.stamp import files_below
from bootstrap.toolchain import need_c_compiler, with_rust

NOTHING = "zkpair_nothing"
"""A commit without impls/rust gets an empty wheel: asv demands one, and its benchmarks then give n/a."""


def wheel(source: Path, out: Path, name: str, root: Path) -> Path:
    """Put the wheel of that source's impls/rust into `out`; the only one there."""
    for old in out.glob("*.whl"):
        old.unlink()
    tree = tree_hash(source, "impls/rust")
    if tree is None:
        return empty_wheel(out)
    environment = with_rust(Paths(ROOT))
    store = root / ".asv" / "wheels" / key(tree, environment)
    found = sorted(store.glob("*.whl"))
    if not found:
        need_c_compiler(environment)
        found = [build(source, store, root / ".asv" / "cargo-target" / name, environment)]
    return Path(shutil.copy2(found[0], out))


def tree_hash(source: Path, folder: str) -> str | None:
    """git's name for the content of a folder at the checked-out commit; None when the commit does not have it."""
    command = ["git", "-C", str(source), "rev-parse", "--verify", "--quiet", f"HEAD:{folder}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() or None


def key(tree: str, environment: Mapping[str, str]) -> str:
    compiler = subprocess.run(["rustc", "-vV"], env=dict(environment), capture_output=True, text=True, check=True)
    flags = environment.get("RUSTFLAGS", "")
    machine = hashlib.sha256(f"{compiler.stdout}\0{flags}".encode()).hexdigest()[:12]
    return f"{tree}-{machine}"


def build(source: Path, store: Path, target: Path, environment: Mapping[str, str]) -> Path:
    """Build the wheel with cargo's artefacts kept for this environment alone.

    git gives all files of a checkout the time of the checkout, so an older commit can look unchanged to cargo: every
    source is touched first.
    """
    workspace = source / "impls" / "rust"
    now = time.time()
    for path in files_below(workspace):
        os.utime(path, (now, now))
    store.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=store.parent) as part:
        command = [
            sys.executable,
            "-m",
            "maturin",
            "build",
            "--release",
            "--interpreter",
            sys.executable,
            "--out",
            part,
        ]
        subprocess.run(command, cwd=workspace, env={**environment, "CARGO_TARGET_DIR": str(target)}, check=True)
        made = sorted(Path(part).glob("*.whl"))
        if len(made) != 1:
            raise SetupError(f"maturin left {len(made)} wheels in {part}, expected one")
        store.mkdir(exist_ok=True)
        return made[0].replace(store / made[0].name)


def empty_wheel(out: Path) -> Path:
    """A wheel that installs nothing."""
    path = out / f"{NOTHING}-0-py3-none-any.whl"
    info = f"{NOTHING}-0.dist-info"
    files = {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {NOTHING}\nVersion: 0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: zkpair\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{name},,\n" for name in (*files, f"{info}/RECORD"))
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in {**files, f"{info}/RECORD": record}.items():
            archive.writestr(name, text)
    return path


def install(source: Path, wheel_file: Path, root: Path) -> None:
    """Install the wheel, that commit's impls/python, this tree's harness and graph; note which commit it is."""
    prefix = Path(sys.prefix)
    note = prefix / "zkpair-commit.json"
    note.unlink(missing_ok=True)
    references = (
        [str(source / "impls" / "python")] if (source / "impls" / "python" / "pyproject.toml").is_file() else []
    )
    harness = [] if has_harness() else ["--editable", str(ROOT), "--editable", str(ROOT / "impls" / "graph")]
    pip("install", "--quiet", "--no-deps", "--no-build-isolation", str(wheel_file), *references, *harness)
    facts = {"contract": contract_version(source), "source": str(source), "root": str(root)}
    note.write_text(json.dumps(facts) + "\n")


def has_harness() -> bool:
    """Is this working tree's harness in place, with the entry points that it has now?

    It is installed in place and stays between commits; a new entry point wants a new installation.
    """
    try:
        distribution("zkpair-graph")
        found = distribution("zkpair")
    except PackageNotFoundError:
        return False
    written = json.loads(found.read_text("direct_url.json") or "{}").get("url", "")
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    points = {(point.group, point.name, point.value) for point in found.entry_points}
    wanted = {(group, name, value) for group, table in stated["entry-points"].items() for name, value in table.items()}
    wanted |= {("console_scripts", name, value) for name, value in stated["scripts"].items()}
    return written == ROOT.as_uri() and points == wanted and found.version == str(stated["version"])


def pip(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments], check=True)


def contract_version(source: Path) -> int | None:
    """CONTRACT_VERSION as that commit's harness states it; None for a commit that has none.

    A repository that holds implementations alone has no harness: it is taken to speak ours.
    """
    stated = source / "src" / "zkpair" / "tasks" / "task.py"
    if not stated.is_file():
        stated = ROOT / "src" / "zkpair" / "tasks" / "task.py" if not (source / "src" / "zkpair").is_dir() else stated
    if not stated.is_file():
        return None
    for node in ast.parse(stated.read_text()).body:
        if isinstance(node, ast.Assign) and [getattr(name, "id", None) for name in node.targets] == [
            "CONTRACT_VERSION"
        ]:
            return int(ast.literal_eval(node.value))
    return None


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tools/asv_build.py", description=(__doc__ or "").splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    for command, wanted in (("wheel", ("source", "out", "root")), ("install", ("source", "wheel", "root"))):
        sub = commands.add_parser(command)
        for name in wanted:
            sub.add_argument(f"--{name}", type=Path, required=True)
        if command == "wheel":
            sub.add_argument("--name", required=True)
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    options = parse(arguments)
    try:
        if options.command == "wheel":
            wheel(options.source.resolve(), options.out.resolve(), options.name, options.root.resolve())
        else:
            install(options.source.resolve(), options.wheel.resolve(), options.root.resolve())
    except (SetupError, OSError, subprocess.CalledProcessError) as error:
        print(f"tools/asv_build.py: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
