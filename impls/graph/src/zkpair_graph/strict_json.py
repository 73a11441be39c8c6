"""JSON from outside: its nesting is bounded before it is decoded, for the decoder recurses."""

from __future__ import annotations

import json
import re
from typing import Any

from zkpair_graph.errors import MalformedModel

DEEPEST = 8
_BRACKETS = re.compile(r"\"(?:[^\"\\]|\\.)*\"|[\[\]{}]", re.DOTALL)


def loads(data: bytes) -> Any:
    """The value that ASCII JSON stands for; raises MalformedModel."""
    try:
        text = data.decode("ascii")
        depth = 0
        for found in _BRACKETS.finditer(text):
            depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(found[0], 0)
            if depth > DEEPEST:
                raise MalformedModel(f"the manifest is nested more than {DEEPEST} deep")
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise MalformedModel(f"the manifest is not JSON: {error}") from error
