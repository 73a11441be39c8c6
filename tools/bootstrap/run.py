"""The whole of `make setup`, in order."""

from __future__ import annotations

import time
from pathlib import Path

from bootstrap.console import SetupError, fail, say
from bootstrap.environment import make_environment
from bootstrap.extension import build_extension
from bootstrap.levels import build_levels, own_levels
from bootstrap.lock import only_one
from bootstrap.packages import install_packages
from bootstrap.paths import ROOT, Paths
from bootstrap.stamp import Stamps
from bootstrap.toolchain import find_rust, need_c_compiler


def setup(arguments: list[str], root: Path = ROOT) -> int:
    """Do what is missing; the exit status. `--quiet` leaves out the closing line."""
    paths = Paths(root)
    start = time.monotonic()
    try:
        with only_one(paths.cache / "setup.lock"):
            make_environment(paths)
            stamps = Stamps(paths.stamps)
            install_packages(paths, stamps)
            rust = find_rust(paths)
            need_c_compiler(rust)
            build_extension(paths, stamps, rust)
            build_levels(paths, stamps, rust, own_levels())
    except SetupError as error:
        return fail(error)
    except KeyboardInterrupt:
        return fail(SetupError("interrupted; run the same command again and it goes on from here"))
    if "--quiet" not in arguments:
        say(f"  set up in {time.monotonic() - start:.1f} s")
    return 0
