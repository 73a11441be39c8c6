"""Where a speed-up comes from: a chain as a table and as a chart, its product beside its ends."""

from __future__ import annotations

from zkpair.analysis.attribution import Attribution
from zkpair.analysis.ratio import Ratio
from zkpair.report import format as fmt
from zkpair.report.charts import speedup
from zkpair.report.charts.style import Style
from zkpair.report.figures import Figure, figure_of
from zkpair.report.labels import Labels
from zkpair.report.table import Cell, Column, Row, Table, number
from zkpair.schema import StageKey

STEP, WHOLE = Style("rust", "triangle"), Style("python", "circle")


def attribution_table(chain: Attribution, labels: Labels) -> Table:
    """A row for each step, then the product of all and the ratio of the ends."""
    columns = [Column(labels("col.change")), Column(labels("col.before")), Column(labels("col.after"))]
    columns.append(Column(labels("col.speedup"), "number", quantity="times"))
    rows = [
        Row(
            [
                Cell(_change(step.change, labels), "head"),
                Cell(_stage(step.before, labels)),
                Cell(_stage(step.after, labels)),
                _ratio(step.ratio, labels),
            ]
        )
        for step in chain.steps
    ]
    ends = [_stage(chain.stages[i], labels) for i in (0, -1)]
    if chain.product is not None:
        interval = fmt.interval(chain.product_low, chain.product_high)
        rows.append(
            Row([Cell(labels("chain.product"), "head"), *map(Cell, ends), number(chain.product, interval)], strong=True)
        )
    if chain.ends is not None:
        rows.append(
            Row([Cell(labels("chain.ends"), "head"), *map(Cell, ends), _ratio(chain.ends, labels)], strong=True)
        )
    return Table(chain_title(chain, labels), columns, rows)


def attribution_note(chain: Attribution, labels: Labels) -> str:
    """Whether the steps explain the whole."""
    if chain.ends is None or chain.product is None:
        return labels("chain.incomplete", steps=len(chain.steps), all=len(chain.stages) - 1)
    values = {"product": fmt.times(chain.product), "ends": fmt.times(chain.ends.estimate)}
    key = {True: "chain.agrees", False: "chain.disagrees", None: "chain.undecided"}[chain.agrees]
    return labels(key, **values)


def attribution_figure(chain: Attribution, labels: Labels) -> Figure | None:
    if not chain.steps:
        return None
    names = [_change(step.change, labels) for step in chain.steps]
    groups = [
        speedup.Group(name, [speedup.Row(name, step.ratio, STEP)])
        for name, step in zip(names, chain.steps, strict=True)
    ]
    if chain.ends is not None:
        groups.append(speedup.Group(labels("chain.ends"), [speedup.Row(labels("chain.ends"), chain.ends, WHOLE)]))
    axis, hollow = labels("chart.speedup.axis"), labels("chart.undecided")
    return figure_of(
        f"chain-{chain.chain}",
        lambda w: speedup.speedup_chart(groups, chain_title(chain, labels), axis, hollow, w, key=False),
        speedup.WIDE,
        speedup.NARROW,
    )


def chain_title(chain: Attribution, labels: Labels) -> str:
    """A chain that is known by its id has a title in each language; a stranger's keeps its own."""
    return labels.maybe(f"chain.{chain.chain}", chain.title)


def _change(change: str, labels: Labels) -> str:
    return labels.maybe(f"change.{change}", change)


def _stage(stage: StageKey, labels: Labels) -> str:
    """`Rust, Goldilocks, SHA3, 2^10`: the arm with what names its cell."""
    params = [labels.maybe(f"short.{name}={value}", value) for name, value in sorted(stage.cell.params.items())]
    return ", ".join([labels.arm(stage.arm), *params, fmt.size(stage.cell.size)])


def _ratio(ratio: Ratio, labels: Labels) -> Cell:
    reason = labels.reason(ratio.undecided) if ratio.undecided else ""
    if not ratio.log_ratios:
        return Cell(fmt.NONE, "number", sub=reason)
    return number(ratio.estimate, fmt.interval(ratio.low, ratio.high), False, reason)
