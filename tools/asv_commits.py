"""A page for each measured commit, at the address that asv's pages link to: commits/<hash>/, short and full."""

from __future__ import annotations

import html
import subprocess
from collections.abc import Sequence
from pathlib import Path

PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{subject}</title>
<style>
body {{ max-width: 60rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 sans-serif; color-scheme: light dark; }}
pre {{ white-space: pre-wrap; }}
</style>
</head>
<body>
<p><a href="../../index.html">all benchmarks</a> &middot; <a href="../../index.html#regressions">regressions</a></p>
<h1>{subject}</h1>
<p><code>{hash}</code>, {date}</p>
<pre>{body}</pre>
<pre>{files}</pre>
</body>
</html>
"""


def write_commits(folder: Path, repository: Path, hashes: Sequence[str], short: int) -> None:
    """One page for each of `hashes`, from the repository beside the configuration."""
    for commit in hashes:
        page = page_of(repository, commit)
        for name in (commit[:short], commit):
            (folder / name).mkdir(parents=True, exist_ok=True)
            (folder / name / "index.html").write_text(page)


def page_of(repository: Path, commit: str) -> str:
    """What git says of a commit: subject, date, message and the files it touched."""
    subject, date, body = git(repository, "show", "--no-patch", "--format=%s%x00%cI%x00%b", commit).split("\0", 2)
    files = git(repository, "show", "--format=", "--stat=100", commit)
    words = {"subject": subject, "hash": commit, "date": date, "body": body.strip(), "files": files.strip("\n")}
    return PAGE.format(**{name: html.escape(text) for name, text in words.items()})


def git(repository: Path, *arguments: str) -> str:
    command = ["git", "-C", str(repository), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
