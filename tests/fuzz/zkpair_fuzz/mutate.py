"""Ways to alter a file: bytes and words anywhere; sections and counts of circom's containers; values of JSON."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Sequence
from typing import Any

from zkpair.tasks.arithmetic.field import P, R

ELEMENTS = [x.to_bytes(32, "little") for x in (0, 1, 2, R - 1, R, P - 1, P, 2 * P, (1 << 254), (1 << 256) - 1)]
COUNTS = (0, 1, 2, 3, 7, 31, 32, 33, 255, 1 << 16, 1 << 27, 1 << 28, (1 << 31) - 1, 1 << 31, (1 << 32) - 1)


def some_bytes(data: bytes, chosen: random.Random, others: Sequence[bytes]) -> bytes:
    """One to four of: a byte, a bit, a number, a field element, a piece cut, doubled, moved or taken from elsewhere."""
    altered = bytearray(data)
    for _ in range(chosen.choice((1, 1, 1, 2, 3, 4))):
        if not altered:
            break
        bound = min(len(altered), 160) if chosen.random() < 0.3 else len(altered)  # headers stand at the beginning
        at = chosen.randrange(bound)
        length = chosen.choice((1, 4, 8, 32, 64, 128, chosen.randint(1, 400)))
        match chosen.randrange(9):
            case 0:
                altered[at] = chosen.randrange(256)
            case 1:
                altered[at] ^= 1 << chosen.randrange(8)
            case 2:
                altered[at : at + 4] = chosen.choice(COUNTS).to_bytes(4, "little")
            case 3:
                altered[at : at + 8] = chosen.choice((*COUNTS, (1 << 64) - 1, 1 << 63)).to_bytes(8, "little")
            case 4:
                altered[at : at + 32] = chosen.choice(ELEMENTS)
            case 5:
                del altered[at : at + length]
            case 6:
                altered[at:at] = altered[at : at + length]
            case 7:
                other = chosen.choice(others)
                there = chosen.randrange(max(1, len(other)))
                altered[at : at + length] = other[there : there + length]
            case 8:
                del altered[at:]
    return bytes(altered)


def container(data: bytes, chosen: random.Random, others: Sequence[bytes]) -> bytes:
    """A container whose lengths are right though its sections are not; one time in four any bytes."""
    parts = sections(data)
    if chosen.random() < 0.25 or not parts:
        return some_bytes(data, chosen, others)
    for _ in range(chosen.choice((1, 1, 2))):
        at = chosen.randrange(len(parts))
        number, body = parts[at]
        match chosen.randrange(8):
            case 0:
                parts.pop(at)
            case 1:
                parts.insert(chosen.randrange(len(parts) + 1), (number, body))
            case 2:
                parts[at] = (chosen.choice((number + 1, 0, 11, 99, (1 << 32) - 1)), body)
            case 3:
                chosen.shuffle(parts)
            case 4:
                parts[at] = (number, body + bytes(chosen.choice((1, 4, 32, 64, 128))))
            case 5:
                parts[at] = (number, body[: -chosen.choice((1, 4, 32, 64, 128))])
            case _:
                parts[at] = (number, _words(body, chosen))
        if not parts:
            break
    return from_sections(data[:8], parts)


def _words(body: bytes, chosen: random.Random) -> bytes:
    """Aligned words of a section: points and elements against others of the same section, counts against extremes."""
    altered = bytearray(body)
    width = chosen.choice((4, 32, 64, 128))
    if len(altered) < width:
        return bytes(altered)
    offset = chosen.choice((0, 4, 36, 72, 84)) % (len(altered) - width + 1)
    at = offset + width * chosen.randrange((len(altered) - offset) // width)
    if width == 4:
        word = chosen.choice((*COUNTS, int.from_bytes(altered[at : at + 4], "little") + 1))
        altered[at : at + 4] = (word % (1 << 32)).to_bytes(4, "little")
    elif chosen.random() < 0.5:
        altered[at : at + 32] = chosen.choice(ELEMENTS)
    else:
        there = offset + width * chosen.randrange((len(altered) - offset) // width)
        altered[at : at + width] = altered[there : there + width]
    return bytes(altered)


def sections(data: bytes) -> list[tuple[int, bytes]]:
    found, offset = [], 12
    while offset + 12 <= len(data):
        number, length = (int.from_bytes(data[offset + a : offset + b], "little") for a, b in ((0, 4), (4, 12)))
        found.append((number, data[offset + 12 : offset + 12 + length]))
        offset += 12 + length
    return found


def from_sections(head: bytes, parts: Sequence[tuple[int, bytes]]) -> bytes:
    """`head`: magic and version."""
    counted = head + len(parts).to_bytes(4, "little")
    return counted + b"".join(n.to_bytes(4, "little") + len(b).to_bytes(8, "little") + b for n, b in parts)


ODD: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    1,
    -1,
    3,
    0.0,
    -0.5,
    1e308,
    float("nan"),
    float("inf"),
    10**30,
    1 << 63,
    "",
    "0",
    "1",
    "01",
    "-1",
    " 1",
    "1_0",
    "１",
    "\ud800",
    "\x00",
    "../../etc/passwd",
    "rust@0",
    "@",
    str(P),
    str(R),
    "9" * 5000,
    [],
    {},
    [[]],
    [0],
    {"": 0},
)


def json_values(data: bytes, chosen: random.Random, others: Sequence[bytes]) -> bytes:
    """Leaves, members and branches replaced, removed, doubled, exchanged; one time in four any bytes."""
    if chosen.random() < 0.25:
        return some_bytes(data, chosen, others)
    try:
        root = [json.loads(data)]
    except ValueError:
        return some_bytes(data, chosen, others)
    for _ in range(chosen.choice((1, 1, 1, 2, 3))):
        places = list(_places(root))
        node, name = chosen.choice(places)
        match chosen.randrange(7):
            case 0 if node is not root:
                del node[name]
            case 1 if isinstance(node, dict):
                node[chosen.choice(("x", "", "kind", "__class__"))] = copy.deepcopy(node[name])
            case 2 if isinstance(node, list) and node is not root:
                node.append(copy.deepcopy(node[name]))
            case 3:
                other, there = chosen.choice(places)
                node[name] = copy.deepcopy(other[there])
            case 4 if isinstance(node[name], (int, float)) and not isinstance(node[name], bool):
                node[name] = chosen.choice((-node[name], node[name] + 1, 0, node[name] * 10**6))
            case _:
                node[name] = copy.deepcopy(chosen.choice(ODD))
    if chosen.random() < 0.02:  # deeper than any decoder recurses
        return b"[" * 100_000
    text = json.dumps(root[0])
    if chosen.random() < 0.1:  # a member twice: readers differ in which they take
        text = text.replace("{", '{"contract": 1, "protocol": "groth16", ', 1)
    return text.encode("utf-8", "surrogatepass")


def _places(node: Any) -> list[tuple[Any, Any]]:
    found, waiting = [], [node]
    while waiting:
        branch = waiting.pop()
        names = list(branch) if isinstance(branch, dict) else range(len(branch))
        for name in names:
            found.append((branch, name))
            if isinstance(branch[name], (dict, list)):
                waiting.append(branch[name])
    return found


def json_lines(data: bytes, chosen: random.Random, others: Sequence[bytes]) -> bytes:
    """One line of several."""
    lines = data.split(b"\n")
    filled = [i for i, line in enumerate(lines) if line]
    if not filled or chosen.random() < 0.1:
        return some_bytes(data, chosen, others)
    at = chosen.choice(filled)
    lines[at] = json_values(lines[at], chosen, others)
    return b"\n".join(lines)


TOKENS = [
    *(b"=", b"[", b"]", b"[[target]]", b"[[", b"\n", b'"', b"'", b"#", b".", b",", b"-", b"nan", b"inf", b"true"),
    *(b"0", b"1e999", b"-1", b'""', b"[]", b"{}", b"size", b"must", b"params", b"\xff", b"\x00", b"9" * 30),
]


def text(data: bytes, chosen: random.Random, others: Sequence[bytes]) -> bytes:
    """Values after an = replaced, tokens put in, lines removed, doubled or exchanged."""
    lines = data.split(b"\n")
    for _ in range(chosen.choice((1, 1, 2, 3))):
        at = chosen.randrange(len(lines))
        match chosen.randrange(6):
            case 0 if len(lines) > 1:
                del lines[at]
            case 1:
                lines.insert(at, chosen.choice(lines))
            case 2 if b"=" in lines[at]:
                lines[at] = lines[at].split(b"=")[0] + b"= " + chosen.choice(TOKENS)
            case 3 if b"=" in lines[at]:
                lines[at] = chosen.choice(TOKENS) + b" =" + lines[at].split(b"=", 1)[1]
            case _:
                place = chosen.randrange(len(lines[at]) + 1)
                lines[at] = lines[at][:place] + chosen.choice(TOKENS) + lines[at][place:]
    return b"\n".join(lines)
