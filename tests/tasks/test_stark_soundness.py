"""Bits of security: by hand, beside winterfell's own estimate, and how they must move."""

from __future__ import annotations

import csv
import subprocess
import sys
from dataclasses import replace
from math import floor, log2
from pathlib import Path

import pytest

from zkpair.tasks.stark import fri_prove, prove, prove_batch, soundness, verify
from zkpair.tasks.stark.setting import DEFAULT, SETTINGS, Setting
from zkpair.tasks.stark.soundness import Protocol
from zkpair.tasks.task import Cell

ROOT = Path(__file__).resolve().parents[2]
FIELD_BITS = 2 * log2(2**64 - 2**32 + 1)
SHA3 = {"field": "goldilocks", "hash": "sha3_256"}
REGIMES = sorted(soundness.REGIMES)


def plain(setting: Setting, n: int) -> Protocol:
    return Protocol(setting, FIELD_BITS, n, 128.0)


def test_the_same_as_winterfells_estimate() -> None:
    """winter-air 0.13.1's `ProvenSecurity` and `ConjecturedSecurity` (rounded down; the latter takes one bit off, and
    counts grinding only from 80 bits of queries on)."""
    rows = list(csv.DictReader((ROOT / "tests" / "data" / "winterfell_security.csv").open()))
    assert len(rows) == 105
    for row in rows:
        setting = Setting(int(row["queries"]), int(row["grinding"]), blowup=int(row["blowup"]))
        p = plain(setting, 1 << int(row["log2_n"]))
        assert floor(soundness.weakest(soundness.unique_decoding(p), 128)) == int(row["unique"]), row
        assert floor(soundness.weakest(soundness.johnson(p), 128)) == int(row["list"]), row
        terms = soundness.conjectured(p)
        if terms["queries"] - setting.grinding >= 80 or setting.grinding == 0:
            assert min(128, round(min(terms.values())) - 1) == int(row["conjectured"]), row


def test_unique_decoding_by_hand() -> None:
    """n = 256: ρ⁺ = 258/2048, so a query misses with (1 + 258/2048)/2 = 1153/2048, which is 0.8288 bits."""
    terms = soundness.unique_decoding(plain(DEFAULT, 256))
    assert terms["queries"] == pytest.approx(121 * (11 - log2(1153)), abs=1e-9) == pytest.approx(100.2876, abs=1e-4)
    assert terms["deep"] == pytest.approx(128 - log2(9 * 257 + 255), abs=1e-6)
    assert terms["batch"] == pytest.approx(128 - 11, abs=1e-6)
    assert terms["fold 0"] == pytest.approx(128 - log2(3 * 2049), abs=1e-6)
    assert {name for name in terms if name.startswith("fold")} == {"fold 0", "fold 1"}
    assert terms["constraints"] == pytest.approx(128, abs=1e-6)
    assert "permutation" not in terms


def test_johnson_by_hand() -> None:
    """m = 3 on D = 2^11: √ρ = 2^−1.5, the list has 3/(1/8 − 6/2048) = 24.576 words."""
    terms = soundness.johnson_at(plain(DEFAULT, 256), 3)
    assert terms["queries"] == pytest.approx(121 * (1.5 - log2(7 / 6)), abs=1e-6)
    assert terms["constraints"] == pytest.approx(128 - log2(24.576), abs=1e-6)
    assert terms["batch"] == pytest.approx(128 - (7 * log2(3.5) - log2(3) + 4.5 + 22), abs=1e-6)
    assert terms["folds"] == pytest.approx(128 - log2(4 * 2 * 7 * 2049) - 1.5, abs=1e-6)


def test_sum_and_weakest_by_hand() -> None:
    assert soundness.total({"a": 10.0, "b": 10.0}, 128) == 9
    assert soundness.weakest({"a": 10.0, "b": 12.0}, 128) == 10
    assert soundness.weakest({"a": 200.0}, 128) == soundness.total({"a": 200.0}, 128) == 128


@pytest.mark.parametrize("log_n", range(7, 19))
def test_the_default_proves_100_bits_by_unique_decoding(log_n: int) -> None:
    for air in ("fibonacci", "hash_chain", "permutation", "chain"):
        bits = soundness.proof_security(Cell.of("stark/prove", {"air": air, **SHA3}, 1 << log_n), 1 << log_n)
        assert bits["unique_decoding"] >= 100
        assert bits["unique_decoding_sum"] >= 100
        assert bits["plonky3_unique_decoding"] >= 100
        assert bits["plonky3_unique_decoding_sum"] >= (100 if log_n < 16 else 99.7)


def test_what_the_settings_are_labelled_with() -> None:
    ground = Setting(102, 16)
    assert soundness.weakest(soundness.unique_decoding(plain(ground, 1 << 10)), 128) >= 100
    assert soundness.weakest(soundness.unique_decoding(plain(replace(ground, queries=101), 1 << 10)), 128) < 100
    assert soundness.weakest(soundness.unique_decoding(plain(replace(DEFAULT, queries=120), 1 << 10)), 128) < 100
    assert 99.8 < soundness.weakest(soundness.unique_decoding(plain(DEFAULT, 64)), 128) < 100
    assert 39 < soundness.weakest(soundness.unique_decoding(plain(SETTINGS["queries28"], 1 << 10)), 128) < 40


@pytest.mark.parametrize("name", REGIMES)
def test_how_bits_move(name: str) -> None:
    regime = soundness.REGIMES[name]

    def weakest(p: Protocol) -> float:
        return soundness.weakest(regime(p), p.collision_bits)

    for n in (1 << 8, 1 << 14):
        base = plain(Setting(30, 4), n)
        terms = regime(base)
        more = regime(replace(base, setting=Setting(31, 4)))
        assert more["queries"] > terms["queries"]
        assert weakest(replace(base, setting=Setting(31, 4))) >= weakest(base)
        assert weakest(replace(base, setting=Setting(30, 5))) >= weakest(base)
        assert weakest(replace(base, field_bits=FIELD_BITS / 2)) <= weakest(base)
        assert weakest(replace(base, collision_bits=20.0)) == min(20.0, weakest(base))
        assert weakest(replace(base, setting=replace(base.setting, blowup=16))) > weakest(base)
        batched = replace(base, constraints=20, functions=30, permutation_degree=n)
        assert soundness.total(regime(batched), 128) <= soundness.total(terms, 128)
        assert soundness.total(terms, 128) <= weakest(base)
        assert weakest(replace(base, n=4 * n)) <= weakest(base) + 0.5


def test_batching_by_powers_costs_its_degree() -> None:
    base = soundness.unique_decoding(plain(DEFAULT, 256))
    powers = soundness.unique_decoding(replace(plain(DEFAULT, 256), constraints=17, functions=33))
    assert powers["constraints"] == pytest.approx(base["constraints"] - 4)
    assert powers["batch"] == pytest.approx(base["batch"] - 5)
    assert powers["queries"] == base["queries"]


def test_proven_stays_below_conjectured() -> None:
    for n in (1 << k for k in range(6, 19)):
        for setting in SETTINGS.values():
            bits = soundness.bits(plain(setting, n))
            for regime in ("unique_decoding", "johnson"):
                assert bits[f"{regime}_sum"] <= bits[regime] <= bits["conjectured"]


def test_every_cell_of_the_family_says_its_bits() -> None:
    for task in (prove.TASK, verify.TASK, prove_batch.TASK, fri_prove.TASK):
        assert task.security is not None
        for cell in task.cells():
            bits = task.security(cell)
            assert {"unique_decoding", "johnson", "conjectured_sum"} <= set(bits)
            assert all(0 < value <= 128 for value in bits.values())
            if "winterfell" in cell.parameters.values():
                assert bits == soundness.bits(soundness.protocol(cell, cell.size, "winterfell"))


def test_the_permutation_has_a_term_of_its_own() -> None:
    cell = Cell.of("stark/prove", {"air": "permutation", **SHA3}, 1 << 10)
    terms = soundness.unique_decoding(soundness.protocol(cell, cell.size, "winterfell"))
    assert terms["permutation"] == pytest.approx(128 - log2(1023), abs=1e-6)
    plonky3 = soundness.unique_decoding(soundness.protocol(cell, cell.size, "plonky3"))
    assert plonky3["permutation"] == pytest.approx(128 - log2(2047), abs=1e-6)


def test_koalabear_and_poseidon2_have_their_own_bounds() -> None:
    cell = Cell.of("stark/prove", {"air": "fibonacci", "field": "koalabear", "hash": "poseidon2"}, 1 << 10)
    p = soundness.protocol(cell, cell.size, "plonky3")
    assert p.field_bits == pytest.approx(4 * 30.98868, abs=1e-4)
    assert p.collision_bits == pytest.approx(4 * 30.98868, abs=1e-4)


def test_the_page_is_what_the_code_says() -> None:
    tool = ROOT / "tools" / "security_tables.py"
    done = subprocess.run([sys.executable, str(tool), "--check"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


def test_no_altered_proof_was_accepted() -> None:
    """The committed table of `make soundness` is whole and has no acceptance in it."""
    text = (ROOT / "docs" / "soundness-stark.md").read_text()
    assert text.rstrip().endswith("accepted: 0.")
    for air in ("fibonacci", "hash_chain", "permutation", "chain"):
        assert f"stark/prove[air={air},field=goldilocks,hash=sha3_256]" in text
        assert f"stark/prove[air={air},field=goldilocks,hash=blake3]" in text
    assert "setting=queries28" in text
    assert text.count("## `stark/fri_prove") == 2
    rows = [line.split(" | ") for line in text.splitlines() if line.startswith("| ") and "," in line]
    assert len(rows) >= 100
    assert all(cell.strip(" |").endswith(", 0") for row in rows for cell in row[1:])
