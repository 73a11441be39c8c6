"""Whatever becomes of the cache, the next command makes it anew: nobody has to know where it lies."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from zkpair.artefacts import Store
from zkpair.cases import CaseError, read_case
from zkpair.tasks.task import Cell

CELL = Cell.of("algebra/field_mul", {"field": "bn254_fr"}, 256)


def every(pattern: str, change: Callable[[Path], object]) -> Callable[[Path], None]:
    def damage(root: Path) -> None:
        paths = [path for path in root.rglob(pattern) if path.is_file()]
        assert paths
        for path in paths:
            change(path)

    return damage


DAMAGE = {
    "index cut off": every("index/*", lambda path: path.write_bytes(path.read_bytes()[:5])),
    "index of another kind": every("index/*", lambda path: path.write_text("[1]")),
    "index nested too deep": every("index/*", lambda path: path.write_text("[" * 100_000)),
    "index gone": every("index/*", Path.unlink),
    "case.json cut off": every("case.json", lambda path: path.write_bytes(path.read_bytes()[:9])),
    "case.json gone": every("case.json", Path.unlink),
    "blobs changed": every("[0-9a-f]" * 8 + "*", lambda path: path.write_bytes(path.read_bytes()[:-1] + b"x")),
    "blobs empty": every("[0-9a-f]" * 8 + "*", lambda path: path.write_bytes(b"")),
    "blobs gone": every("[0-9a-f]" * 8 + "*", Path.unlink),
    "everything gone": shutil.rmtree,
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_case_is_made_anew(damage: Callable[[Path], None], tmp_path: Path) -> None:
    root = tmp_path / "cache"
    honest = read_case(Store(root).case(CELL, 1))
    damage(root)
    assert read_case(Store(root).case(CELL, 1)) == honest


@pytest.mark.parametrize("damage", ["blobs changed", "blobs gone", "index of another kind", "everything gone"])
def test_a_damaged_artefact_is_made_anew(damage: str, tmp_path: Path) -> None:
    root = tmp_path / "cache"
    honest = Store(root).artefact(CELL, 1)
    DAMAGE[damage](root)
    assert Store(root).artefact(CELL, 1) == honest


def test_a_cache_deleted_in_the_middle_is_noticed(tmp_path: Path) -> None:
    store = Store(tmp_path / "cache")
    folder = store.case(CELL, 1)
    shutil.rmtree(store.root)
    with pytest.raises(CaseError, match="No such file"):
        read_case(folder)
    assert read_case(store.case(CELL, 1)).cell == CELL
