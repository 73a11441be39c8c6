"""asv's list of benchmarks colours every rise as a loss. Figures that are better when higher show no change there."""

from __future__ import annotations

import json
from pathlib import Path

BETTER_WHEN_HIGHER = (".track_speedup", ".track_throughput")


def without_changes_of_gains(html: Path) -> int:
    """Rewrite the summaries of published pages: their value stays, their change goes; how many went."""
    gone = 0
    for path in html.glob("graphs/**/summary.json"):
        rows = json.loads(path.read_text())
        for row in rows:
            if row["name"].endswith(BETTER_WHEN_HIGHER) and row["change_rev"] is not None:
                row["prev_value"] = row["change_rev"] = None
                gone += 1
        path.write_text(json.dumps(rows))
    return gone
