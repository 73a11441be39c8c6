"""`stark/prove` without vectors: the ratio to `rust` is what SIMD brings.

The level is read once, when the kernels are first asked for it, so it is set before anything of the extension is
imported; a worker serves one implementation.
"""

from __future__ import annotations

import os

os.environ["ZKPAIR_SIMD"] = "scalar"

from zkpair_rust.stark.prove import Rust

__all__ = ["RustScalar"]


class RustScalar(Rust):
    """`stark/prove:rust+scalar`."""
