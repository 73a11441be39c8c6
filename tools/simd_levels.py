"""`make simd`: build the plonky3 library of every SIMD level (or of those named), for wheels and comparisons."""

from __future__ import annotations

import sys
import time

from bootstrap.console import SetupError, fail, say
from bootstrap.levels import TARGET_CPU, build_levels, buildable, library
from bootstrap.lock import only_one
from bootstrap.paths import ROOT, Paths
from bootstrap.stamp import Stamps
from bootstrap.toolchain import find_rust


def main(arguments: list[str]) -> int:
    levels = arguments or list(buildable())
    unknown = sorted(set(levels) - set(TARGET_CPU))
    if unknown:
        return fail(SetupError(f"no such SIMD level: {', '.join(unknown)}; there are: {', '.join(TARGET_CPU)}"))
    paths = Paths(ROOT)
    start = time.monotonic()
    try:
        with only_one(paths.cache / "setup.lock"):
            build_levels(paths, Stamps(paths.stamps), find_rust(paths), levels)
    except SetupError as error:
        return fail(error)
    for level in levels:
        say(f"  {level:<8} {library(paths, level).stat().st_size / 1e6:.1f} MB")
    say(f"  SIMD levels in {time.monotonic() - start:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
