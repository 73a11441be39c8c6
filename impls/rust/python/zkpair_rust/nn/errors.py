"""What `zkpair_rust.nn` refuses. Where torch raises a RuntimeError, these are RuntimeErrors with torch's words."""

from __future__ import annotations


class ShapeError(RuntimeError):
    """Shapes that do not go together; the message is torch's."""


class TrainingModeError(RuntimeError):
    """A layer that behaves otherwise in training: this engine only predicts. Call `eval()` on the module first."""


class UnsupportedError(NotImplementedError):
    """Something that torch has and this engine has not, said by name."""
