"""Cases made by hand, and the golden proofs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from zkpair.tasks.halo2.prove import instance
from zkpair.tasks.halo2.statement import CIRCUITS, COMBINATIONS, k_of
from zkpair.tasks.task import Blobs, Cell
from zkpair_rust.halo2 import Halo2Cell, keygen

GOLDEN = Path(__file__).parent / "golden"
SMALLEST = [Cell.of("halo2/prove", params, 1 << CIRCUITS[params["circuit"]].smallest_k) for params in COMBINATIONS]
BOTH = pytest.mark.parametrize("cell", SMALLEST, ids=lambda cell: "-".join(cell.parameters.values()))
"""Every circuit at its smallest size."""


@dataclass(frozen=True)
class HandCase:
    """A case as an adapter sees it."""

    params: Mapping[str, str]
    size: int
    instances: Sequence[Mapping[str, bytes]]
    shared: Mapping[str, bytes] = field(default_factory=dict)


def native(cell: Cell) -> Halo2Cell:
    params = cell.parameters
    return Halo2Cell(params["circuit"], params["version"], cell.size)


def instances(cell: Cell, count: int = 2) -> list[Blobs]:
    """Seeded witnesses."""
    circuit, k = CIRCUITS[cell.parameters["circuit"]], k_of(cell)
    labels = [f"test/{cell}/{i}" for i in range(count)]
    return [instance(cell, circuit.draw(k, label, 1), label, 1) for label in labels]


def hand_case(cell: Cell, made: Sequence[Blobs]) -> HandCase:
    return HandCase(cell.parameters, cell.size, made, {"key": keygen(native(cell)).encode()})


def golden(cell: Cell) -> dict[str, bytes]:
    """The blobs of a golden proof: key, witness, public, seed, proof."""
    stem = f"{cell.parameters['circuit']}-{cell.parameters['version']}"
    stated = json.loads((GOLDEN / f"{stem}.json").read_text())
    assert stated["size"] == cell.size
    blobs = {name: bytes.fromhex(stated[name]) for name in ("witness", "public", "seed")}
    key, proof = GOLDEN / f"{stem}.key", GOLDEN / f"{stem}.proof"
    return {**blobs, "key": key.read_bytes(), "proof": proof.read_bytes()}
