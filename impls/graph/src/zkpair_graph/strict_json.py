"""JSON from outside: its nesting is bounded before it is decoded, for the decoder recurses.

Libraries raise the recursion limit (py_ecc to 100,000): deep input would exhaust the stack and end the interpreter.
"""

from __future__ import annotations

import json
import re
from typing import Any

from zkpair_graph.errors import MalformedModel

DEEPEST = 8
_BRACKETS = re.compile(r"\"(?:[^\"\\]|\\.)*\"|[\[\]{}]", re.DOTALL)


def loads(data: bytes, what: str, encoding: str | None = None) -> Any:
    """The value that `data` stands for; raises MalformedModel, which names `what` it is.

    Without an encoding that of JSON: UTF-8, or what the first bytes say.
    """
    try:
        text = data.decode(encoding or json.detect_encoding(data))
        depth = 0
        for found in _BRACKETS.finditer(text):
            depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(found[0], 0)
            if depth > DEEPEST:
                raise MalformedModel(f"{what} is nested more than {DEEPEST} deep")
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise MalformedModel(f"{what} is not JSON: {error}") from error
