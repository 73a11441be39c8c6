"""What a worker's answer must hold (docs/contract.md, "Worker"). Workers may be a stranger's, in any language."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from zkpair import bounded_json

LARGEST = 1 << 62
_SHOWN = 200


class BadAnswer(ValueError):
    """An answer that is not one: what is wrong with it, to be said after the worker's name."""


def parse(line: bytes) -> dict[str, Any]:
    """A line as an object with `ok`."""
    try:
        answer = bounded_json.loads(line, parse_constant=_not_json)
    except ValueError:
        answer = None
    if not isinstance(answer, dict) or not isinstance(answer.get("ok"), bool):
        raise BadAnswer(f"answered a line that is not of the protocol: {line[:_SHOWN]!r}")
    return answer


def check(request: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
    """Raise BadAnswer for a field that is missing or of the wrong kind."""
    operation = str(request["op"])

    def need(name: str, good: bool, kind: str) -> None:
        if not good:
            there = f"{answer[name]!r:.60}" if name in answer else "nothing"
            raise BadAnswer(f"answered `{operation}` with {there} as its `{name}`, expected {kind}")

    def count(name: str, value: Any) -> None:
        good = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < LARGEST
        need(name, good, "a number, not below 0")

    match operation:
        case "hello":
            need("wire_format", isinstance(answer.get("wire_format"), str), "a text")
            need("attributes", isinstance(answer.get("attributes"), dict), "an object")
            need("parallel", isinstance(answer.get("parallel"), bool), "true or false")
            need("available", isinstance(answer.get("available"), str | None), "null or the reason why not")
            need("not_for", _are_values(answer.get("not_for", {})), "an object of lists of texts")
            need("provenance", isinstance(answer.get("provenance", {}), dict), "an object")
            if answer.get("empty_bytes") is not None:
                count("empty_bytes", answer["empty_bytes"])
        case "prepare":
            for name in ("instances", "wall_ns", "cpu_ns"):
                count(name, answer.get(name))
        case "run":
            for name in ("wall_ns", "cpu_ns"):
                count(name, answer.get(name))
            if answer.get("kernel_ns") is not None:
                count("kernel_ns", answer["kernel_ns"])
        case "encode":
            count("instance", answer.get("instance"))
            need("sha256", isinstance(answer.get("sha256"), str), "a digest")
            if not Path(str(request["path"])).is_file():
                raise BadAnswer(f"answered `encode` and wrote no file {request['path']}")
        case "peak" if "unmeasured" not in answer:
            for name in ("current_bytes", "peak_bytes"):
                count(name, answer.get(name))


def _are_values(found: Any) -> bool:
    """Values by parameter?"""
    lists = found.values() if isinstance(found, dict) else [None]
    return all(isinstance(values, list) and all(isinstance(value, str) for value in values) for values in lists)


def _not_json(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")
