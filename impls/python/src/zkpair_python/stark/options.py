"""The parameters of the protocol, winterfell's `ProofOptions`, and the two settings that a cell may demand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .errors import UnsupportedCellError

BLOWUP = 8
FOLDING = 4
REMAINDER_MAX_DEGREE = 31
EXTENSION_DEGREE = 2
LINEAR_BATCHING = 0  # an independent coefficient for each constraint, and for each column in DEEP
PARTITIONS = (1, 1)  # rows are hashed whole


@dataclass(frozen=True)
class Options:
    """The number of queries and the bits of proof of work; everything else is the same in all our settings."""

    num_queries: int
    grinding_bits: int

    def to_bytes(self) -> bytes:
        batching = (LINEAR_BATCHING, LINEAR_BATCHING)
        fixed = (EXTENSION_DEGREE, FOLDING, REMAINDER_MAX_DEGREE)
        return bytes([self.num_queries, BLOWUP, self.grinding_bits, *fixed, *batching, *PARTITIONS])

    def to_elements(self) -> list[int]:
        """What of the options enters the transcript's seed."""
        packed = EXTENSION_DEGREE << 24 | FOLDING << 16 | REMAINDER_MAX_DEGREE << 8 | BLOWUP
        return [packed, self.grinding_bits, self.num_queries]


SETTINGS = {
    "default": Options(num_queries=121, grinding_bits=0),  # about 100 proven bits by unique decoding
    "queries28": Options(num_queries=28, grinding_bits=16),  # the common setting: about 39 proven bits
}


def options_of(params: Mapping[str, str]) -> Options:
    """The one set of options that a cell demands."""
    name = params.get("setting", "default")
    if name not in SETTINGS:
        raise UnsupportedCellError(f"setting={name!r} is not done here; use {' or '.join(SETTINGS)}")
    return SETTINGS[name]


def num_fri_layers(domain_size: int) -> int:
    """How often a domain is folded before the remainder's degree is at most 31."""
    layers = 0
    while domain_size > (REMAINDER_MAX_DEGREE + 1) * BLOWUP:
        domain_size //= FOLDING
        layers += 1
    return layers
