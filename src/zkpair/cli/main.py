"""`zkpair`: the group of all commands. Commands are imported only when called, so that `zkpair list` stays quick."""

from __future__ import annotations

import errno
import importlib
import sys
from typing import Any

import click

from zkpair import __version__, registry
from zkpair.artefacts import ArtefactError
from zkpair.cases import CaseError
from zkpair.record import RecordError
from zkpair.registry import RegistryError
from zkpair.worker.client import WorkerError

OWN = {
    "list": "zkpair.cli.listing:list_tasks",
    "verify": "zkpair.cli.verify:verify",
    "run": "zkpair.cli.run:run",
    "report": "zkpair.cli.report:report",
    "overhead": "zkpair.cli.overhead:overhead",
    "compare": "zkpair.cli.compare:compare",
    "doctor": "zkpair.cli.doctor:doctor",
    "new": "zkpair.cli.new:new",
}
SAID_PLAINLY = (RegistryError, ArtefactError, CaseError, RecordError, WorkerError, NotImplementedError)
"""What a user can cause: told in one line, without a traceback."""


FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
LOCKED = (errno.EACCES, errno.EPERM, errno.EROFS)


def what_to_do(error: OSError) -> str | None:
    """A line for what the file system refused; None for what no user caused."""
    if error.errno in FULL:
        hint = "make room and try again (of a run, what was finished is kept: zkpair run --resume)"
    elif error.filename is None:
        return None
    elif error.errno in LOCKED:
        hint = "choose a folder that can be written, or change its permissions"
    else:
        hint = "check the path"
    where = f"{error.filename}: " if error.filename is not None else ""
    return f"{where}{error.strerror}; {hint}"


class Commands(click.Group):
    """Our commands in the order of use, then those that packages bring."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*OWN, *sorted(set(registry.commands()) - set(OWN))]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name in OWN:
            module, _, attribute = OWN[name].partition(":")
            command = getattr(importlib.import_module(module), attribute)
        elif name in registry.commands():
            command = registry.commands()[name].load()
        else:
            return None
        if not isinstance(command, click.Command):
            raise click.ClickException(f"command {name!r} is not a click.Command")
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except SAID_PLAINLY as error:
            raise click.ClickException(str(error)) from error
        except OSError as error:
            said = what_to_do(error)
            if said is None:
                raise
            raise click.ClickException(said) from error
        except MemoryError as error:
            raise click.ClickException("out of memory; choose a smaller size, or fewer arms at once") from error


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="Examples:  zkpair run --quick   |   zkpair run 'algebra/*' --arms python,rust@2   |   zkpair report",
)
@click.version_option(__version__, prog_name="zkpair")
def cli() -> None:
    """Measure pairs of implementations that are first proven to do the same work."""


def main() -> None:
    cli(prog_name="zkpair", args=sys.argv[1:])


if __name__ == "__main__":
    main()
