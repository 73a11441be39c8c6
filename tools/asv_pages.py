"""Make the pages of `asv publish` work without a network: our copies of what they load, at addresses beside the page.

python tools/asv_pages.py reports/asv
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

ASSETS = Path(__file__).resolve().parent / "asv_assets"
LOCAL = "vendor"

# What asv's page asks for, by the end of its address, and our copy of it.
COPIES = {
    "jquery-3.3.1.min.js": "jquery.min.js",
    "flot/0.8.3/jquery.flot.min.js": "jquery.flot.js",
    "flot/0.8.3/jquery.flot.time.min.js": "jquery.flot.time.js",
    "flot/0.8.3/jquery.flot.selection.min.js": "jquery.flot.selection.js",
    "flot/0.8.3/jquery.flot.categories.min.js": "jquery.flot.categories.js",
    "flot-orderbars@1.0.0/js/jquery.flot.orderBars.js": "jquery.flot.orderBars.js",
    "stupidtable/1.0.1/stupidtable.min.js": "stupidtable.min.js",
    "blueimp-md5/2.19.0/js/md5.min.js": "md5.min.js",
    "bootstrap@3.1.1/dist/js/bootstrap.min.js": "bootstrap.min.js",
    "bootstrap@3.1.1/dist/css/bootstrap.min.css": "bootstrap.min.css",
}
TAG = re.compile(r"<(?:script|link|img)\b[^>]*>", re.DOTALL)
ADDRESS = re.compile(r"""\b(src|href)=(["'])((?:https?:)?//[^"']*)\2""")
# Integrity and origin belong to the address that is gone.
GUARDS = re.compile(r"""\s+(?:integrity|crossorigin|referrerpolicy)=(["'])[^"']*\1""")


class UnknownAddress(ValueError):
    """The page loads something of which there is no copy here (another version of asv)."""


def rewrite(page: str, name: str = "index.html") -> str:
    """The page with every script, style and picture loaded from beside it."""

    def tag(match: re.Match[str]) -> str:
        text = match.group()
        found = ADDRESS.search(text)
        if found is None:
            return text
        copy = next((copy for end, copy in COPIES.items() if found.group(3).endswith(end)), None)
        if copy is None:
            raise UnknownAddress(
                f"{name} loads {found.group(3)}, of which tools/asv_assets has no copy: add the file there and its "
                "address to COPIES in tools/asv_pages.py"
            )
        local = f"{found.group(1)}={found.group(2)}{LOCAL}/{copy}{found.group(2)}"
        return GUARDS.sub("", ADDRESS.sub(local, text))

    return TAG.sub(tag, page)


def make_offline(html: Path) -> None:
    """Copy what the pages load into `html`/vendor and point every page at it. Twice does no harm."""
    for page in sorted(html.glob("*.html")):
        page.write_text(rewrite(page.read_text(), page.name))
    shutil.copytree(ASSETS, html / LOCAL, dirs_exist_ok=True)


def main() -> int:
    if len(sys.argv) != 2 or not (Path(sys.argv[1]) / "index.html").is_file():
        print("usage: tools/asv_pages.py FOLDER-OF-ASV-PUBLISH (with its index.html)", file=sys.stderr)
        return 2
    try:
        make_offline(Path(sys.argv[1]))
    except UnknownAddress as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
