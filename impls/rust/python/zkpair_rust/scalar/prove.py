"""`stark/prove` without vectors."""

from __future__ import annotations

from zkpair_rust.stark.prove import Rust

__all__ = ["RustScalar"]


class RustScalar(Rust):
    """`stark/prove:rust+scalar`."""
