"""`zkpair report`: a run as a page that opens offline."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zkpair import registry
from zkpair.cli.options import RESULTS
from zkpair.record import RunFolder

if TYPE_CHECKING:
    from zkpair.analysis.findings import Findings, TaskFacts
    from zkpair.analysis.load import Run
    from zkpair.report.labels import Language

REPORTS = Path("reports")
TARGETS = "targets.toml"
EPILOG = """Examples:

\b
  zkpair report                                the newest run
  zkpair report 20260105T0900 --lang ko        the run whose id begins so, in Korean
  zkpair report results/20260105T090000Z-1a2b3c --out /tmp/page --open
"""


@click.command(epilog=EPILOG)
@click.argument("run", required=False)
@click.option("--lang", "language", type=click.Choice(["en", "ko"]), default="en", show_default=True, help="Language.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder to write to (reports/RUN).")
@click.option("--open", "open_it", is_flag=True, help="Open the page in the browser.")
@click.option("--results", type=click.Path(path_type=Path), default=RESULTS, show_default=True, help="Where runs are.")
@click.option("--targets", type=click.Path(path_type=Path), help="The targets to judge by (targets.toml).")
def report(
    run: str | None, language: Language, out: Path | None, open_it: bool, results: Path, targets: Path | None
) -> None:
    """Render RUN (a path, an id or its beginning; the newest by default) as one self-contained HTML page.

    Beside it: the charts as SVG and PNG, a Markdown summary and a CSV. Prints the sentences, the targets and, last, the
    page's path.
    """
    from zkpair.analysis.load import UnknownRun, find_run

    try:
        folder = find_run(results, run)
    except UnknownRun as error:
        raise click.ClickException(str(error)) from error
    path, findings = render_run(folder, language, out, results, targets)
    from zkpair.cli.console import make_console
    from zkpair.report.labels import Labels
    from zkpair.report.terminal import print_summary

    print_summary(make_console(), findings, Labels(language))
    click.echo(f"\n{path}")
    if open_it:
        webbrowser.open(path.resolve().as_uri())


def render_run(
    folder: RunFolder,
    language: Language = "en",
    out: Path | None = None,
    results: Path = RESULTS,
    targets: Path | None = None,
) -> tuple[Path, Findings]:
    """Read, find, write. Returns the page's path and what was found."""
    from zkpair.analysis.load import load_run
    from zkpair.report.write import ReportTooLarge, write_report

    findings = find_in(load_run(folder), results, targets)
    target = out or REPORTS / folder.run_id
    try:
        path = write_report(findings, target, language)
    except ReportTooLarge as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(error.filename or target)) from error
    return path, findings


def find_in(run: Run, results: Path, targets: Path | None = None) -> Findings:
    """The findings of a run, with the history of all runs beside it."""
    from zkpair.analysis.find import find
    from zkpair.analysis.targets import TargetError, load_targets

    path = targets or targets_path()
    try:
        rows = load_targets(path) if path else []
    except TargetError as error:
        raise click.ClickException(str(error)) from error
    ids = registry.task_ids()
    beside = results if results.is_dir() else run.path.parent
    return find(run, RunFolder.all(beside), rows, ids, task_facts(run))


def targets_path() -> Path | None:
    """The project's targets: here, or where this source tree lies."""
    for folder in (Path.cwd(), *Path(__file__).resolve().parents[2:4]):
        if (folder / TARGETS).is_file():
            return folder / TARGETS
    return None


def task_facts(run: Run) -> dict[str, TaskFacts]:
    """What the measured tasks say of themselves; a task that is no longer installed says nothing."""
    from zkpair.analysis.findings import TaskFacts

    found = {}
    for task_id in {cell.task for cell in run.timings}:
        try:
            task = registry.task(task_id)
        except registry.RegistryError:
            continue
        found[task_id] = TaskFacts(task.summary, task.complexity, task.exponent, task.size_name)
    return found
