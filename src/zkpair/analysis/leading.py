"""Which figures to speak of first: the headline cells, by one pair of arms, proofs before what they are made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from zkpair.analysis.findings import CellFindings
from zkpair.analysis.pairs import is_baseline
from zkpair.analysis.ratio import from_log_ratios
from zkpair.analysis.summary import PairRatio

Pair = tuple[str, str]

LEADING_TASKS = ("snark/groth16_prove", "snark/groth16_verify", "algebra/msm", "algebra/pairing", "algebra/ntt")
"""Proofs first: what a reader asks about. Tasks that are not named here follow in the order of the plan."""


def leads(cells: Sequence[CellFindings], asked: Collection[Pair] = ()) -> list[PairRatio]:
    """Headline cells, the largest of each combination, with the ratio of the leading pair; without figures where a cell
    lacks one of its arms. Where a run has no headline: its other deciding cells."""
    chosen = _chosen(cells)
    pair = leading_pair(chosen, asked)
    if pair is None:
        return []
    baseline, candidate = pair
    nothing = from_log_ratios([], None, undecided="not measured in this run")
    found = [(cell.cell, cell.speedup(baseline, candidate)) for cell in chosen]
    return [(key, baseline, candidate, speedup.ratio if speedup else nothing) for key, speedup in found]


def leans(cells: Sequence[CellFindings], asked: Collection[Pair] = ()) -> list[PairRatio]:
    """The same cells with the peak memory's share, where both sides have a figure."""
    chosen = _chosen(cells)
    pair = leading_pair(chosen, asked)
    speedups = [(cell.cell, cell.speedup(*pair)) for cell in chosen] if pair else []
    return [(key, s.baseline, s.candidate, s.peak_share) for key, s in speedups if s and s.peak_share]


def leading_pair(cells: Sequence[CellFindings], asked: Collection[Pair] = ()) -> Pair | None:
    """The run's own baseline and the candidate that most cells have; one in another language before all others, of
    equals one that is `asked` for by a target.

    A run of nothing but an implementation and its variants: a variant and that implementation, whichever comes first.
    """
    counts: Counter[tuple[str, str]] = Counter()
    rank: dict[tuple[str, str], int] = {}
    for cell in cells:
        languages = {arm.implementation: arm.language for arm in cell.arms}
        for speedup in cell.speedups:
            pair = (speedup.baseline, speedup.candidate)
            if speedup.kind == "variant" and cell.baseline in pair:
                counts[pair] += 1
                rank.setdefault(pair, 0)
            elif speedup.kind == "pair" and speedup.baseline == cell.baseline:
                counts[pair] += 1
                foreign = not is_baseline(speedup.candidate, cell.baseline, languages)
                rank[pair] = max(rank.get(pair, 0), 2 if foreign else 1)
    order = sorted(counts, key=lambda pair: pair not in asked)  # then as in the plan: fewest threads first
    return max(order, key=lambda pair: (rank[pair], counts[pair], -order.index(pair)), default=None)


def _chosen(cells: Sequence[CellFindings]) -> list[CellFindings]:
    deciding = [cell for cell in cells if cell.role == "verdict"]
    largest: dict[tuple[str, tuple[tuple[str, str], ...]], CellFindings] = {}
    for cell in [cell for cell in deciding if cell.headline] or deciding:
        group = (cell.cell.task, tuple(sorted(cell.cell.params.items())))
        if group not in largest or largest[group].cell.size < cell.cell.size:
            largest[group] = cell
    return sorted(largest.values(), key=lambda cell: _rank(cell.cell.task))


def _rank(task: str) -> int:
    return LEADING_TASKS.index(task) if task in LEADING_TASKS else len(LEADING_TASKS)
