"""`zkpair truth`: rerun the experiments behind the method."""

from __future__ import annotations

from pathlib import Path

import click

from zkpair.analysis.statistic import DEFAULT_STATISTIC

QUICK_SIMULATED = 100
QUICK_REAL = 2


@click.command()
@click.option("--simulated", type=click.IntRange(min=0), default=2000, show_default=True, help="Simulated repeats.")
@click.option("--real", type=click.IntRange(min=0), default=30, show_default=True, help="Real repeats.")
@click.option("--quick", is_flag=True, help=f"{QUICK_SIMULATED} simulated and {QUICK_REAL} real repeats: does it run?")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("docs/truth"),
    show_default=True,
    help="Folder for the results.",
)
def truth(simulated: int, real: int, quick: bool, seed: int, out: Path) -> None:
    """Measure pairs of known ratio, simulated and real, and score the statistics and the rules for the interval.

    Each repeat is a whole measurement of six fresh processes: A = A, 5 %, 2x and 100x of unequal length, on a quiet
    machine, beside a busy second core and beside a bursty neighbour. An experiment with 0 repeats is left as it is.

    \b
    Example:
      zkpair truth                                 about 10 minutes when quiet; rewrites docs/truth
      zkpair truth --quick --out /tmp/truth        about a minute
    """
    from zkpair.truth import charts, experiment, tables  # what draws is slow to import: only when asked for
    from zkpair.truth.choose import choose

    if quick:
        simulated, real = min(simulated, QUICK_SIMULATED), min(real, QUICK_REAL)
    out.mkdir(parents=True, exist_ok=True)

    def tell(step: str) -> None:
        click.echo(step, err=True)

    for kind, repeats, make in (
        ("simulated", simulated, experiment.simulated),
        ("real", real, experiment.measured),
    ):
        if repeats:
            result = make(repeats, seed, tell)
            experiment.write_json(result, out / f"{kind}.json")
            charts.draw_all(result, out)
    files = [path for kind in ("simulated", "real") if (path := out / f"{kind}.json").is_file()]
    results = [experiment.read_json(path) for path in files]
    (out / "README.md").write_text(tables.markdown(results), encoding="utf-8")
    for result in results:
        if result.kind == "simulated":
            click.echo(f"statistic: the rule picks {choose(result.scores)}; in use: {DEFAULT_STATISTIC}")
    click.echo(f"results in {out}")
