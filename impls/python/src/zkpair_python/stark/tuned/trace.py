"""Instances of provers as arrays, checked against the AIR: as arrays first, then readably where that finds fault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from zkpair_python.algebra.prime_field import GOLDILOCKS
from zkpair_python.algebra.vector_goldilocks import Words
from zkpair_python.case import require_blob
from zkpair_python.stark.air import Air
from zkpair_python.stark.cell import StarkCell
from zkpair_python.stark.errors import UnsatisfiedTrace
from zkpair_python.stark.field import P, decode_elements
from zkpair_python.stark.options import Options
from zkpair_python.stark.permutation import Permutation
from zkpair_python.vectors import decode_words

from .commitment import FastHash
from .vectors import Vector


@dataclass(frozen=True)
class TraceInput:
    """A trace, (n, w), that satisfies the AIR."""

    air: Air
    trace: Words
    options: Options
    hash: FastHash


def read_instance(cell: StarkCell, h: FastHash, blobs: Mapping[str, bytes], where: str) -> TraceInput:
    """As `..prove.read_instance`, with the same errors."""
    public = decode_elements(require_blob(blobs, "public", where), cell.air.num_public, f"{where}: public")
    air, n = cell.air(cell.length, public), cell.length
    data = require_blob(blobs, "trace", where)
    columns = decode_words(data, n * air.main_width, GOLDILOCKS, f"{where}: trace").reshape(air.main_width, n)
    if not is_satisfied(air, columns):
        violation = air.violation(columns.tolist())
        if violation is not None:
            raise UnsatisfiedTrace(f"{where}: trace: {violation}; make the trace anew from its inputs")
    return TraceInput(air, np.ascontiguousarray(columns.T), cell.options, h)


def is_satisfied(air: Air, columns: Words) -> bool:
    """Does the main trace, (w, n), satisfy the AIR?"""
    if any(int(columns[a.column, a.row]) != a.value % P for a in air.assertions()):
        return False
    row = [Vector(column[:-1]) for column in columns]
    following = [Vector(column[1:]) for column in columns]
    periodic = [Vector(np.resize(np.array(p, np.uint64), air.length - 1)) for p in air.periodic_columns()]
    if any(constraint.words.any() for constraint in air.transition(row, following, periodic)):
        return False
    return not isinstance(air, Permutation) or _is_sorted(columns)


def _is_sorted(columns: Words) -> bool:
    """Are (a', v') the accesses (a, v) in the order of addresses, then of values?"""
    a, v, sorted_a, sorted_v = columns[:, :-1]
    order = np.lexsort((v, a))
    return bool((a[order] == sorted_a).all() and (v[order] == sorted_v).all())
