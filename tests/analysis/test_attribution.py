"""A chain's product meets the ratio of its ends where the steps explain the whole, and is said not to where they do
not."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest

from zkpair.analysis.attribution import Attribution, attributions
from zkpair.analysis.pairs import pairs_of, variant_pairs_of
from zkpair.schema import CellKey, Replicate, StageKey, Step

CELL = CellKey("toy/sum_squares", {}, 64)
STAGES = [StageKey("", CELL, "a@1"), StageKey("algorithm", CELL, "b@1"), StageKey("threads", CELL, "c@2")]


@pytest.fixture
def step(replicate):  # type: ignore[no-untyped-def]
    def make(before: int, after: int, ratios: Sequence[float], right: bool = True) -> Step:
        draft = Step("toy", "A toy", STAGES, before, after, [], "2026-01-05T09:00:00+00:00", 0.1, 0.2, right)
        b, a = draft.seats
        made: list[Replicate] = [
            replicate({b: [(round(1e6 * r), round(1e6 * r))], a: [(1_000_000, 1_000_000)]}, process=i)
            for i, r in enumerate(ratios)
        ]
        return Step(**{**draft.__dict__, "replicates": made})

    return make


FOURFOLD, TWOFOLD = [3.9, 3.95, 4.0, 4.0, 4.05, 4.1], [1.95, 1.98, 2.0, 2.0, 2.02, 2.05]


def only(records: Sequence[Step]) -> Attribution:
    (found,) = attributions(records)
    return found


def test_the_product_of_the_steps_meets_the_ends(step) -> None:  # type: ignore[no-untyped-def]
    found = only([step(0, 1, FOURFOLD), step(1, 2, TWOFOLD), step(0, 2, [7.8, 7.9, 8.0, 8.0, 8.1, 8.3])])
    assert [(s.change, round(s.ratio.estimate, 6)) for s in found.steps] == [("algorithm", 4.0), ("threads", 2.0)]
    assert found.product == pytest.approx(8.0) and found.agrees is True
    down = math.hypot(math.log(4 / 3.9), math.log(2 / 1.95))
    assert found.product_low == pytest.approx(8 * math.exp(-down))
    assert found.steps[1].ratio.clock == "wall"  # threads are in play


def test_a_chain_that_does_not_explain_the_whole_says_so(step) -> None:  # type: ignore[no-untyped-def]
    ends = step(0, 2, [11.8, 11.9, 12.0, 12.0, 12.1, 12.3])
    assert only([step(0, 1, FOURFOLD), step(1, 2, TWOFOLD), ends]).agrees is False


def test_without_all_steps_or_without_intervals_nothing_is_said(step) -> None:  # type: ignore[no-untyped-def]
    ends = step(0, 2, [8.0] * 6)
    found = only([step(0, 1, FOURFOLD), ends])
    assert found.product is None and found.agrees is None
    found = only([step(0, 1, FOURFOLD[:2]), step(1, 2, TWOFOLD), ends])
    assert found.product == pytest.approx(2 * math.sqrt(3.9 * 3.95), rel=1e-4)
    assert found.product_low is None and found.agrees is None


def test_a_wrong_output_gives_no_ratio(step) -> None:  # type: ignore[no-untyped-def]
    found = only([step(0, 1, FOURFOLD, right=False), step(1, 2, TWOFOLD), step(0, 2, [8.0] * 6)])
    assert math.isnan(found.steps[0].ratio.estimate) and found.steps[0].ratio.undecided
    assert found.product is None and found.agrees is None


def test_a_step_measured_again_counts_once(step) -> None:  # type: ignore[no-untyped-def]
    found = only([step(0, 1, TWOFOLD), step(0, 1, FOURFOLD), step(1, 2, TWOFOLD), step(0, 2, [8.0] * 6)])
    assert found.product == pytest.approx(8.0)


def test_a_variant_meets_what_it_varies_and_no_baseline() -> None:
    arms = ["python@1", "plonky3@1", "plonky3@2", "plonky3+scalar@1", "rust@1"]
    languages = {"python": "cpython", "plonky3": "rust", "plonky3+scalar": "rust", "rust": "rust"}
    assert variant_pairs_of(arms) == [("plonky3+scalar@1", "plonky3@1")]
    assert all("plonky3+scalar@1" not in pair for pair in pairs_of(arms, "python@1", languages))
