"""`make wasm-check`: both engines as a WebAssembly module, its size, and the golden graphs run in it by Node.

The compiler is rustup's with the target wasm32-unknown-unknown where that is installed. Else Debian's (rustc-web,
cargo-web, rust-web-llvm, rust-web-src, lld-22) builds the standard library itself, which wants RUSTC_BOOTSTRAP.
"""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
from pathlib import Path

from bootstrap.console import SetupError, fail, say
from bootstrap.paths import ROOT

TARGET = "wasm32-unknown-unknown"
CRATE = ROOT / "impls" / "rust" / "wasm"
BUILT = CRATE / "target" / TARGET / "release" / "zkpair_wasm.wasm"
RUNNER = ROOT / "tools" / "wasm_golden.mjs"
DEBIAN = {
    "RUSTC": "/usr/bin/rustc",
    "RUSTC_BOOTSTRAP": "1",
    "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER": "/usr/bin/rust-lld",
}


def build_command() -> tuple[list[str], dict[str, str]]:
    """cargo with its arguments, and its environment. Raises SetupError where no compiler has the target."""
    arguments = ["build", "--release", "--lib", "--target", TARGET]
    if rustup := shutil.which("rustup"):
        listed = subprocess.run([rustup, "target", "list", "--installed"], capture_output=True, text=True, check=False)
        if TARGET in listed.stdout.split():
            return ["cargo", *arguments], {}
    if Path("/usr/bin/rust-lld").exists() and Path("/usr/bin/rustc").exists():
        return ["/usr/bin/cargo", *arguments, "-Zbuild-std=std,panic_abort"], DEBIAN
    raise SetupError(
        f"no compiler has the target {TARGET}: rustup target add {TARGET}, or on Debian "
        "apt-get install rustc-web cargo-web rust-web-llvm rust-web-src lld-22"
    )


def main() -> int:
    try:
        command, extra = build_command()
    except SetupError as error:
        return fail(error)
    built = subprocess.run(command, cwd=CRATE, env={**os.environ, **extra, "CARGO_TARGET_DIR": "target"}, check=False)
    if built.returncode != 0:
        return built.returncode
    data = BUILT.read_bytes()
    say(f"  {BUILT.relative_to(ROOT)}: {len(data)} bytes, {len(gzip.compress(data, 9))} gzipped")
    node = shutil.which("node")
    if node is None:
        say("  Node is not there: the module was built and not run")
        return 0
    return subprocess.run(
        [node, str(RUNNER), str(BUILT), str(ROOT / "tests" / "data" / "graphs")], check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
