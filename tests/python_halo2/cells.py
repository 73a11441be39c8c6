"""Cases of halo2/* made by hand, and the golden keys and proofs that Rust made."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from zkpair.tasks.halo2.prove import instance
from zkpair.tasks.halo2.statement import CIRCUITS, COMBINATIONS, k_of
from zkpair.tasks.task import Blobs, Cell

GOLDEN = Path(__file__).parent.parent / "rust_halo2" / "golden"


@dataclass(frozen=True)
class HandCase:
    """A case as an adapter sees it."""

    params: Mapping[str, str]
    size: int
    instances: Sequence[Mapping[str, bytes]] = ({},)
    shared: Mapping[str, bytes] = field(default_factory=dict)


def sized(cells: Sequence[tuple[str, str, int]]) -> list[Cell]:
    return [Cell.of("halo2/prove", {"circuit": circuit, "version": version}, 1 << k) for circuit, version, k in cells]


def name_of(cell: Cell) -> str:
    return "-".join((*cell.parameters.values(), str(k_of(cell))))


SMALLEST = sized(
    [(params["circuit"], params["version"], CIRCUITS[params["circuit"]].smallest_k) for params in COMBINATIONS]
)
EACH = pytest.mark.parametrize("cell", SMALLEST, ids=name_of)
"""Every circuit at its smallest size."""


def is_large(cell: Cell) -> bool:
    """Seconds of Python's time: the plain regression has fifteen permuted columns of 2^9 rows."""
    return cell.parameters == {"circuit": "linear_regression", "version": "plain"}


EACH_LARGE_ONES_SLOW = pytest.mark.parametrize(
    "cell",
    [pytest.param(cell, marks=[pytest.mark.slow] if is_large(cell) else []) for cell in SMALLEST],
    ids=name_of,
)


def golden(cell: Cell) -> dict[str, bytes]:
    """The blobs of a golden proof: key, witness, public, seed, proof."""
    stem = f"{cell.parameters['circuit']}-{cell.parameters['version']}"
    stated = json.loads((GOLDEN / f"{stem}.json").read_text())
    assert stated["size"] == cell.size
    blobs = {name: bytes.fromhex(stated[name]) for name in ("witness", "public", "seed")}
    return {**blobs, "key": (GOLDEN / f"{stem}.key").read_bytes(), "proof": (GOLDEN / f"{stem}.proof").read_bytes()}


def instances(cell: Cell, count: int = 2) -> list[Blobs]:
    """Seeded witnesses."""
    circuit, k = CIRCUITS[cell.parameters["circuit"]], k_of(cell)
    labels = [f"test/{cell}/{i}" for i in range(count)]
    return [instance(cell, circuit.draw(k, label, 1), label, 1) for label in labels]
