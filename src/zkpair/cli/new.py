"""`zkpair new family/operation`: a task, one file a language, and failing tests that say what to fill in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from string import Template

import click

from zkpair import registry

TEMPLATES = Path(__file__).parent / "templates" / "new"
NAME = re.compile(r"[a-z][a-z0-9_]*/[a-z][a-z0-9_]*")


@click.command(
    epilog="Examples:  zkpair new snark/my_task   |   zkpair new hash/keccak --package ~/keccak --languages python"
)
@click.argument("task_id", metavar="FAMILY/OPERATION")
@click.option(
    "--package", type=click.Path(path_type=Path), help="Make a package of its own there, not in zkpair itself."
)
@click.option("--languages", type=click.Choice(["python,rust", "python"]), default="python,rust", show_default=True)
def new(task_id: str, package: Path | None, languages: str) -> None:
    """Write a task, one file for each language, and failing tests that say what to fill in.

    In zkpair's own repository the files go to their places there. Anywhere else, or with --package, they make a package
    of their own, which comes in by the same door: entry points.
    """
    if not NAME.fullmatch(task_id):
        raise click.UsageError(f"{task_id!r} is no task id; write family/operation in lower case: snark/my_task")
    if task_id in registry.task_ids():
        taken = registry.task_entry(task_id)
        raise click.ClickException(f"{task_id} is there already ({taken.value}); choose another name")
    rust = "rust" in languages
    if package is None and _is_ours(Path.cwd()):
        files, appended = _in_repository(Path.cwd(), task_id, rust), _entry_points(Path.cwd(), task_id, rust)
    else:
        root = package if package is not None else Path(f"zkpair-{task_id.replace('/', '-').replace('_', '-')}")
        files, appended = _in_package(root, task_id, rust), {}
    there = [path for path in files if path.exists()]
    if there:
        raise click.ClickException(f"{there[0]} is there already; nothing was written")
    for path, text in {**files, **appended}.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        click.echo(f"{'added to' if path in appended else 'wrote'}  {path}")
    _say_next(task_id, root=None if appended else min(files, key=lambda path: len(path.parts)).parent)


def _say_next(task_id: str, root: Path | None) -> None:
    click.echo("\nNext:")
    if root is None:
        operation = task_id.split("/")[1]
        click.echo("  make setup                        # reads the new entry points")
        click.echo(f"  pytest tests/tasks/test_{operation}.py    # fails, and says what to fill in")
    else:
        click.echo(f"  pip install -e {root}")
        click.echo(f"  pytest {root}                     # fails, and says what to fill in")
    click.echo(f"  zkpair verify {task_id}")


def _is_ours(folder: Path) -> bool:
    project = folder / "pyproject.toml"
    return project.is_file() and '\nname = "zkpair"\n' in project.read_text() and (folder / "impls").is_dir()


def _render(template: str, names: Mapping[str, str]) -> str:
    return Template((TEMPLATES / template).read_text()).substitute(names)


def _in_package(root: Path, task_id: str, rust: bool) -> dict[Path, str]:
    """A package of its own: path -> text."""
    family, operation = task_id.split("/")
    package = f"zkpair_{family}_{operation}"
    code = Path("python") / package
    names = {
        "task_id": task_id,
        "operation": operation,
        "package": package,
        "distribution": package.replace("_", "-"),
        "wire_format": f"{operation}-bytes",
        "native_module": f"{package}._native",
        "task_file": str(code / "task.py"),
        "python_file": str(code / "python.py"),
        "adapter_file": str(code / "rust.py"),
        "rust_file": "src/lib.rs",
    }
    imports = [f"from {package}.python import Python", *([f"from {package}.rust import Rust"] if rust else [])]
    imports += [f"from {package}.task import TASK", "", "from zkpair.tasks.task import Cell"]
    names |= {"imports": "\n".join(imports), "classes": "Python, Rust" if rust else "Python"}
    files = {
        root / "pyproject.toml": _render("pyproject_mixed.toml.tmpl" if rust else "pyproject_python.toml.tmpl", names),
        root / "README.md": _render("README.md.tmpl", names),
        root / code / "__init__.py": f'"""A pair for zkpair: {task_id}."""\n',
        root / code / "task.py": _render("task.py.tmpl", names),
        root / code / "python.py": _render("python.py.tmpl", names),
        root / "tests" / f"test_{operation}.py": _render("test.py.tmpl", names),
    }
    if rust:
        files[root / code / "rust.py"] = _render("rust.py.tmpl", names)
        files[root / "Cargo.toml"] = _render("Cargo.toml.tmpl", names)
        files[root / "src" / "lib.rs"] = _render("lib.rs.tmpl", names)
    return files


def _in_repository(root: Path, task_id: str, rust: bool) -> dict[Path, str]:
    """The places in zkpair itself: path -> text."""
    family, operation = task_id.split("/")
    task = Path("src/zkpair/tasks") / family / f"{operation}.py"
    python = Path("impls/python/src/zkpair_python") / family / f"{operation}.py"
    adapter = Path("impls/rust/python/zkpair_rust") / family / f"{operation}.py"
    names = {
        "task_id": task_id,
        "operation": operation,
        "wire_format": f"{operation}-bytes",
        "native_module": "zkpair_rust._native",
        "task_file": str(task),
        "python_file": str(python),
        "adapter_file": str(adapter),
        "rust_file": f"impls/rust/crates/{family}/src/{operation}.rs (edge: crates/python/src/{family}.rs)",
    }
    imports = [f"from zkpair_python.{family}.{operation} import Python"]
    imports += [f"from zkpair_rust.{family}.{operation} import Rust"] if rust else []
    imports += ["", f"from zkpair.tasks.{family}.{operation} import TASK", "from zkpair.tasks.task import Cell"]
    names |= {"imports": "\n".join(imports), "classes": "Python, Rust" if rust else "Python"}
    files = {
        root / task: _render("task.py.tmpl", names),
        root / python: _render("python.py.tmpl", names),
        root / "tests" / "tasks" / f"test_{operation}.py": _render("test.py.tmpl", names),
    }
    if rust:
        files[root / adapter] = _render("rust.py.tmpl", names)
    for path in list(files):
        marker = path.parent / "__init__.py"
        if "tests" not in path.parts and not marker.exists():
            files[marker] = f'"""The {family} family."""\n'
    return files


def _entry_points(root: Path, task_id: str, rust: bool) -> dict[Path, str]:
    """The three pyproject.toml files with one line added to each: path -> whole text."""
    module = task_id.replace("/", ".")
    added = {
        root / "pyproject.toml": ("zkpair.tasks", f'"{task_id}" = "zkpair.tasks.{module}:TASK"'),
        root / "impls/python/pyproject.toml": (
            "zkpair.implementations",
            f'"{task_id}:python" = "zkpair_python.{module}:Python"',
        ),
    }
    if rust:
        line = f'"{task_id}:rust" = "zkpair_rust.{module}:Rust"'
        added[root / "impls/rust/pyproject.toml"] = ("zkpair.implementations", line)
    return {path: _with_line(path, group, line) for path, (group, line) in added.items()}


def _with_line(path: Path, group: str, line: str) -> str:
    """The text of `path` with `line` at the end of the entry-point group, otherwise byte for byte as it was."""
    text = path.read_text()
    header = f'[project.entry-points."{group}"]\n'
    if header not in text:
        raise click.ClickException(f"{path} has no section {header.strip()}; add it and run again")
    before, after = text.split(header, 1)
    lines = after.split("\n")
    end = next((i for i, found in enumerate(lines) if found.startswith("[")), len(lines))
    while end > 0 and not lines[end - 1].strip():
        end -= 1
    return before + header + "\n".join([*lines[:end], line, *lines[end:]])
