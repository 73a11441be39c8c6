"""JSON from outside, its nesting bounded before anything is decoded.

The decoder recurses, and libraries raise the recursion limit: deep input would exhaust the stack and end the
interpreter.
"""

from __future__ import annotations

import json
import re
from typing import Any

DEEPEST = 64
_BRACKETS = re.compile(r"\"(?:[^\"\\]|\\.)*\"|[\[\]{}]", re.DOTALL)


def loads(data: bytes | str, deepest: int = DEEPEST, **options: Any) -> Any:
    """`json.loads` that raises ValueError for brackets nested more than `deepest` deep."""
    text = data if isinstance(data, str) else data.decode()
    if text.count("[") + text.count("{") > deepest:
        depth = 0
        for found in _BRACKETS.finditer(text):
            depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(found[0], 0)
            if depth > deepest:
                raise ValueError(f"brackets nested more than {deepest} deep")
    return json.loads(text, **options)
