"""The Rust extension: a release build by maturin, skipped when no source has changed since the last one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bootstrap.console import SetupError, run_logged, step
from bootstrap.paths import Paths
from bootstrap.stamp import Stamps, digest, files_below
from bootstrap.toolchain import dotted, rust_version


def build_extension(paths: Paths, stamps: Stamps, env: Mapping[str, str]) -> None:
    """Build and install zkpair-rust in place."""
    version = rust_version(env)
    # The adapters below python/ are read in place, plonky3 is a build of its own; the rest is compiled here.
    apart = (paths.rust_workspace / "python", paths.plonky3)
    sources = [path for path in files_below(paths.rust_workspace) if not any(map(path.is_relative_to, apart))]
    wanted = digest(sources, paths.root, [dotted(version or ()), env.get("RUSTFLAGS", "")])
    library = built_library(paths)
    if stamps.is_done("extension", wanted) and library is not None:
        return
    first = not (paths.rust_workspace / "target" / "release").exists()
    with step("building the Rust extension" + (" (some minutes the first time)" if first else "")):
        stamps.forget("extension")
        environment = {**env, "VIRTUAL_ENV": str(paths.venv), "CARGO_TERM_COLOR": "never"}
        environment.pop("CONDA_PREFIX", None)
        command = [str(paths.python), "-m", "maturin", "develop", "--release"]
        log = paths.logs / "extension.log"
        run_logged(command, log, cwd=paths.rust_workspace, env=environment, explain=explain_cargo)
        if built_library(paths) is None:
            raise SetupError(f"maturin left no library below {paths.rust_workspace / 'python'}; see {log}")
    stamps.done("extension", wanted)


def built_library(paths: Paths) -> Path | None:
    """The native module in place, or None."""
    found = sorted((paths.rust_workspace / "python").glob("zkpair_rust/_native*.so"))
    return found[0] if found else None


def explain_cargo(output: str) -> str:
    if "No space left on device" in output:
        return "The disk is full: make room (about 3 GB) and run the same command again."
    if "linker `cc` not found" in output:
        return "There is no C compiler: install one, as root: apt-get install build-essential"
    if "Could not resolve host" in output or "failed to download" in output or "spurious network error" in output:
        return "The crate registry could not be reached: check the network and run the same command again."
    if "signal: 9" in output or "SIGKILL" in output:
        return "The compiler was killed, most likely for want of memory: close something, or set CARGO_BUILD_JOBS=1."
    return "Mend what the compiler says above, then run the same command again."
