"""`zkpair run`: prove, measure, record."""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from zkpair import schema
from zkpair.artefacts import Store
from zkpair.chains import Chain
from zkpair.cli.chain import chain_of
from zkpair.cli.console import make_console
from zkpair.cli.options import RESULTS, seed_option, selection_of, selection_options
from zkpair.cli.progress import RunProgress
from zkpair.cli.unmeasured import say_unmeasured
from zkpair.cli.user_case import user_case, with_user_inputs
from zkpair.measure import chain_steps, modes, selection
from zkpair.measure.run import Runner
from zkpair.record import RunFolder, utc_now

EPILOG = """Examples:

\b
  zkpair run --quick                                   every headline, about three minutes
  zkpair run algebra/msm -p curve=bn254_g1 --size 2^10,2^12 --arms python-tuned,rust,rust@2
  zkpair run stark/prove -p hash=blake3 -p setting=     the 100-bit proofs alone, without setting=queries28
  zkpair run inference/predict --model lenet --batch 64
  zkpair run inference/predict --onnx my.onnx --inputs x.npy
  zkpair run snark/groth16_prove --r1cs a.r1cs --wtns a.wtns --zkey a.zkey
  zkpair run --chain stark                             where a speed-up comes from, step by step (chains.toml)
  zkpair run --resume                                  go on with the newest run
"""


class Duration(click.ParamType[Any]):
    """Seconds: `90`, `90s`, `10m`, `2h`."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        text = str(value).strip()
        factor = {"s": 1.0, "m": 60.0, "h": 3600.0}.get(text[-1:])
        try:
            seconds = float(text[:-1]) * factor if factor else float(text)
        except ValueError:
            seconds = 0.0
        if not 0 < seconds < 1e7:
            self.fail(f"{value!r} is not a duration; examples: 90, 10m, 2h", param, ctx)
        return seconds


@click.command(epilog=EPILOG)
@selection_options
@with_user_inputs
@click.option("--quick", "mode", flag_value="quick", help="Headlines within a budget (165 s unless --budget).")
@click.option("--full", "mode", flag_value="full", help="Everything, at the sizes that decide (45 minutes).")
@click.option(
    "--budget",
    type=Duration(),
    help="Time for measuring: 90, 10m. What does not fit is left out, by name; a first proof comes on top.",
)
@click.option(
    "--chain", "chain_id", metavar="ID", help="Attribute a speed-up: measure a chain of chains.toml, no cells."
)
@seed_option
@click.option("--resume", is_flag=False, flag_value="newest", metavar="[ID]", help="Go on with a run (the newest).")
@click.option("--results", type=click.Path(path_type=Path), default=RESULTS, show_default=True, help="Where runs go.")
@click.option("--report", "with_report", is_flag=True, help="Render the report at the end.")
@click.option("--throughput/--no-throughput", default=True, help="Measure many requests in flight as well.")
@click.option("--profile", "profile_arm", metavar="ARM", help="Profile one arm instead: a flame graph and its phases.")
@click.option("--json", "as_json", is_flag=True, help="Print every record as a line of JSON.")
@click.pass_context
def run(
    ctx: click.Context,
    /,
    tasks: tuple[str, ...],
    params: Any,
    sizes: Any,
    arms: Any,
    mode: str | None,
    budget: float | None,
    chain_id: str | None,
    seed: int,
    resume: str | None,
    results: Path,
    with_report: bool,
    throughput: bool,
    profile_arm: str | None,
    as_json: bool,
    **files: Path | None,
) -> None:
    """Prove that implementations do the same work, then measure them in pairs.

    TASKS are ids or globs; none means every headline (--quick) or everything (--full). A crash loses no finished cell.
    """
    chosen = selection_of(tasks, params, sizes, arms)
    chain = chain_of(chain_id, chosen) if chain_id is not None else None
    if not _given(files) and chain is None:
        selection.check(chosen)
    if _given(files) and (chosen.sizes or chosen.params):
        raise click.UsageError(
            "your files say size and parameters by themselves: leave out --size, --batch, --model, -p"
        )
    store = Store()
    console = make_console(stderr=as_json)
    with console.status("reading your files") if _given(files) else contextlib.nullcontext():
        data = user_case(tasks, files, seed, store) if _given(files) else None
    if profile_arm is not None:
        from zkpair.cli.profile import profile

        profile(chosen, profile_arm, seed, store, Path("reports"), data)
        return
    if resume is not None:
        folder = _find(results, resume)
        plan = folder.read_plan()
        if any(record.kind == "finished" for record in folder.read()):
            console.print(f"{folder.run_id} is finished; nothing to resume.")
            return
        with _only_one():
            _again(ctx, folder, plan)
        return
    if chain is not None:
        chosen = chain_steps.selection_of(chain)
    name = mode or ("custom" if not chosen.everything or _given(files) else "quick")
    base = {"quick": modes.QUICK, "full": modes.FULL, "custom": modes.CUSTOM}[name]
    settings = dataclasses.replace(base, budget_s=budget) if budget is not None else base
    if not throughput:
        settings = dataclasses.replace(settings, in_flight=())
    with _only_one():
        existing = ctx.obj if isinstance(ctx.obj, RunFolder) else None
        folder = existing or RunFolder.create(results)
        if existing is None:
            arm_names = [str(arm) for arm in chosen.arms]
            argv = sys.argv[1:]
            folder.write_plan(
                schema.Plan(
                    schema.SCHEMA_VERSION,
                    folder.run_id,
                    utc_now(),
                    base.name,
                    settings.budget_s,
                    seed,
                    argv,
                    arm_names,
                    [],
                    [],
                )
            )
        _measure(folder, store, settings, chosen, seed, data, console, chain)
    if as_json:
        for record in folder.read():
            click.echo(json.dumps({"kind": record.kind, **dataclasses.asdict(record)}))
    if with_report:
        from zkpair.cli.report import report

        ctx.invoke(report, run=str(folder.path))
    else:
        console.print(f"Recorded in {folder.path}. Next: zkpair report")
    if say_unmeasured(folder, console, files):
        raise SystemExit(1)


def _measure(
    folder: RunFolder,
    store: Store,
    settings: modes.Mode,
    chosen: Any,
    seed: int,
    data: Any,
    console: Console,
    chain: Chain | None,
) -> None:
    try:
        with RunProgress(console) as progress:
            Runner(
                folder, store, settings, chosen, seed, progress, data, [chain] if chain else [], chain is not None
            ).run()
    except KeyboardInterrupt:
        kept = sum(record.kind == "timing" for record in folder.read())
        console.print(f"\nInterrupted. {kept} finished cells are kept; go on with: zkpair run --resume {folder.run_id}")
        raise SystemExit(130) from None


def _again(ctx: click.Context, folder: RunFolder, plan: schema.Plan) -> None:
    """Call `run` as it was called the first time, into the same folder."""
    arguments = [argument for argument in plan.argv if argument != "run"]
    with run.make_context("run", arguments, parent=ctx.parent, obj=folder) as again:
        run.invoke(again)


def _find(results: Path, run_id: str) -> RunFolder:
    if run_id == "newest":
        newest = RunFolder.newest(results)
        if newest is None:
            raise click.ClickException(f"{results} holds no run; start one with: zkpair run --quick")
        return newest
    matches = [folder for folder in RunFolder.all(results) if run_id in (folder.run_id, folder.run_id[-6:])]
    if not matches:
        raise click.ClickException(f"{results} holds no run {run_id!r}; it holds: {_listed(results)}")
    return matches[0]


def _listed(results: Path) -> str:
    return ", ".join(folder.run_id for folder in RunFolder.all(results)[-5:]) or "none"


def _given(files: dict[str, Path | None]) -> bool:
    return any(path is not None for path in files.values())


@contextlib.contextmanager
def _only_one() -> Iterator[None]:
    """Two runs at once would measure each other: the second is told so. A nested call (resume) holds it already."""
    path = Path(os.environ.get("ZKPAIR_LOCK", Path(tempfile.gettempdir()) / f"zkpair-{os.getuid()}.lock"))
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            holder = file.read().strip()
            if holder == str(os.getpid()):
                yield
                return
            raise click.ClickException(
                f"another run is measuring (process {holder or 'unknown'}); two at once would measure each other. "
                "Wait for it, or stop it."
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
