"""The arrows: imports go one way only, and what measures carries almost nothing with it (docs/contract.md).

The table below is the layout. A new part of zkpair is added to it with what it may see; the order is the flow.
"""

from __future__ import annotations

import ast
import graphlib
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HARNESS = ROOT / "src" / "zkpair"

# What each part of zkpair may import of zkpair, besides itself. Every part sees only parts above it.
ARROWS: dict[str, set[str]] = {
    "__init__": set(),
    "tasks": set(),
    "schema": set(),
    "energy": set(),
    "bounded_json": set(),
    "consistency": {"schema"},
    "cases": {"bounded_json", "tasks"},
    "registry": {"tasks"},
    "chains": {"tasks", "registry"},
    "record": {"bounded_json", "consistency", "schema", "tasks"},
    "worker": {"bounded_json", "tasks", "cases", "registry"},
    "provenance": {"__init__", "tasks", "registry", "schema", "record", "energy", "worker"},
    "artefacts": {"bounded_json", "tasks", "cases", "registry", "record", "worker"},
    "conformance": {
        "bounded_json",
        "tasks",
        "cases",
        "registry",
        "schema",
        "record",
        "worker",
        "provenance",
        "artefacts",
    },
    "measure": {
        *("tasks", "cases", "registry", "schema", "record", "energy", "worker", "provenance", "artefacts"),
        *("chains", "conformance"),
    },
    "analysis": {"bounded_json", "tasks", "schema", "record"},
    "truth": {
        "tasks",
        "schema",
        "record",
        "registry",
        "cases",
        "worker",
        "artefacts",
        "conformance",
        "measure",
        "analysis",
    },
    "report": {"__init__", "tasks", "schema", "record", "analysis"},
}
# The command line joins the parts, and is seen by none.
ARROWS["cli"] = set(ARROWS)

# What is imported into a process that measures, or into one that is measured.
MEASURES = {
    *(
        "__init__",
        "bounded_json",
        "tasks",
        "schema",
        "energy",
        "cases",
        "registry",
        "chains",
        "record",
        "worker",
        "provenance",
        "artefacts",
    ),
    *("conformance", "measure"),
}
MEASURES_WITH = {"numpy", "psutil"}
# What a model is: every part of the harness may use it; it knows nothing of the harness nor of the implementations.
GRAPH = "zkpair_graph"
GRAPH_WITH = {"numpy"}


def imported(path: Path, package: str) -> Iterator[tuple[int, str]]:
    """Line and dotted name of all that a module imports, inside functions too; `package` resolves the relative ones."""
    for node in ast.walk(ast.parse(path.read_text(), str(path))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = package.split(".")
            base = ".".join(parts[: len(parts) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module) if part)
            yield from ((node.lineno, f"{module}.{name.name}") for name in node.names)


def part_of(name: str) -> str:
    """`zkpair.measure.run.Run` -> `measure`; `zkpair.__version__` -> `__init__`."""
    second = name.split(".")[1] if "." in name else "__init__"
    return second if second in ARROWS else "__init__"


def modules(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*.py")) if "__pycache__" not in path.parts]


def violations(harness: Path) -> list[str]:
    """Every import in the harness that goes against the arrows, as `file:line: what`."""
    found = []
    for path in modules(harness):
        relative = path.relative_to(harness)
        part = relative.parts[0].removesuffix(".py")
        if part not in ARROWS:
            found.append(f"{relative}: {part} has no place in ARROWS of tests/test_layout.py: say what it may see")
            continue
        package = ".".join(("zkpair", *relative.parts[:-1]))
        for line, name in imported(path, package):
            top = name.split(".")[0]
            if top == "zkpair":
                target = part_of(name)
                if target != part and target not in ARROWS[part] and target != "__init__":
                    found.append(f"{relative}:{line}: {part} may not import {name}")
            elif part in MEASURES and top not in sys.stdlib_module_names and top not in MEASURES_WITH | {GRAPH}:
                found.append(f"{relative}:{line}: {part} measures, and imports {top}")
    return found


def test_imports_follow_the_arrows() -> None:
    assert violations(HARNESS) == []


def test_the_arrows_have_no_circle() -> None:
    above: set[str] = set()
    for part, seen in ARROWS.items():
        assert seen - {part} <= above, f"{part} sees what comes after it"
        above.add(part)


def circles(harness: Path) -> list[list[str]]:
    """Modules that import each other, in functions too: each circle once, by the names along it."""
    names = {
        ".".join(("zkpair", *path.relative_to(harness).with_suffix("").parts)).removesuffix(".__init__"): path
        for path in modules(harness)
    }
    graph: dict[str, set[str]] = {}
    for name, path in names.items():
        package = ".".join(("zkpair", *path.relative_to(harness).parts[:-1]))
        wanted = (full for _, full in imported(path, package))
        graph[name] = {next((t for t in (w, w.rpartition(".")[0]) if t in names), name) for w in wanted} - {name}
    try:
        list(graphlib.TopologicalSorter(graph).static_order())
    except graphlib.CycleError as error:
        return [error.args[1]]
    return []


def test_no_modules_import_each_other() -> None:
    assert circles(HARNESS) == []


def test_a_circle_is_seen(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text("def late():\n    from zkpair import two\n")
    (tmp_path / "two.py").write_text("from .one import late\n")
    assert circles(tmp_path) == [["zkpair.one", "zkpair.two", "zkpair.one"]] or circles(tmp_path) == [
        ["zkpair.two", "zkpair.one", "zkpair.two"]
    ]


@pytest.mark.parametrize(
    ("file", "line", "expected"),
    [
        ("tasks/algebra/bad.py", "from zkpair.registry import task", "tasks may not import zkpair.registry.task"),
        ("measure/bad.py", "def late():\n    import pandas", "measure measures, and imports pandas"),
        ("analysis/bad.py", "from zkpair.measure.run import Run", "analysis may not import zkpair.measure.run.Run"),
        ("worker/bad.py", "from ..report import page", "worker may not import zkpair.report.page"),
        ("worker/bad.py", "from .. import analysis", "worker may not import zkpair.analysis"),
        ("record.py", "import rich.table", "record measures, and imports rich"),
        ("report/bad.py", "import zkpair.cli.main", "report may not import zkpair.cli.main"),
        ("novelty/new.py", "", "novelty has no place"),
    ],
)
def test_a_wrong_import_is_seen(tmp_path: Path, file: str, line: str, expected: str) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(line + "\n")
    assert [expected in text for text in violations(tmp_path)] == [True]


def test_implementations_never_import_the_harness() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path in modules(ROOT / "impls")
        if "node_modules" not in path.parts and "target" not in path.parts and ".venv" not in path.parts
        for line, name in imported(path, path.parent.name)
        if name.split(".")[0] == "zkpair"
    ]
    assert wrong == []


def test_the_graph_knows_nothing_of_the_harness_nor_of_the_implementations() -> None:
    """What converters need (onnx, torch) they import inside functions: loading the package brings NumPy alone."""
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path in modules(ROOT / "impls" / "graph")
        for line, name in imported(path, GRAPH)
        if name.split(".")[0] in {"zkpair", "zkpair_python", "zkpair_rust"}
    ]
    assert wrong == []
    sources = ROOT / "impls" / "graph" / "src"
    names = [".".join(path.relative_to(sources).with_suffix("").parts) for path in modules(sources)]
    names = [name.removesuffix(".__init__") for name in names]
    code = (
        "import sys, importlib\n"
        "before = set(sys.modules)\n"
        f"for name in {names!r}: importlib.import_module(name)\n"
        "print(' '.join(sorted({name.split('.')[0] for name in set(sys.modules) - before})))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name for name in done.stdout.split() if name not in sys.stdlib_module_names}
    assert loaded <= GRAPH_WITH | {GRAPH}


def test_the_references_read_graphs_themselves() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path in modules(ROOT / "impls" / "python")
        for line, name in imported(path, path.parent.name)
        if name.split(".")[0] == GRAPH
    ]
    assert wrong == []


def test_what_measures_loads_only_the_standard_library_numpy_and_psutil() -> None:
    """Not only what is written there: everything that gets loaded by it."""
    names = []
    for path in modules(HARNESS):
        relative = path.relative_to(HARNESS).with_suffix("")
        if relative.parts[0] in MEASURES and relative.name != "__main__":
            names.append(".".join(("zkpair", *relative.parts)).removesuffix(".__init__"))
    code = (
        "import sys, importlib\n"
        "before = set(sys.modules)\n"
        f"for name in {names!r}: importlib.import_module(name)\n"
        "print(' '.join(sorted({name.split('.')[0] for name in set(sys.modules) - before})))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name for name in done.stdout.split() if name not in sys.stdlib_module_names}
    own = {"zkpair", GRAPH, "__mp_main__"}
    assert {name for name in loaded - own if not name.startswith("_")} <= MEASURES_WITH


def test_the_rust_crates_but_the_edge_know_no_python() -> None:
    for manifest in sorted((ROOT / "impls" / "rust" / "crates").glob("*/Cargo.toml")):
        if manifest.parent.name == "python":
            continue
        content = tomllib.loads(manifest.read_text())
        tables = ("dependencies", "dev-dependencies", "build-dependencies")
        named = {name for table in tables for name in content.get(table, {})}
        assert not named & {"pyo3", "numpy", "zkpair-python-edge"}, manifest


def test_every_entry_point_names_a_module_of_its_own_distribution() -> None:
    """Ids are history: each is `family/operation`, and lives at the place its name says."""
    content = tomllib.loads((ROOT / "pyproject.toml").read_text())
    for task, target in content["project"]["entry-points"]["zkpair.tasks"].items():
        assert target == f"zkpair.tasks.{task.replace('/', '.')}:TASK"
    for folder, package in (("python", "zkpair_python"), ("rust", "zkpair_rust")):
        content = tomllib.loads((ROOT / "impls" / folder / "pyproject.toml").read_text())
        for name, target in content["project"]["entry-points"]["zkpair.implementations"].items():
            task, _, implementation = name.partition(":")
            assert implementation
            family, (library, _, variant) = task.partition("/")[0], implementation.partition("+")
            homes = tuple(f"{package}.{home}." for home in (family, library, variant) if home)
            assert target.startswith(homes), f"{name} is at {target}"
    content = tomllib.loads((ROOT / "impls" / "graph" / "pyproject.toml").read_text())
    for name, target in content["project"]["entry-points"]["zkpair.implementations"].items():
        assert target.startswith(f"{GRAPH}.engines."), f"{name} is at {target}"
