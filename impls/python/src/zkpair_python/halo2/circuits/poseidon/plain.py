"""Poseidon with a round a row, its state in three columns; the start of each hash is copied.

| s_0 | s_1 | s_2  | c_0 c_1 c_2 |
| h_i | 0   | 2^65 | of round 0  |        row 64 holds the state after the last round; its first cell
| …                | …           |        is copied to the next hash's first
"""

from __future__ import annotations

from collections.abc import Sequence

from zkpair_python.halo2.layout.circuit import Circuit
from zkpair_python.halo2.layout.region import AssignedCell, Layout

from .expressions import combination, fifth_power
from .hash import CAPACITY, is_full, states
from .parameters import ROUNDS, WIDTH, parameters
from .statement import WITNESS_LENGTH, hashes


class Plain(Circuit):
    def __init__(self, k: int) -> None:
        super().__init__(k, WITNESS_LENGTH)
        self.hashes = hashes(k)
        meta = self.meta
        self.state, self.constants = meta.advice(WIDTH), meta.fixed(WIDTH)
        [loaded] = meta.fixed(1)
        self.public = meta.instance()
        meta.enable_constant(loaded)
        meta.enable_equality(*self.state, self.public)
        self.full, self.partial = meta.selector(), meta.selector()
        for selector, full in ((self.full, True), (self.partial, False)):
            constants = [meta.query(column) for column in self.constants]
            now = [meta.query(column) for column in self.state]
            a, b, c = (s + constant for s, constant in zip(now, constants, strict=True))
            s_boxes = [fifth_power(a), fifth_power(b), fifth_power(c)] if full else [fifth_power(a), b, c]
            after = [meta.query(column, 1) for column in self.state]
            matrix = parameters().matrix
            meta.gate((combination(row, s_boxes) - s for row, s in zip(matrix, after, strict=True)), selector)

    def synthesize(self, layout: Layout, witness: Sequence[int]) -> None:
        digest: AssignedCell | None = None
        for _ in range(self.hashes):
            digest = self._hash(layout, witness[0], digest)
        assert digest is not None
        layout.constrain_instance(digest, self.public, 0)

    def _hash(self, layout: Layout, start: int, previous: AssignedCell | None) -> AssignedCell:
        """One hash; its digest. It hashes `previous`, or where there is none `start`."""
        first, second, third = self.state
        with layout.region() as region:
            h = region.assign(first, 0, start) if previous is None else region.copy(previous, first, 0)
            region.assign_constant(second, 0, 0)
            region.assign_constant(third, 0, CAPACITY)
            rounds = states([h.value, 0, CAPACITY])
            for number in range(ROUNDS):
                region.enable(self.full if is_full(number) else self.partial, number)
                for column, constant in zip(self.constants, parameters().round(number), strict=True):
                    region.assign(column, number, constant)
                digest, *_ = (
                    region.assign(column, number + 1, s)
                    for column, s in zip(self.state, rounds[number + 1], strict=True)
                )
        return digest
