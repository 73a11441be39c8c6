"""AIR `chain`: m = n − 1 multiplications x_(i+1) = x_i·(x_i + b), the statement that Groth16's circuit `chain`
(zkpair.tasks.snark.chain) and halo2's have over their own fields.

Columns x, b:     x' = x·(x + b),   b' = b        public x(n − 1); x(0) and b are the prover's
"""

from __future__ import annotations

from collections.abc import Sequence

from zkpair.tasks.arithmetic.small_field import SmallField

Columns = list[list[int]]


def states(field: SmallField, x: int, factors: Sequence[int]) -> list[int]:
    """x_0 = x and for each b_i in `factors` x_(i+1) = x_i·(x_i + b_i): one more than there are factors."""
    found = [x % field.modulus]
    for b in factors:
        found.append(found[-1] * (found[-1] + b) % field.modulus)
    return found


def trace(field: SmallField, n: int, x: int, b: int) -> tuple[Columns, list[int]]:
    """The columns, and the public element."""
    column = states(field, x, [b] * (n - 1))
    return [column, [b % field.modulus] * n], column[-1:]


def generate(field: SmallField, n: int, label: str, seed: int) -> tuple[Columns, list[int]]:
    x, b = field.random(label, seed, 2)
    return trace(field, n, x, b)


def broken(field: SmallField, columns: Sequence[Sequence[int]], public: Sequence[int]) -> str | None:
    """The first thing in the trace that breaks the AIR, or None."""
    (x, b), p = columns, field.modulus
    for i in range(len(x) - 1):
        if x[i + 1] != x[i] * (x[i] + b[i]) % p:
            return f"row {i}: constraint 0"
        if b[i + 1] != b[i]:
            return f"row {i}: constraint 1"
    return None if [x[-1]] == list(public) else "assertion 0"
