"""What `asv publish` does beyond asv's own (asv.conf.json names it): pages that need no network and tell no falsehood.

Regressions that a faster baseline or a busy machine explains are taken out of the list and of the feed; a higher
speed-up is not shown as a loss; what the pages load is put beside them; and each commit gets a page, so that the links
to commits lead somewhere without a network.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from asv.plugins.regressions import Regressions
from asv.publishing import OutputPublisher

sys.path.insert(0, str(Path(__file__).resolve().parent))

from asv_commits import write_commits
from asv_pages import make_offline
from asv_regressions import only_the_commits_doing
from asv_summary import without_changes_of_gains


class Offline(OutputPublisher):  # type: ignore[misc]
    """Runs after asv's own pages are written."""

    name = "offline"
    button_label = "Offline"
    description = "Make the pages work without a network"
    order = 1000

    @classmethod
    def publish(cls, conf: Any, repo: Any, benchmarks: Any, graphs: Any, revisions: dict[str, int]) -> None:
        html = Path(conf.html_dir)
        kept = only_the_commits_doing(html, benchmarks)
        without_changes_of_gains(html)
        hashes = {revision: name for name, revision in revisions.items()}
        Regressions._save_feed(conf, benchmarks, kept, revisions, hashes)
        write_commits(html / "commits", Path(conf.repo), list(revisions), conf.hash_length)
        make_offline(html)
