"""Set the project up: `python3 tools/setup.py` (what `make setup` runs). Repeating it costs about a second.

This file alone must be readable by an old Python, so that it can say in one line that it is too old.
"""

import os
import subprocess
import sys

OLDEST = (3, 11)
NEWEST_FIRST = ("3.14", "3.13", "3.12", "3.11")


def newer_python():
    # type: () -> str | None
    """The path of a Python that is new enough, or None."""
    check = "import sys; sys.exit(sys.version_info < (3, 11))"
    for version in NEWEST_FIRST:
        name = "python" + version
        for folder in os.environ.get("PATH", "").split(os.pathsep):
            path = os.path.join(folder, name)
            if os.access(path, os.X_OK) and not subprocess.call([path, "-c", check], stderr=subprocess.DEVNULL):
                return path
    return None


def main():
    # type: () -> int
    if sys.version_info[:2] < OLDEST:
        path = newer_python()
        if path is None:
            sys.stderr.write(
                "zkpair needs Python 3.11 or newer and this is %d.%d: install one "
                "(Debian: apt-get install python3.11 python3.11-venv), or name one: make PYTHON=/path/to/python3.11\n"
                % sys.version_info[:2]
            )
            return 1
        os.execv(path, [path] + sys.argv)
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    from bootstrap.run import setup

    return setup(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
