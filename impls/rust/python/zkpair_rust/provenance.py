"""Where the extension comes from, and whether it is fit to be measured."""

import hashlib
import os
from functools import cache
from pathlib import Path

from zkpair_rust import _native

SOURCE_VARIABLE = "ZKPAIR_RUST_SOURCE"
APART = {"benches", "examples", "target", "tests"}  # folders whose content does not reach the binary
REBUILD = "rebuild it: make setup, or `maturin develop --release` in impls/rust"


def embedded() -> dict[str, object]:
    """What the extension says of itself: source digest, profile, target and its features, compiler, crate versions."""
    return dict(_native.provenance())


def source_tree() -> Path | None:
    """The workspace's folder: `ZKPAIR_RUST_SOURCE`, or the folder that this package lies in; None for a lone wheel."""
    named = os.environ.get(SOURCE_VARIABLE)
    tree = Path(named) if named else Path(__file__).resolve().parents[2]
    return tree if (tree / "crates" / "python" / "build.rs").is_file() else None


def source_digest(tree: Path) -> str:
    """SHA-256 over `path NUL length NUL content` of every source, ordered by path: what build.rs embeds."""
    files = [Path("Cargo.lock"), Path("Cargo.toml")]
    for folder, folders, names in os.walk(tree / "crates"):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in APART]
        below = Path(folder).relative_to(tree)
        files += [below / name for name in names if name.endswith(".rs") or name == "Cargo.toml"]
    digest = hashlib.sha256()
    for path in sorted(path.as_posix().encode() for path in files):
        content = (tree / path.decode()).read_bytes()
        digest.update(path + b"\0" + str(len(content)).encode() + b"\0" + content)
    return digest.hexdigest()


def check() -> str | None:
    """None, or why this extension must not be measured: a debug build, or sources newer than the binary."""
    facts = _native.provenance()
    if facts["debug_assertions"] or facts["opt_level"] != "3":
        return f"zkpair_rust is a debug build (profile {facts['profile']}, opt-level {facts['opt_level']}); {REBUILD}"
    tree = source_tree()
    if tree is not None and _digest_once(tree) != facts["source_sha256"]:
        return f"zkpair_rust is stale: built from other sources than those in {tree}; {REBUILD}"
    return None


@cache
def _digest_once(tree: Path) -> str:
    return source_digest(tree)
