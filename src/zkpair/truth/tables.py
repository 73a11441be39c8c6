"""The experiments as Markdown: docs/truth/README.md is made of these tables alone."""

from __future__ import annotations

from collections.abc import Sequence

from zkpair.analysis.statistic import DEFAULT_STATISTIC
from zkpair.truth.choose import choose, standings
from zkpair.truth.experiment import Experiment
from zkpair.truth.scenario import UNBATCHED
from zkpair.truth.score import Score

HEAD = """# The experiments behind the method

Made by `zkpair truth`; do not edit. What the words mean and what follows is in [methodology.md](../methodology.md).
Coverage: share of the intervals that hold the true ratio (nominal 96.9 %). Error: |estimate / truth − 1|.
"""


def markdown(experiments: Sequence[Experiment]) -> str:
    return "\n".join([HEAD, *(_section(experiment) for experiment in experiments)])


def _section(experiment: Experiment) -> str:
    name = experiment.kind.capitalize()
    lines = [
        f"## {name}: {experiment.repeats:,} repeats of each scenario under each condition",
        "",
        f"Each repeat is {experiment.processes} fresh processes of {experiment.blocks} blocks,"
        f" where no other number stands. Seed {experiment.seed}.",
        "",
        *[f"- `{s.name}`: {s.description} (truth {s.true_ratio:g})" for s in experiment.scenarios],
        *[f"- `{c.name}`: {c.description}" for c in experiment.conditions],
        *_machine(experiment),
        "",
        "### Which statistic",
        "",
        *_standings(experiment),
        "",
        "### Which rule for the interval",
        "",
        *_rules(experiment.scores),
        "",
        f"### The method in use (`{DEFAULT_STATISTIC}`, six processes), scenario by scenario",
        "",
        *_cases(experiment),
        "",
        *[f"![{what}]({experiment.kind}_{what}.svg)" for what in ("coverage", "error", "rules")],
        "",
    ]
    return "\n".join(lines)


def _machine(experiment: Experiment) -> list[str]:
    if not experiment.machine:
        return []
    told = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in experiment.machine.items())
    lines = ["", f"Machine: {told}."]
    if experiment.loads:
        loads = "; ".join(f"`{x.condition}` {x.mean:.1f} (at most {x.greatest:.1f})" for x in experiment.loads)
        lines.append(f"Load average while measuring, our own processes included: {loads}.")
    lines += [f"`{name}`: unmeasured, {reason}." for name, reason in experiment.unmeasured.items()]
    return lines


def _standings(experiment: Experiment) -> list[str]:
    chosen = choose(experiment.scores) if experiment.kind == "simulated" else None
    rows = [
        [
            f"**{s.statistic}**" if s.statistic == chosen else s.statistic,
            _percent(s.worst_coverage),
            s.at,
            _percent(s.mean_p90_error),
            _percent(s.worst_p90_error),
            _percent(s.worst_bias),
            _percent(s.mean_width),
        ]
        for s in standings(experiment.scores)
    ]
    verdict = f"The rule picks `{chosen}`." if chosen else "No statistic reaches the coverage that the rule asks for."
    if experiment.kind == "real":
        verdict = f"Too few repeats to choose by; in use: `{DEFAULT_STATISTIC}`."
    heads = ["statistic", "worst coverage", "where", "p90 error, mean", "worst", "worst bias", "width, mean"]
    return [*_table(heads, rows), "", verdict + " Scenarios that are not batched take no part."]


def _rules(scores: Sequence[Score]) -> list[str]:
    rows = []
    chosen = [s for s in scores if s.statistic == DEFAULT_STATISTIC and s.scenario not in UNBATCHED]
    for rule in dict.fromkeys(s.rule for s in chosen):
        cells = [rule]
        for clock in ("cpu", "wall"):
            group = [s for s in chosen if s.rule == rule and s.clock == clock]
            cells += [
                _percent(sum(s.coverage for s in group) / len(group)),
                _percent(min(s.coverage for s in group)),
                _percent(sum(s.width for s in group) / len(group)),
            ]
        rows.append(cells)
    return _table(["rule", "CPU: coverage", "worst", "width", "wall: coverage", "worst", "width"], rows)


def _cases(experiment: Experiment) -> list[str]:
    rows = []
    for alarms in experiment.alarms:
        cells = [alarms.scenario, alarms.condition]
        for clock in ("cpu", "wall"):
            row = next(
                s
                for s in experiment.scores
                if (s.scenario, s.condition, s.clock) == (alarms.scenario, alarms.condition, clock)
                and (s.statistic, s.rule) == (DEFAULT_STATISTIC, "six_min_max")
            )
            cells += [_percent(row.coverage), _percent(row.bias), _percent(row.median_error), _percent(row.p90_error)]
        rows.append([*cells, _percent(alarms.noisy), _percent(alarms.distrusted)])
    figures = ["coverage", "bias", "median error", "p90"]
    heads = ["scenario", "condition", *[f"CPU: {f}" for f in figures], *[f"wall: {f}" for f in figures]]
    return _table([*heads, "noisy", "distrusted"], rows)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [
        f"| {' | '.join(heads)} |",
        f"|{'---|' * len(heads)}",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
