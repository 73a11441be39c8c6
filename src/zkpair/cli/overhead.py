"""`zkpair overhead`: what criterion measured of our path to a library, beside calling it bare, into a run's records."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from zkpair import bounded_json
from zkpair.analysis.load import UnknownRun, find_run
from zkpair.cli.console import make_console
from zkpair.cli.options import RESULTS
from zkpair.record import RecordError, utc_now
from zkpair.schema import Overhead

BARE, OURS = "bare", "ours"


@click.command(
    epilog="Example:  cargo bench -p zkpair-overhead (in impls/rust); zkpair overhead impls/rust/target/criterion"
)
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--run", "run_id", help="The run that gets the records: id, its beginning, or path (the newest).")
@click.option("--results", type=click.Path(path_type=Path), default=RESULTS, show_default=True, help="Where runs are.")
def overhead(folders: tuple[Path, ...], run_id: str | None, results: Path) -> None:
    """Read criterion's FOLDERS: each group with a benchmark `bare` and one `ours` becomes a record of the run."""
    console = make_console()
    try:
        folder = find_run(results, run_id)
    except UnknownRun as error:
        raise click.ClickException(str(error)) from error
    found = [record for each in folders for record in read_criterion(each)]
    if not found:
        raise click.ClickException(
            f"no group in {', '.join(map(str, folders))} has both `{BARE}` and `{OURS}`; run cargo bench first"
        )
    for record in found:
        folder.append(record)
    console.print(f"{len(found)} comparisons recorded in {folder.path}. Next: zkpair report {folder.run_id}")


def read_criterion(folder: Path) -> list[Overhead]:
    """Every group below `folder` with both benchmarks, by name. RecordError names a file that is not criterion's."""
    groups: dict[str, dict[str, list[float]]] = {}
    for described in sorted(folder.rglob("new/benchmark.json")):
        about = _json(described)
        name, function, value = (about.get(key) for key in ("group_id", "function_id", "value_str"))
        if not isinstance(name, str) or function not in (BARE, OURS):
            continue
        full = f"{name}/{value}" if isinstance(value, str) else name
        groups.setdefault(full, {})[str(function)] = _samples(described.with_name("sample.json"))
    return [
        Overhead(name, both[BARE], both[OURS], "criterion", utc_now())
        for name, both in groups.items()
        if BARE in both and OURS in both
    ]


def _samples(path: Path) -> list[float]:
    """ns an iteration, one figure for each sample."""
    sample = _json(path)
    iterations, times = sample.get("iters"), sample.get("times")
    if not (isinstance(iterations, list) and isinstance(times, list) and 0 < len(iterations) == len(times)):
        raise RecordError(f"{path}: no samples of criterion: iters and times must be lists of equal length")
    try:
        samples = [float(time) / float(count) for time, count in zip(times, iterations, strict=True)]
    except (TypeError, ValueError, ZeroDivisionError) as error:
        raise RecordError(f"{path}: {error}") from error
    return samples


def _json(path: Path) -> dict[str, Any]:
    try:
        value = bounded_json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise RecordError(f"{path}: not a file of criterion: {error}") from error
    if not isinstance(value, dict):
        raise RecordError(f"{path}: not a file of criterion: no object")
    return value
