"""What the adapters of the plonky3 libraries share: the choice of a SIMD level, attributes, provenance.

A higher level isn't always faster (wider vectors want more work at once, and BLAKE3 chooses its own when it runs), so
`plonky3` takes for each operation the level that was fastest when measured; `ZKPAIR_SIMD` takes another.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from zkpair_rust.plonky3 import simd
from zkpair_rust.plonky3.errors import LevelError, UnsupportedCellError
from zkpair_rust.plonky3.library import Library

WIRE_FORMAT = "plonky3"
UPWARDS = ("avx512", "avx2", "scalar")

# The levels of an operation, fastest first, by interleaved runs (impls/rust/plonky3/README.md); else UPWARDS.
FASTEST_FIRST: dict[str, tuple[str, ...]] = {
    "prove goldilocks blake3": ("scalar", "avx2", "avx512"),
    "prove koalabear blake3": ("avx2", "avx512", "scalar"),
}


class Plonky3:
    """The members that do not depend on the operation (docs/contract.md); a variant names its `level`."""

    wire_format = WIRE_FORMAT
    parallel = True
    level: str | None = None
    algorithm = ""
    operations: tuple[str, ...] = ()  # what FASTEST_FIRST may name

    def chosen_level(self, operation: str) -> str:
        """The level for an operation: the variant's, that of ZKPAIR_SIMD, or the fastest that can be used."""
        fixed = self.level or os.environ.get(simd.SELECT_VARIABLE)
        if fixed:
            simd.open_level(fixed)
            return fixed
        return simd.first_usable(FASTEST_FIRST.get(operation, UPWARDS))

    def library(self, operation: str) -> Library:
        """The library for an operation. Raises LevelError."""
        return simd.open_level(self.chosen_level(operation))

    @property
    def attributes(self) -> dict[str, str]:
        """What explains the numbers; `simd` names the level, and those operations that take another."""
        try:
            levels = {operation: self.chosen_level(operation) for operation in ("", *self.operations)}
        except LevelError:
            levels = {"": self.level or os.environ.get(simd.SELECT_VARIABLE, "none")}
        usual = levels.pop("")
        others = [f"{level} for {operation}" for operation, level in levels.items() if level != usual]
        try:
            crates = simd.open_level(usual).facts.get("crates", "")
        except LevelError:
            crates = ""
        return {
            "language": "rust",
            "library": ", ".join(crate.replace("=", " ") for crate in crates.split(",")) or "plonky3",
            "algorithm": self.algorithm,
            "simd": "; ".join([usual, *others]),
        }

    def available(self) -> str | None:
        """None, or why no level can be used here."""
        try:
            for operation in ("", *self.operations):
                self.chosen_level(operation)
        except LevelError as error:
            return str(error)
        return None

    def provenance(self) -> dict[str, object]:
        """What the usual level's library says of itself; nothing where there is none."""
        try:
            return dict(self.library("").facts)
        except LevelError:
            return {}


class Timed(Plonky3):
    """An operation whose library call tells how long it took without the conversion of numbers."""

    _kernel_ns = 0

    def kernel_ns(self) -> int:
        """Nanoseconds of the last run inside the library, past the conversion of numbers."""
        return self._kernel_ns


def demand(params: Mapping[str, str], name: str, supported: tuple[str, ...], default: str | None = None) -> str:
    """The parameter, if it is one of those supported; raises UnsupportedCellError."""
    value = params.get(name, default)
    if value not in supported:
        raise UnsupportedCellError(f"{name}={value!r} is not done by plonky3 here; supported: {', '.join(supported)}")
    return value
