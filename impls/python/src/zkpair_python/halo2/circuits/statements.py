"""Which statements there are: the public element that a witness gives, and the circuits of both versions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from zkpair_python.halo2.layout.circuit import Circuit

from .chain import optimised as chain_optimised
from .chain import plain as chain_plain
from .chain import statement as chain
from .linear_regression import optimised as linear_regression_optimised
from .linear_regression import plain as linear_regression_plain
from .linear_regression import statement as linear_regression
from .poseidon import optimised as poseidon_optimised
from .poseidon import plain as poseidon_plain
from .poseidon import statement as poseidon
from .range_lookup import optimised as range_lookup_optimised
from .range_lookup import plain as range_lookup_plain
from .range_lookup import statement as range_lookup


@dataclass(frozen=True)
class Statement:
    """min_k: the smallest size. evaluate: the public element of k and a witness, `FalseWitness` where it has none."""

    min_k: int
    evaluate: Callable[[int, Sequence[int]], int]
    versions: Mapping[str, Callable[[int], Circuit]]


STATEMENTS: Mapping[str, Statement] = {
    "chain": Statement(
        6,
        chain.evaluate,
        {"plain": chain_plain.Plain, "optimised": chain_optimised.Optimised},
    ),
    "range_lookup": Statement(
        6,
        range_lookup.evaluate,
        {"plain": range_lookup_plain.Plain, "optimised": range_lookup_optimised.Optimised},
    ),
    "poseidon": Statement(
        poseidon.MIN_K,
        poseidon.evaluate,
        {"plain": poseidon_plain.Plain, "optimised": poseidon_optimised.Optimised},
    ),
    "linear_regression": Statement(
        linear_regression.MIN_K,
        linear_regression.evaluate,
        {"plain": linear_regression_plain.Plain, "optimised": linear_regression_optimised.Optimised},
    ),
}
