"""Where things are, from the root of the checkout."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Paths:
    """The places that set-up reads and writes; all of them inside the checkout."""

    root: Path

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        return self.venv / "bin" / "python"

    @property
    def cache(self) -> Path:
        return self.root / ".cache"

    @property
    def stamps(self) -> Path:
        """Inside the environment, so that throwing that away forgets what was installed into it."""
        return self.venv / ".setup"

    @property
    def logs(self) -> Path:
        return self.cache / "logs"

    @property
    def rust_workspace(self) -> Path:
        return self.root / "impls" / "rust"

    @property
    def plonky3(self) -> Path:
        """The cargo workspace that is built once for each SIMD level."""
        return self.rust_workspace / "plonky3"

    @property
    def level_libraries(self) -> Path:
        return self.rust_workspace / "python" / "zkpair_rust" / "plonky3" / "levels"

    @property
    def python_package(self) -> Path:
        return self.root / "impls" / "python"

    @property
    def graph_package(self) -> Path:
        return self.root / "impls" / "graph"


ROOT = Path(__file__).resolve().parent.parent.parent
