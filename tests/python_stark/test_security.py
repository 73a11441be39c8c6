"""The bits beside winterfell's own estimate of the golden proofs, and how they must move."""

from __future__ import annotations

from math import floor

import pytest

from zkpair_python.stark.options import SETTINGS, Options
from zkpair_python.stark.security import conjectured, johnson, johnson_at, unique_decoding


def test_the_same_bits_as_winterfell(digests):
    """winterfell rounds down, and takes 1 from the conjectured minimum (ethSTARK, equation 19)."""
    seen = 0
    for name, entry in digests.items():
        if "winterfell_bits" not in entry:
            continue
        _, _, setting, log_n = name.split("-")
        n, options = 1 << int(log_n), SETTINGS[setting]
        bits = entry["winterfell_bits"]
        assert floor(unique_decoding(n, options).round_by_round) == bits["unique"], name
        assert floor(johnson(n, options).round_by_round) == bits["list"], name
        assert min(round(x) for x in conjectured(n, options).terms.values()) - 1 == bits["conjectured"], name
        seen += 1
    assert seen == 64


@pytest.mark.parametrize("log_n", range(7, 19))
def test_the_default_proves_100_bits(log_n):
    it = unique_decoding(1 << log_n, SETTINGS["default"])
    assert it.round_by_round > 100 and it.summed > 100


def test_what_the_settings_are_labelled_with():
    """At 2^6 rows the openings out of the domain cost the default 0.2 bits; the common setting proves 39."""
    assert 99.8 < unique_decoding(64, SETTINGS["default"]).summed < 100
    assert 39 < unique_decoding(1 << 10, SETTINGS["queries28"]).summed < 40


@pytest.mark.parametrize("regime", [unique_decoding, johnson, conjectured])
def test_how_bits_move(regime):
    for queries in (10, 28, 60):
        few, more = regime(1 << 10, Options(queries, 0)), regime(1 << 10, Options(queries + 1, 0))
        assert more.terms["queries"] > few.terms["queries"]
        ground = regime(1 << 10, Options(queries, 16))
        assert ground.terms["queries"] == pytest.approx(few.terms["queries"] + 16, abs=1e-9) or regime is johnson
        for it in (few, more, ground):
            assert it.summed <= it.round_by_round <= min(128, *it.terms.values())
    assert regime(1 << 18, SETTINGS["default"]).summed <= regime(1 << 10, SETTINGS["default"]).summed


def test_johnson_takes_the_best_parameter():
    options = SETTINGS["default"]
    best = johnson(64, options).round_by_round
    assert best == max(johnson_at(64, options, m).round_by_round for m in range(3, 32))


def test_the_proven_regimes_stay_below_the_conjectured():
    for log_n in range(6, 19):
        for options in SETTINGS.values():
            limit = conjectured(1 << log_n, options).summed
            assert unique_decoding(1 << log_n, options).summed <= limit
            assert johnson(1 << log_n, options).summed <= limit
