"""Bits of Groth16 and Halo: against published figures, and the bounds on halo2's circuits against all keys."""

from __future__ import annotations

from math import log2
from pathlib import Path

import pytest

from zkpair import registry
from zkpair.tasks.arithmetic.field import P, R
from zkpair.tasks.arithmetic.hardness import rho_bits, tower_sieve_bits
from zkpair.tasks.arithmetic.pasta import FP
from zkpair.tasks.halo import soundness as halo
from zkpair.tasks.halo2 import soundness as halo2
from zkpair.tasks.halo2.proof_layout import key_shape
from zkpair.tasks.halo2.statement import COMBINATIONS

GOLDEN = Path(__file__).resolve().parents[1] / "rust_halo2" / "golden"


def test_rho_as_published() -> None:
    """SafeCurves computes 0.886·sqrt(ℓ) for curves with the negation alone: 125.8 bits for Curve25519's ℓ."""
    curve25519 = 2**252 + 27742317777372353535851937790883648493
    assert rho_bits(curve25519, 2) == pytest.approx(log2(0.886 * curve25519**0.5), abs=1e-3)
    assert rho_bits(curve25519, 2) == pytest.approx(125.8, abs=0.05)


def test_pasta_has_126_bits_as_its_authors_say() -> None:
    assert round(rho_bits(FP, 6)) == 126


def test_the_target_group_of_bn254_gives_way_before_the_curve() -> None:
    assert 100 < tower_sieve_bits(P, 12) < 110 < rho_bits(R, 6)
    assert tower_sieve_bits(P, 24) > tower_sieve_bits(P, 12)


def test_losses_add_up() -> None:
    found = halo.bits(halo.opening(256))
    assert found["rounds"] == pytest.approx(253) and found["rounds_sum"] == pytest.approx(254 - log2(18))
    assert halo.bits(halo.accumulation(64))["rounds"] == pytest.approx(254 - log2(1023))


def test_bounds_hold_for_every_circuit() -> None:
    keys = sorted(GOLDEN.glob("*.key"))
    assert len(keys) == len(COMBINATIONS)
    for path in keys:
        shape = key_shape(path.read_bytes())
        assert len(shape.permuted) <= halo2.COLUMNS and shape.degree <= halo2.DEGREE, path
        openings = sum(map(len, shape.queries.values())) + 3 * shape.products + 5 * shape.lookups + len(shape.permuted)
        assert openings + shape.degree <= halo2.OPENINGS, path


@pytest.mark.parametrize("task", ["snark/groth16_prove", "halo/ipa_open", "halo/decide", "halo2/prove", "halo2/verify"])
def test_every_cell_has_at_least_100_bits(task: str) -> None:
    found = registry.task(task)
    assert found.security is not None
    cells = [cell for cell in found.cells() if cell.parameters.get("circuit") != "file"]
    assert cells and all(min(found.security(cell).values()) >= 100 for cell in cells)
