"""The traces of the golden proofs, as `winterfell/src/main.rs` makes them; any other honest trace from other inputs."""

from __future__ import annotations

from zkpair_python.stark.field import P

Columns = list[list[int]]


def fibonacci(n: int, a: int = 3, b: int = 7) -> tuple[Columns, list[int]]:
    """The columns and the public inputs."""
    columns, public = [[a], [b]], [a, b]
    for _ in range(n - 1):
        a = (a + b) % P
        b = (a + b) % P
        columns[0].append(a)
        columns[1].append(b)
    return columns, [*public, b]
