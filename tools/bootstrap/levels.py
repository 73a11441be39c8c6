"""The plonky3 libraries, one a SIMD level: `make setup` builds the scalar one and this CPU's best, `make simd` all.

plonky3 chooses its vectors when it is compiled, so each level is a build of its own, in a target folder of its own
(another RUSTFLAGS in the same one would compile everything again). A level is rebuilt when a source, the compiler or
its flags changed; the library carries the digest of its sources and is refused when it is loaded with others.
"""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from bootstrap.console import SetupError, run_logged, step
from bootstrap.extension import explain_cargo
from bootstrap.paths import Paths
from bootstrap.stamp import Stamps, digest
from bootstrap.toolchain import dotted, rust_version

# What the compiler may use (psABI levels). x86-64-v4 is AVX-512 with F, BW, CD, DQ and VL: all that plonky3 asks for.
TARGET_CPU = {"scalar": "x86-64", "avx2": "x86-64-v3", "avx512": "x86-64-v4"}
NEEDED_FLAG = {"avx2": "avx2", "avx512": "avx512vl"}
LIBRARY = "libzkpair_plonky3"
SHARED = ("avx2", "avx512", "chunk", "compression")  # what the library reads from the workspace beside it


def buildable() -> tuple[str, ...]:
    """The levels that can be compiled here: other processors than x86-64 have the one that their target has."""
    return tuple(TARGET_CPU) if platform.machine() in ("x86_64", "AMD64") else ("scalar",)


def own_levels() -> tuple[str, ...]:
    """The scalar level and the best that this CPU has."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    flags = next((line.split() for line in lines if line.startswith("flags")), [])
    better = [level for level in buildable() if NEEDED_FLAG.get(level) in flags]
    return tuple(dict.fromkeys(("scalar", *better[-1:])))


def sources(paths: Paths) -> list[Path]:
    """What a library is made of."""
    tree = paths.plonky3
    names = ("Cargo.toml", "Cargo.lock", "build.rs")
    blake = tree.parent / "crates" / "hash" / "src" / "blake"
    shared = (blake / f"{name}.rs" for name in SHARED)
    return [*(tree / name for name in names), *sorted((tree / "src").rglob("*.rs")), *shared]


def library(paths: Paths, level: str) -> Path:
    """Where the package finds a level."""
    return paths.level_libraries / f"{LIBRARY}_{level}.so"


def build_levels(paths: Paths, stamps: Stamps, env: Mapping[str, str], levels: Iterable[str]) -> None:
    """Build the levels that are missing or stale, one after the other."""
    version = dotted(rust_version(env) or ())
    for level in levels:
        wanted = digest(sources(paths), paths.root, [version, rust_flags(level)])
        if stamps.is_done(f"plonky3-{level}", wanted) and library(paths, level).is_file():
            continue
        with step(f"building plonky3 for the level {level} (a minute or two)"):
            stamps.forget(f"plonky3-{level}")
            build_level(paths, env, level)
        stamps.done(f"plonky3-{level}", wanted)


def rust_flags(level: str) -> str:
    """What the compiler is told for a level; elsewhere than on x86-64 the target's own features are all there are."""
    return f"-Ctarget-cpu={TARGET_CPU[level]}" if len(buildable()) > 1 else ""


def cargo_environment(paths: Paths, level: str) -> dict[str, str]:
    """A level's target folder and flags, which go before RUSTFLAGS: those would be another level."""
    target = paths.plonky3 / "target" / "levels" / level
    return {"CARGO_TARGET_DIR": str(target), "CARGO_ENCODED_RUSTFLAGS": rust_flags(level)}


def build_level(paths: Paths, env: Mapping[str, str], level: str) -> None:
    """Compile one level and put its library in place."""
    environment = {**env, **cargo_environment(paths, level), "CARGO_TERM_COLOR": "never"}
    command = ["cargo", "build", "--release", "--locked", "--lib"]
    log = paths.logs / f"plonky3-{level}.log"
    run_logged(command, log, cwd=paths.plonky3, env=environment, explain=explain_cargo)
    built = Path(environment["CARGO_TARGET_DIR"]) / "release" / f"{LIBRARY}.so"
    if not built.is_file():
        raise SetupError(f"cargo left no {built}; see {log}")
    place = library(paths, level)
    place.parent.mkdir(parents=True, exist_ok=True)
    # A new file, renamed: a process that has the old one loaded keeps it.
    part = place.with_suffix(f".{os.getpid()}")
    shutil.copy2(built, part)
    part.replace(place)
