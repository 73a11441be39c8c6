"""The four statements over F_p, apart from any circuit: how much fills 2^k rows, witnesses, the public element.

    chain               x_{i+1} = x_i·(x_i + b)                               witness x_0, b        public x_m
    range_lookup        v_i < 2^2B, in limbs of B bits by lookup              witness v             public Σ v_i
    poseidon            h_{i+1} = H(h_i, 0)                                   witness h_0           public h_m
    linear_regression   ten 8-bit features a row, predictions by `model`      witness the features  public Σ y_i

The size n = 2^k names the work that fills 2^k rows of version=plain: two rows a step of the chain, three a value, 65 a
hash, 25 a row of data; halo2 keeps six rows. version=optimised proves the same in a circuit of its own, smaller k.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from zkpair.tasks.arithmetic.field import random_elements, stream
from zkpair.tasks.arithmetic.pasta import FP
from zkpair.tasks.halo2.model import LEVELS, model
from zkpair.tasks.halo2.poseidon import poseidon
from zkpair.tasks.inference.diabetes import N_FEATURES, N_ROWS, random_words
from zkpair.tasks.task import Cell

MAX_K = 14
UNUSABLE_ROWS = 6
STEPS_IN_SIXES = 6  # the optimised chain proves six steps a row
VERSIONS = ("plain", "optimised")

Witness = list[int]


@dataclass(frozen=True)
class Circuit:
    """count: m for k. draw: a witness from label and seed. evaluate: its public element, ValueError if it has none.

    corners: witnesses at the edges of what is allowed. beyond: elements that no witness may hold, for each k.
    """

    smallest_k: int
    count: Callable[[int], int]
    draw: Callable[[int, str, int], Witness]
    evaluate: Callable[[int, Sequence[int]], int]
    corners: Callable[[int], list[Witness]]
    beyond: Callable[[int], list[int]]


def usable_rows(k: int) -> int:
    return (1 << k) - UNUSABLE_ROWS


def limb_bits(k: int) -> int:
    """8, or what still fits as a table."""
    return 8 if k >= 9 else k - 2


def steps(k: int) -> int:
    return (usable_rows(k) - 1) // 2 // STEPS_IN_SIXES * STEPS_IN_SIXES


def values(k: int) -> int:
    return usable_rows(k) // 3


def hashes(k: int) -> int:
    return usable_rows(k) // 65


def samples(k: int) -> int:
    return usable_rows(k) // 25


def _last_state(k: int, witness: Sequence[int]) -> int:
    x, b = witness
    for _ in range(steps(k)):
        x = x * (x + b) % FP
    return x


def _last_hash(k: int, witness: Sequence[int]) -> int:
    [h] = witness
    for _ in range(hashes(k)):
        h = poseidon(h, 0)
    return h


def _sum_in_range(k: int, witness: Sequence[int]) -> int:
    for i, value in enumerate(witness):
        if value >> 2 * limb_bits(k):
            raise ValueError(f"witness[{i}] has more than {2 * limb_bits(k)} bits")
    return sum(witness)


def _sum_of_predictions(k: int, witness: Sequence[int]) -> int:
    if max(witness) > LEVELS:
        raise ValueError("a feature has more than 8 bits")
    rows = [witness[i : i + N_FEATURES] for i in range(0, len(witness), N_FEATURES)]
    return sum(model().predict(row) for row in rows)


def _draw_values(k: int, label: str, seed: int) -> Witness:
    wide = stream(f"{label}/values", seed, 8 * values(k))
    words = (int.from_bytes(wide[i : i + 8], "little") for i in range(0, len(wide), 8))
    return [word >> 64 - 2 * limb_bits(k) for word in words]


def _draw_rows(k: int, label: str, seed: int) -> Witness:
    """Rows of the diabetes data, with replacement."""
    drawn = random_words(f"{label}/rows", seed, samples(k)) % N_ROWS
    return [value for row in drawn for value in model().rows[int(row)]]


CIRCUITS = {
    "chain": Circuit(
        smallest_k=6,
        count=steps,
        draw=lambda k, label, seed: random_elements(f"{label}/start", seed, 2, FP),
        evaluate=_last_state,
        corners=lambda k: [[0, 0], [FP - 1, FP - 1]],
        beyond=lambda k: [],
    ),
    "range_lookup": Circuit(
        smallest_k=6,
        count=values,
        draw=_draw_values,
        evaluate=_sum_in_range,
        corners=lambda k: [[0] * values(k), [(1 << 2 * limb_bits(k)) - 1] * values(k)],
        beyond=lambda k: [1 << 2 * limb_bits(k), FP - 1],
    ),
    "poseidon": Circuit(
        smallest_k=7,
        count=hashes,
        draw=lambda k, label, seed: random_elements(f"{label}/start", seed, 1, FP),
        evaluate=_last_hash,
        corners=lambda k: [[0], [FP - 1]],
        beyond=lambda k: [],
    ),
    "linear_regression": Circuit(
        smallest_k=9,
        count=samples,
        draw=_draw_rows,
        evaluate=_sum_of_predictions,
        corners=lambda k: [[level] * N_FEATURES * samples(k) for level in (2, LEVELS)],
        beyond=lambda k: [LEVELS + 1, FP - 1],
    ),
}
COMBINATIONS = tuple({"circuit": circuit, "version": version} for circuit in CIRCUITS for version in VERSIONS)
DECIDING = {"circuit": "chain", "version": "plain"}
"""The combination whose larger sizes targets name."""
HEADLINE = {"circuit": "chain", "version": "optimised"}


def circuit_of(cell: Cell) -> Circuit:
    return CIRCUITS[cell.parameters["circuit"]]


def k_of(cell: Cell) -> int:
    """log2 of a cell's size."""
    return cell.size.bit_length() - 1


def sizes(circuit: str) -> tuple[int, ...]:
    return tuple(1 << k for k in range(CIRCUITS[circuit].smallest_k, MAX_K + 1))
