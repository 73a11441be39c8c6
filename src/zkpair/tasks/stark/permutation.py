"""AIR `permutation`: pointer chasing in a secret read-only memory (Cairo's continuous memory, ePrint 2021/1063, 9.7).

Columns a, v, a', v': access i < n − 1 reads address a_i and finds v_i, the next address; (a', v') are the accesses
sorted by address. The last row has a = the last address, v = 0, and a', v' as in the row before.
    a_(i+1) = v_i,   d(d − 1) = 0 and (v'_(i+1) − v'_i)(d − 1) = 0 with d = a'_(i+1) − a'_i
and the two lists of accesses are permutations of each other, which a running product over random z, α shows.
    public start = a(0), end = a(n − 1), and a'(0) = 0
The memory has the cells 0 … n/4 − 1, which form one cycle: every cell is read at least three times.
"""

from __future__ import annotations

from collections.abc import Sequence

from zkpair.tasks.arithmetic.small_field import SmallField

Columns = list[list[int]]


def trace(memory: dict[int, int], start: int, n: int) -> tuple[Columns, list[int]]:
    """n − 1 reads from `start`; the columns and the public elements start, end."""
    a, v = [start], []
    for _ in range(n - 1):
        v.append(memory[a[-1]])
        a.append(v[-1])
    accesses = sorted(zip(a[:-1], v, strict=True))
    accesses.append(accesses[-1])
    return [a, [*v, 0], [x for x, _ in accesses], [y for _, y in accesses]], [start, a[-1]]


def cycle(keys: Sequence[int]) -> tuple[dict[int, int], int]:
    """A memory whose cells 0 … m − 1 form one cycle in the order of the m keys, and the first address."""
    order = sorted(range(len(keys)), key=lambda cell: keys[cell])
    return dict(zip(order, [*order[1:], order[0]], strict=True)), order[0]


def generate(field: SmallField, n: int, label: str, seed: int) -> tuple[Columns, list[int]]:
    memory, start = cycle(field.random(label, seed, n // 4))
    return trace(memory, start, n)


def broken(field: SmallField, columns: Sequence[Sequence[int]], public: Sequence[int]) -> str | None:
    """The first thing in the trace that breaks the AIR, or None."""
    (a, v, sorted_a, sorted_v), p = columns, field.modulus
    for i in range(len(a) - 1):
        if a[i + 1] != v[i]:
            return f"row {i}: constraint 0"
        d = (sorted_a[i + 1] - sorted_a[i]) % p
        if d not in (0, 1):
            return f"row {i}: constraint 1"
        if d == 0 and sorted_v[i + 1] != sorted_v[i]:
            return f"row {i}: constraint 2"
    ends = {"assertion 0": a[0] == public[0], "assertion 1": sorted_a[0] == 0, "assertion 2": a[-1] == public[1]}
    if not all(ends.values()):
        return next(name for name, holds in ends.items() if not holds)
    accesses = [(x, y) for x, y in zip(a[:-1], v[:-1], strict=True)]
    if sorted(accesses) != sorted(zip(sorted_a[:-1], sorted_v[:-1], strict=True)):
        return "the sorted accesses are others than the accesses"
    return None
