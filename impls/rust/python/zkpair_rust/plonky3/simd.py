"""The SIMD levels: which this CPU has, where their libraries lie, whether they are fit to be measured."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from zkpair_rust.plonky3.errors import LevelError
from zkpair_rust.plonky3.library import Library

LEVELS = ("scalar", "avx2", "avx512")  # ascending: each CPU that has one has those before it
SELECT_VARIABLE = "ZKPAIR_SIMD"
FOLDER_VARIABLE = "ZKPAIR_SIMD_LIBRARIES"
SOURCE_VARIABLE = "ZKPAIR_PLONKY3_SOURCE"
REBUILD = "run: make simd"
SHARED = ("avx2", "avx512", "chunk", "compression")  # what the library reads from the workspace beside it

# What the compiler is allowed at each level (tools/bootstrap/levels.py), as Linux names it.
_V3 = frozenset({"avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "movbe", "abm"})
_V4 = _V3 | {"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"}
NEEDS = {"scalar": frozenset[str](), "avx2": _V3, "avx512": _V4}


@cache
def cpu_flags() -> frozenset[str]:
    """The CPU's features as /proc/cpuinfo names them; none where there is no such file."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return frozenset()
    return frozenset(next((line.partition(":")[2].split() for line in lines if line.startswith("flags")), ()))


def missing_features(level: str) -> frozenset[str]:
    """What this CPU lacks for a level."""
    return NEEDS[level] - cpu_flags()


def library_path(level: str) -> Path:
    """Where a level's library lies: `ZKPAIR_SIMD_LIBRARIES`, or the folder `levels` of this package."""
    folder = os.environ.get(FOLDER_VARIABLE)
    return (Path(folder) if folder else Path(__file__).parent / "levels") / f"libzkpair_plonky3_{level}.so"


def source_tree() -> Path | None:
    """The library's workspace: `ZKPAIR_PLONKY3_SOURCE`, or beside this package; None for a lone wheel."""
    named = os.environ.get(SOURCE_VARIABLE)
    tree = Path(named) if named else Path(__file__).resolve().parents[3] / "plonky3"
    return tree if (tree / "build.rs").is_file() else None


def source_digest(tree: Path) -> str:
    """SHA-256 over `path NUL length NUL content` of every source, ordered by path: what build.rs embeds."""
    sources = [path.relative_to(tree).as_posix() for path in (tree / "src").rglob("*.rs")]
    digest = hashlib.sha256()
    shared = [f"../crates/hash/src/blake/{name}.rs" for name in SHARED]
    for path in sorted(("Cargo.lock", "Cargo.toml", "build.rs", *shared, *sources)):
        content = (tree / path).read_bytes()
        digest.update(path.encode() + b"\0" + str(len(content)).encode() + b"\0" + content)
    return digest.hexdigest()


_digest_once = cache(source_digest)
_load_once = cache(Library)


def open_level(level: str) -> Library:
    """The level's library, loaded once. Raises LevelError when it is not built, not supported here, or stale."""
    if level not in LEVELS:
        raise LevelError(f"there is no SIMD level {level!r}; there are: {', '.join(LEVELS)}")
    missing = missing_features(level)
    if missing:
        raise LevelError(f"this CPU does not have the level {level}: {', '.join(sorted(missing))} missing")
    path = library_path(level)
    if not path.is_file():
        raise LevelError(f"the level {level} is not built; {REBUILD}")
    try:
        library = _load_once(path)
    except OSError as error:
        raise LevelError(f"the level {level} can't be loaded: {error}; {REBUILD}") from error
    facts = library.facts
    if facts.get("level") != level:
        raise LevelError(f"{path.name} was compiled for the level {facts.get('level')}; {REBUILD}")
    if facts.get("opt_level") != "3":
        raise LevelError(f"{path.name} is a debug build (opt-level {facts.get('opt_level')}); {REBUILD}")
    tree = source_tree()
    if tree is not None and _digest_once(tree) != facts.get("source_sha256"):
        raise LevelError(f"{path.name} is stale: built from other sources than those in {tree}; {REBUILD}")
    return library


def reason(level: str) -> str | None:
    """None, or why the level can't be used."""
    try:
        open_level(level)
    except LevelError as error:
        return str(error)
    return None


def first_usable(levels: Iterable[str]) -> str:
    """The first of the levels that can be used. Raises LevelError with the last one's reason."""
    why = None
    for level in levels:
        why = reason(level)
        if why is None:
            return level
    raise LevelError(why or "no SIMD level was named")
