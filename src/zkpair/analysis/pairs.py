"""Which arms are compared with which: baselines with candidates, an implementation with its own threads."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from zkpair.analysis.ratio import threads_of
from zkpair.tasks.task import VARIANT

BASELINE_LANGUAGES = ("python", "pypy")
"""Parts of what an implementation calls its language (`CPython 3.11.7`), in small letters."""


def implementation_of(arm: str) -> str:
    return arm.rpartition("@")[0] or arm


def is_baseline(arm: str, baseline: str, languages: Mapping[str, str | None]) -> bool:
    """The run's own baseline, and whatever says that it is written in Python."""
    language = languages.get(implementation_of(arm)) or ""
    return arm == baseline or any(name in language for name in BASELINE_LANGUAGES)


def pairs_of(arms: Sequence[str], baseline: str, languages: Mapping[str, str | None]) -> list[tuple[str, str]]:
    """(baseline, candidate) for all of both kinds, in the order of the arms.

    Variants of a candidate meet the implementation that they vary, no baseline. A baseline with several threads meets
    only candidates with as many. Without candidates: the run's own baseline against the other arms but its variants,
    so that two Pythons can be compared as well.
    """
    baselines = [arm for arm in arms if is_baseline(arm, baseline, languages)]
    candidates = [arm for arm in arms if arm not in baselines and VARIANT not in implementation_of(arm)]
    if not candidates:
        own = [arm for arm, _ in variant_pairs_of(arms)]
        return [(baseline, arm) for arm in arms if arm not in (baseline, *own) and baseline in arms]
    return [(b, c) for c in candidates for b in baselines if threads_of(b) in (1, threads_of(c))]


def asked_pairs(arms: Sequence[str], asked: Collection[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those of the pairs that were asked for whose both sides are here: a library that users would call, and ours."""
    return [(b, c) for b in arms for c in arms if (b, c) in asked]


def variant_pairs_of(arms: Sequence[str]) -> list[tuple[str, str]]:
    """(`name+what`, `name`) on the same threads: what the one thing brings that the variant sets otherwise."""
    return [
        (arm, other)
        for arm in arms
        for other in arms
        if VARIANT in implementation_of(arm)
        and implementation_of(arm).partition(VARIANT)[0] == implementation_of(other)
        and threads_of(arm) == threads_of(other)
    ]


def thread_pairs_of(arms: Sequence[str]) -> list[tuple[str, str]]:
    """(fewest threads, more threads) of one implementation: what more threads gain."""
    pairs = []
    for arm in arms:
        same = [other for other in arms if implementation_of(other) == implementation_of(arm)]
        fewest = min(same, key=threads_of)
        if threads_of(arm) > threads_of(fewest):
            pairs.append((fewest, arm))
    return pairs
