"""Cases on disk: a folder with `case.json` and one file per blob, named by its SHA-256 (docs/contract.md).

No implementation makes its own input; each loads the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from zkpair import bounded_json
from zkpair.tasks.task import CONTRACT_VERSION, CaseData, Cell


class CaseError(ValueError):
    """A case folder that cannot be used: names the file and what is wrong."""


def digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def manifest(case: CaseData) -> dict[str, Any]:
    """The content of `case.json`."""
    return {
        "contract": CONTRACT_VERSION,
        "task": case.cell.task,
        "params": case.cell.parameters,
        "size": case.cell.size,
        "seed": case.seed,
        "shared": {name: digest_of(blob) for name, blob in case.shared.items()},
        "instances": [{name: digest_of(blob) for name, blob in blobs.items()} for blobs in case.instances],
    }


def case_digest(case: CaseData) -> str:
    """The identity of a case: equal digests are equal inputs, byte for byte."""
    return digest_of(json.dumps(manifest(case), sort_keys=True).encode())


def write_case(case: CaseData, root: Path) -> Path:
    """Write `case` below `root` in a folder named by its digest. What is there whole is kept; blobs are shared by all
    cases."""
    content = json.dumps(manifest(case), sort_keys=True).encode()
    folder = root / digest_of(content)[:32]
    blobs = root / "blobs"
    blobs.mkdir(parents=True, exist_ok=True)
    if not is_whole(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for group in (case.shared, *case.instances):
            for blob in group.values():
                name = digest_of(blob)
                _put(blobs / name, blob)
                _link(blobs / name, folder / name)
        _put(folder / "case.json", content)
    return folder


def is_whole(folder: Path) -> bool:
    """Is there a case in `folder`, every blob with its digest? A damaged cache is made anew, not reported."""
    try:
        read_case(folder)
    except CaseError:
        return False
    return True


def _put(path: Path, data: bytes) -> None:
    if path.is_file() and path.read_bytes() == data:
        return
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_bytes(data)
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(path)) from error


def _link(source: Path, target: Path) -> None:
    try:
        target.unlink(missing_ok=True)  # what is there is not to be trusted: the folder was not whole
        os.link(source, target)
    except FileExistsError:
        return  # another process was quicker
    except OSError:  # a file system without hard links
        _put(target, source.read_bytes())


class BlobFolder(Mapping[str, bytes]):
    """Blobs by name, read from disk when asked for and checked against their digests."""

    def __init__(self, folder: Path, digests: Mapping[str, str]):
        self._folder = folder
        self._digests = dict(digests)

    def __getitem__(self, name: str) -> bytes:
        path = self._folder / self._digests[name]
        try:
            data = path.read_bytes()
        except OSError as error:
            raise CaseError(
                f"{path}: blob {name!r} cannot be read: {error.strerror}; run again, it is made anew"
            ) from error
        if digest_of(data) != self._digests[name]:
            raise CaseError(
                f"{path}: blob {name!r} does not have its digest: the cache is damaged; run again, it is made anew"
            )
        return data

    def __iter__(self) -> Iterator[str]:
        return iter(self._digests)

    def __len__(self) -> int:
        return len(self._digests)


class StoredCase:
    """A case as an implementation sees it: `task`, `params`, `size`, `seed`, `shared`, `instances`."""

    def __init__(self, folder: Path):
        content = _read_manifest(folder)
        self.task: str = content["task"]
        self.params: dict[str, str] = content["params"]
        self.size: int = content["size"]
        self.seed: int = content["seed"]
        self.shared = BlobFolder(folder, content["shared"])
        self.instances = [BlobFolder(folder, digests) for digests in content["instances"]]


def read_case(folder: Path) -> CaseData:
    """The whole case in memory (what the judge and the artefact store need)."""
    stored = StoredCase(folder)
    cell = Cell.of(stored.task, stored.params, stored.size)
    return CaseData(cell, stored.seed, dict(stored.shared), [dict(blobs) for blobs in stored.instances])


def _read_manifest(folder: Path) -> dict[str, Any]:
    path = folder / "case.json"
    try:
        content = bounded_json.loads(path.read_bytes())
    except OSError as error:
        raise CaseError(f"{path}: {error.strerror}; a case is a folder with case.json and its blobs") from error
    except ValueError as error:
        raise CaseError(f"{path}: not JSON: {error}") from error
    if not isinstance(content, dict) or content.get("contract") != CONTRACT_VERSION:
        raise CaseError(f"{path}: not a case of contract {CONTRACT_VERSION}")
    shapes: dict[str, type] = {"task": str, "params": dict, "size": int, "seed": int, "shared": dict, "instances": list}
    for name, shape in shapes.items():
        if not isinstance(content.get(name), shape):
            raise CaseError(f"{path}: field {name!r} must be a {shape.__name__}")
    groups = [content["shared"], *content["instances"]]
    if not all(isinstance(g, dict) and all(_is_digest(v) for v in g.values()) for g in groups):
        raise CaseError(f"{path}: a blob's digest must be 64 hexadecimal digits")
    return content


def _is_digest(value: object) -> bool:
    return isinstance(value, str) and len(value) == 64 and all(c in "0123456789abcdef" for c in value)
