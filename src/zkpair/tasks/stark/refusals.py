"""What a prover must refuse: broken blobs, and traces that break the AIR in one thing only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from zkpair.tasks.alterations import refused_instances
from zkpair.tasks.stark import chain, hash_chain
from zkpair.tasks.stark.air import Columns
from zkpair.tasks.stark.setting import field_of
from zkpair.tasks.task import CaseData, FalseCase

Alter = Callable[[bytes], bytes]


def refused_blobs(case: CaseData, names: Mapping[str, str]) -> list[FalseCase]:
    """Traces and public elements altered; `names` says what the blobs `trace` and `public` are called in this task."""
    field = field_of(case.cell)
    width, modulus = field.element_bytes, field.modulus

    def plus_one(place: Callable[[int], int]) -> Alter:
        """The element at place(number of elements) plus one."""

        def alter(blob: bytes) -> bytes:
            start = place(len(blob) // width) * width
            value = (int.from_bytes(blob[start : start + width], "little") + 1) % modulus
            return blob[:start] + value.to_bytes(width, "little") + blob[start + width :]

        return alter

    any_blob: dict[str, Alter] = {
        "first element plus one": plus_one(lambda count: 0),
        "last element plus one": plus_one(lambda count: count - 1),
        "first element not canonical": lambda blob: b"\xff" * width + blob[width:],
        "last element the modulus": lambda blob: blob[:-width] + modulus.to_bytes(width, "little"),
        "one element short": lambda blob: blob[:-width],
        "one element too many": lambda blob: blob + bytes(width),
        "one byte short": lambda blob: blob[:-1],
        "one byte too many": lambda blob: blob + b"\0",
        "empty": lambda blob: b"",
    }
    trace_only: dict[str, Alter] = {
        "a cell in the middle plus one": plus_one(lambda count: count // 2 + 5),
        "all zeros": lambda blob: bytes(len(blob)),
        "first half": lambda blob: blob[: len(blob) // 2],
        "twice": lambda blob: blob + blob,
    }
    alterations = {"trace": any_blob | trace_only, "public": any_blob}
    return [
        refused_instances(f"{blob}: {label}", case, names[blob], alter)
        for blob, group in alterations.items()
        for label, alter in group.items()
    ]


def false_witnesses(case: CaseData, columns: Sequence[Columns], public: Sequence[Sequence[int]]) -> list[FalseCase]:
    """Traces that would be right but for one thing; the case has two instances, whose contents are given decoded."""
    field, air = field_of(case.cell), case.cell.parameters["air"]
    first, second = case.instances

    def refused(label: str, made: Sequence[tuple[Columns, Sequence[int]]]) -> FalseCase:
        instances = [{"trace": np.array(c, dtype=field.dtype).tobytes(), "public": field.encode(p)} for c, p in made]
        return FalseCase(label, replace(case, instances=instances), "refuse")

    swapped = [{**first, "public": second["public"]}, {**second, "public": first["public"]}]
    found = [FalseCase("another statement's trace", replace(case, instances=swapped), "refuse")]
    if air == "hash_chain":
        wrong = []
        for trace in columns:
            start = [column[0] for column in trace]
            wrong.append(hash_chain.trace(case.cell.size, field.altered(start, 5)))
        found.append(refused("a chain whose first state has a second half that is not zero", wrong))
        unlinked = []
        for trace, elements in zip(columns, public, strict=True):
            last = hash_chain.CYCLE * (case.cell.size // hash_chain.CYCLE - 1)
            start = [column[last] for column in trace]
            fresh, end = hash_chain.trace(hash_chain.CYCLE, field.altered(start, 0))
            unlinked.append(([c[:last] + f for c, f in zip(trace, fresh, strict=True)], end))
            if end == list(elements):
                raise AssertionError("another input has the same digest")
        found.append(refused("a chain with a link missing", unlinked))
    if air == "chain":
        half = case.cell.size // 2
        changed = []
        for x, b in columns:
            factors = b[:half] + [(b[0] + 1) % field.modulus] * half
            follows = chain.states(field, x[0], factors[:-1])
            changed.append(([follows, factors], follows[-1:]))
        found.append(refused("a chain whose b changes half way", changed))
    if air == "permutation":
        (a, v, *sorted_a), (b, w, *sorted_b) = columns
        others = [([a, v, *sorted_b], public[0]), ([b, w, *sorted_a], public[1])]
        found.append(refused("sorted accesses of another memory", others))
    return found
