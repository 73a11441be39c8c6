"""Writing and reading runs: append-only, flushed to disk record by record, readable after a crash at any moment."""

from __future__ import annotations

import dataclasses
import json
import os
import secrets
import types
import typing
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar, cast

from zkpair import bounded_json, consistency, schema
from zkpair.schema import CellKey, Plan, Record
from zkpair.tasks.task import Cell

T = TypeVar("T")


class RecordError(ValueError):
    """A results folder that cannot be read: names the file, the line and what is wrong."""


def key(cell: Cell) -> CellKey:
    return CellKey(cell.task, cell.parameters, cell.size)


def cell_of(cell_key: CellKey) -> Cell:
    return Cell.of(cell_key.task, cell_key.params, cell_key.size)


def utc_now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


class RunFolder:
    """`results/<utc>-<id>/`: `plan.json` and `records.jsonl`. One writer at a time (a lock file says which process)."""

    def __init__(self, path: Path):
        self.path = path

    @staticmethod
    def create(results: Path) -> RunFolder:
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        path = results / f"{stamp}-{secrets.token_hex(3)}"
        path.mkdir(parents=True)
        return RunFolder(path)

    @staticmethod
    def newest(results: Path) -> RunFolder | None:
        runs = RunFolder.all(results)
        return runs[-1] if runs else None

    @staticmethod
    def all(results: Path) -> list[RunFolder]:
        """Every run below `results`, oldest first."""
        if not results.is_dir():
            return []
        return [RunFolder(p) for p in sorted(results.iterdir()) if (p / "plan.json").is_file()]

    @property
    def run_id(self) -> str:
        return self.path.name

    @property
    def records_path(self) -> Path:
        return self.path / "records.jsonl"

    def write_plan(self, plan: Plan) -> None:
        write_atomically(self.path / "plan.json", json.dumps(dataclasses.asdict(plan), indent=1).encode() + b"\n")

    def read_plan(self) -> Plan:
        path = self.path / "plan.json"
        try:
            plan = from_json(Plan, bounded_json.loads(path.read_bytes()))
            consistency.check(plan)
            return plan
        except (OSError, ValueError, TypeError) as error:
            raise RecordError(
                f"{path}: not a plan: {error}; mend it, or move the folder away and measure again"
            ) from error

    def append(self, record: Record) -> None:
        """Append one record, whole or not at all: a torn last line is cut off before the next append."""
        line = json.dumps({"kind": record.kind, **dataclasses.asdict(record)}, separators=(",", ":"), allow_nan=False)
        data = line.encode() + b"\n"
        with self.records_path.open("ab+", buffering=0) as file:  # a buffer would be written once more by closing
            end = _end_of_last_whole_line(file)
            file.truncate(end)
            try:
                left = memoryview(data)
                while left:
                    left = left[file.write(left) :]
                os.fsync(file.fileno())
            except OSError as error:
                file.truncate(end)
                raise named(error, self.records_path) from error

    def read(self) -> Iterator[Record]:
        """All records in order. A torn last line (a crash while writing) is ignored; anything else malformed is an
        error."""
        try:
            data = self.records_path.read_bytes()
        except FileNotFoundError:
            return
        lines = data.split(b"\n")
        for number, line in enumerate(lines[:-1], start=1):
            try:
                yield parse_record(bounded_json.loads(line))
            except (ValueError, TypeError, KeyError) as error:
                raise RecordError(f"{self.records_path}: line {number}: {error}") from error


def parse_record(value: Any) -> Record:
    if not isinstance(value, dict):
        raise ValueError("a record must be a JSON object")
    fields = dict(value)
    kind = fields.pop("kind", None)
    for record_type in schema.RECORD_TYPES:
        if record_type.kind == kind:
            record = cast(Record, from_json(record_type, fields))
            consistency.check(record)
            return record
    raise ValueError(f"unknown kind of record {kind!r:.60}")


def from_json(target: type[T], value: Any) -> T:
    """Build a value of `target` from plain JSON, checking every type on the way. Raises ValueError with the place."""
    return cast(T, _convert(target, value, target.__name__))


def _convert(target: Any, value: Any, place: str) -> Any:
    origin = typing.get_origin(target)
    arguments = typing.get_args(target)
    if target is Any:
        return value
    if origin in (typing.Union, types.UnionType):
        if value is None and type(None) in arguments:
            return None
        rest = [a for a in arguments if a is not type(None)]
        return _convert(rest[0], value, place)
    if origin is typing.Literal:
        if value not in arguments:
            raise ValueError(f"{place}: {value!r:.60} is none of {', '.join(map(str, arguments))}")
        return value
    if origin is list:
        return [_convert(arguments[0], v, f"{place}[{i}]") for i, v in enumerate(_expect(value, list, place))]
    if origin is dict:
        return {k: _convert(arguments[1], v, f"{place}.{k}") for k, v in _expect(value, dict, place).items()}
    if dataclasses.is_dataclass(target):
        return _convert_dataclass(cast(type[Any], target), _expect(value, dict, place), place)
    if target is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return _expect(value, target, place)


def _convert_dataclass(target: type[Any], value: dict[str, Any], place: str) -> Any:
    hints = typing.get_type_hints(target)
    known = {f.name: f for f in dataclasses.fields(target)}
    unknown = sorted(set(value) - set(known))
    if unknown:
        raise ValueError(f"{place}: unknown field {unknown[0]!r:.60}")
    arguments = {}
    for name, definition in known.items():
        if name in value:
            arguments[name] = _convert(hints[name], value[name], f"{place}.{name}")
        elif definition.default is dataclasses.MISSING and definition.default_factory is dataclasses.MISSING:
            raise ValueError(f"{place}: field {name!r} is missing")
    return target(**arguments)


def _expect(value: Any, target: Any, place: str) -> Any:
    if not isinstance(value, target) or (isinstance(value, bool) and target is not bool):
        raise ValueError(f"{place}: expected {target.__name__}, found {type(value).__name__}")
    return value


def _end_of_last_whole_line(file: Any) -> int:
    position = cast(int, file.seek(0, os.SEEK_END))
    while position > 0:
        step = min(1 << 16, position)
        file.seek(position - step)
        chunk = cast(bytes, file.read(step))
        newline = chunk.rfind(b"\n")
        if newline >= 0:
            return position - step + newline + 1
        position -= step
    return 0


def write_atomically(path: Path, data: bytes) -> None:
    """Write to a temporary neighbour, flush to disk, rename: a reader sees the old file or the new one, whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise named(error, path) from error
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def named(error: OSError, path: Path) -> OSError:
    """The error with the file that was meant: a write that fails names none."""
    return OSError(error.errno, error.strerror, str(path))
