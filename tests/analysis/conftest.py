"""Replicates made by hand, in the form in which a run records them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import settings

from zkpair.schema import Block, Replicate

settings.register_profile("loaded_machine", deadline=None)  # a slow example on a busy machine is no failure
settings.load_profile("loaded_machine")

Pairs = Sequence[tuple[int, int]]
MakeReplicate = Callable[..., Replicate]


def make_replicate(
    wall: dict[str, Pairs],
    cpu: dict[str, Pairs] | None = None,
    kernel: dict[str, Pairs | None] | None = None,
    batch: dict[str, int] | None = None,
    process: int = 0,
) -> Replicate:
    """A replicate from the pairs of each arm, one pair a block (ns per batch); CPU equal to wall unless given."""
    cpu = cpu or wall
    arms = list(wall)
    blocks = []
    for index in range(len(wall[arms[0]])):
        kernels: dict[str, list[int] | None] = {}
        for arm in arms:
            pairs = (kernel or {}).get(arm)
            kernels[arm] = None if pairs is None else list(pairs[index])
        blocks.append(
            Block(
                order=[*arms, *reversed(arms)],
                wall_ns={arm: list(wall[arm][index]) for arm in arms},
                cpu_ns={arm: list(cpu[arm][index]) for arm in arms},
                kernel_ns=kernels,
            )
        )
    zeros = dict.fromkeys(arms, 0)
    return Replicate(process, batch or dict.fromkeys(arms, 1), blocks, zeros, zeros, zeros)


@pytest.fixture
def replicate() -> MakeReplicate:
    return make_replicate
