"""Open a rendered report in a headless Chromium that has no network, and see that it is whole.

tools/smoke.py reports/RUN
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "report"))
from browser import Browser, find_chromium  # type: ignore[import-not-found]

LARGEST_BYTES = 3_000_000


def problems(folder: Path, executable: str) -> list[str]:
    """What is wrong with the report in that folder."""
    pages = sorted(folder.glob("*.html"))
    if not pages:
        return [f"{folder} holds no HTML page"]
    found = []
    for path in pages:
        if path.stat().st_size > LARGEST_BYTES:
            found.append(f"{path.name} has {path.stat().st_size} bytes, more than {LARGEST_BYTES}")
        with Browser(executable) as page:
            page.open(path.resolve().as_uri(), offline=True)
            found += [f"{path.name}: {error}" for error in page.errors]
            away = [a for a in page.requests if not a.startswith(("file:", "data:", "about:", "blob:"))]
            found += [f"{path.name} asks for {address}" for address in away]
            if not page.evaluate("document.title"):
                found.append(f"{path.name} has no title")
            if page.evaluate("document.querySelectorAll('table').length") < 1:
                found.append(f"{path.name} shows no table")
            if page.evaluate("document.querySelectorAll('svg, img, canvas').length") < 1:
                found.append(f"{path.name} shows no chart")
            with tempfile.TemporaryDirectory() as pictures:
                picture = Path(pictures) / "page.png"
                page.screenshot(picture, whole=False)
                if picture.stat().st_size < 10_000:
                    found.append(f"{path.name} renders to an empty picture")
    return found


def main() -> int:
    if len(sys.argv) != 2:
        print("usage: tools/smoke.py FOLDER-OF-A-REPORT", file=sys.stderr)
        return 2
    executable = find_chromium()
    if executable is None:
        print("there is no Chromium here: apt-get install chromium", file=sys.stderr)
        return 1
    found = problems(Path(sys.argv[1]), executable)
    print("\n".join(found) or f"{sys.argv[1]} opens in a browser without a network")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
