"""cargo: the one on the path if it is new enough, else one fetched into the project's cache. And the C compiler."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import tomllib
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from bootstrap.console import SetupError, run_logged, say, step
from bootstrap.paths import Paths

RUSTUP = "https://static.rust-lang.org/rustup"
COMPILER_PACKAGES = {
    "apt-get": "apt-get install build-essential",
    "dnf": "dnf install gcc gcc-c++ make",
    "apk": "apk add build-base",
    "pacman": "pacman -S base-devel",
    "zypper": "zypper install gcc gcc-c++ make",
    "xcode-select": "xcode-select --install",
}

Environment = dict[str, str]


def wanted_rust(paths: Paths) -> tuple[int, ...]:
    """The workspace's `rust-version`, as numbers."""
    manifest = tomllib.loads((paths.rust_workspace / "Cargo.toml").read_text())
    for table in (manifest.get("workspace", {}).get("package", {}), manifest.get("package", {})):
        if "rust-version" in table:
            return tuple(int(part) for part in str(table["rust-version"]).split("."))
    raise SetupError(f"{paths.rust_workspace / 'Cargo.toml'} names no rust-version: add one under [workspace.package]")


def rust_version(env: Mapping[str, str]) -> tuple[int, ...] | None:
    """The version of the cargo and rustc that this environment finds, the lower of the two; None without one."""
    versions = []
    for tool in ("cargo", "rustc"):
        path = shutil.which(tool, path=env.get("PATH", ""))
        if path is None:
            return None
        answer = subprocess.run([path, "--version"], env=dict(env), capture_output=True, text=True, check=False)
        found = re.search(rf"{tool} (\d+)\.(\d+)\.(\d+)", answer.stdout)
        if answer.returncode != 0 or found is None:
            return None
        versions.append(tuple(int(part) for part in found.groups()))
    return min(versions)


def own_rust(paths: Paths, env: Mapping[str, str]) -> Environment:
    """The environment in which the toolchain of the project's cache is found first."""
    home = paths.cache / "rust"
    return {
        **env,
        "RUSTUP_HOME": str(home / "rustup"),
        "CARGO_HOME": str(home / "cargo"),
        "PATH": os.pathsep.join([str(home / "cargo" / "bin"), env.get("PATH", "")]),
    }


def with_rust(paths: Paths, env: Mapping[str, str] | None = None) -> Environment:
    """An environment with a cargo that is new enough. Fetches nothing: raises when set-up has not been run."""
    base = dict(os.environ if env is None else env)
    wanted = wanted_rust(paths)
    home_bin = Path(base.get("CARGO_HOME") or Path.home() / ".cargo") / "bin"
    installed = {**base, "PATH": os.pathsep.join([base.get("PATH", ""), str(home_bin)])}
    for candidate in (installed, own_rust(paths, base)):
        found = rust_version(candidate)
        if found is not None and found >= wanted:
            return candidate
    raise SetupError(f"no cargo {dotted(wanted)} or newer: run `make setup`")


def find_rust(paths: Paths) -> Environment:
    """Like `with_rust`, and fetches a toolchain into the project's cache when there is none."""
    try:
        return with_rust(paths)
    except SetupError:
        pass
    wanted = dotted(wanted_rust(paths))
    found = rust_version(os.environ)
    why = "there is no cargo here" if found is None else f"cargo here is {dotted(found)}"
    say(f"  {why} and the workspace needs {wanted} or newer: fetching one into .cache/rust (about 300 MB)")
    with step("fetching Rust"):
        if not by_rustup(paths) and not by_puccinialin(paths):
            raise SetupError(
                f"Rust {wanted} or newer could not be fetched (logs in {paths.logs}).\n"
                "Install it from https://rustup.rs or from your distribution, then run the same command again."
            )
    return with_rust(paths)


def dotted(version: tuple[int, ...]) -> str:
    return ".".join(str(part) for part in version)


def by_rustup(paths: Paths) -> bool:
    """Fetch rustup's installer and let it put the workspace's toolchain, with clippy and rustfmt, into the cache."""
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine().lower())
    system = "apple-darwin" if platform.system() == "Darwin" else "unknown-linux-" + libc()
    root = os.environ.get("RUSTUP_UPDATE_ROOT", RUSTUP).rstrip("/")
    try:
        with urllib.request.urlopen(f"{root}/dist/{machine}-{system}/rustup-init", timeout=20) as answer:
            content = answer.read()
    except (urllib.error.URLError, OSError, TimeoutError) as error:
        note(paths, "rustup-init.log", f"{root}: {error}")
        return False
    installer = paths.cache / "rust" / "rustup-init"
    installer.parent.mkdir(parents=True, exist_ok=True)
    part = installer.with_suffix(".part")
    part.write_bytes(content)
    part.chmod(0o755)
    part.replace(installer)
    command = [str(installer), "-y", "--no-modify-path", "--profile", "minimal", "-c", "clippy", "-c", "rustfmt"]
    # The very version the workspace names is the one whose lints it was written under; any newer one builds it too.
    exact = dotted(wanted_rust(paths))
    versions = (exact, "stable")
    return any(logged(paths, f"rustup-{name}", [*command, "--default-toolchain", name]) for name in versions)


def libc() -> str:
    return "gnu" if platform.libc_ver()[0] == "glibc" else "musl"


def by_puccinialin(paths: Paths) -> bool:
    """maturin's way of getting a toolchain: a package that knows where and how, with its own client."""
    target = paths.cache / "puccinialin"
    fetch = [str(paths.python), "-m", "pip", "install", "--quiet", "--upgrade", "--target", str(target), "puccinialin"]
    if not logged(paths, "puccinialin-fetch", fetch):
        return False
    environment = {"PYTHONPATH": str(target)}
    command = [str(paths.python), "-m", "puccinialin", "--location", str(paths.cache / "rust")]
    if not logged(paths, "puccinialin", command, environment):
        return False
    rustup = paths.cache / "rust" / "cargo" / "bin" / "rustup"
    logged(paths, "rustup-components", [str(rustup), "component", "add", "clippy", "rustfmt"])
    return True


def logged(paths: Paths, name: str, command: list[str], extra: Mapping[str, str] | None = None) -> bool:
    environment = {**own_rust(paths, os.environ), "RUSTUP_INIT_SKIP_PATH_CHECK": "yes", **(extra or {})}
    try:
        run_logged(command, paths.logs / f"{name}.log", cwd=paths.root, env=environment)
    except (SetupError, OSError) as error:
        note(paths, f"{name}-failed.log", str(error))
        return False
    return True


def note(paths: Paths, name: str, text: str) -> None:
    paths.logs.mkdir(parents=True, exist_ok=True)
    (paths.logs / name).write_text(text + "\n")


def need_c_compiler(env: Mapping[str, str]) -> None:
    """Rust links with the C compiler; without one, say the one line that installs it."""
    for name in (env.get("CC", ""), "cc", "gcc", "clang"):
        if name and shutil.which(name.split()[0], path=env.get("PATH", "")):
            return
    managers = [name for name in COMPILER_PACKAGES if shutil.which(name, path=env.get("PATH", ""))]
    line = COMPILER_PACKAGES[managers[0] if managers else "apt-get"]
    raise SetupError(f"there is no C compiler (cc), which Rust needs to link: install one, as root: {line}")
