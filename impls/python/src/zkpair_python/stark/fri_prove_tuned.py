"""`stark/fri_prove:python-tuned`: FRI over NumPy arrays, the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from zkpair_python.algebra.prime_field import GOLDILOCKS
from zkpair_python.algebra.vector_goldilocks import Words
from zkpair_python.case import Case, require_blob
from zkpair_python.vectors import decode_words
from zkpair_python.versions import LANGUAGE, library

from .errors import DegreeTooHigh
from .extension import Ext
from .field import GENERATOR
from .fri_prove import fri_domain
from .fri_wire import FRI_QUERIES, StandaloneFri, encode_standalone
from .options import BLOWUP
from .transcript import Coin
from .tuned.commitment import FastHash, fast_hash
from .tuned.domains import interpolate
from .tuned.fri import TunedFriProver


@dataclass(frozen=True)
class FriInput:
    """A word of low degree, (m, 2)."""

    values: Words
    hash: FastHash


def check_degree(values: Words, where: str) -> None:
    """Raise `DegreeTooHigh` unless the word on the coset is a polynomial of degree below a BLOWUP-th of its length."""
    bound = len(values) // BLOWUP
    rows = np.flatnonzero(interpolate(values, GENERATOR)[bound:].any(axis=1))
    if len(rows):
        raise DegreeTooHigh(
            f"{where}: evaluations: a polynomial of degree {bound + int(rows[-1])}; FRI proves degrees below {bound}"
        )


class PythonTuned:
    wire_format = "winter-fri"
    attributes: ClassVar[dict[str, str]] = {
        "language": LANGUAGE,
        "library": f"{library('numpy')}; sha3_256: hashlib; blake3: {library('blake3')}",
        "algorithm": "folding by 4 over uint64 arrays, a hash call a digest",
        "simd": "NumPy's",
    }
    parallel = False

    def available(self) -> str | None:
        return None

    def prepare(self, case: Case, threads: int) -> Sequence[FriInput]:
        size, h = fri_domain(case), fast_hash(case.params.get("hash", ""))
        states = []
        for i, blobs in enumerate(case.instances):
            where = f"instance {i}: evaluations"
            words = decode_words(require_blob(blobs, "evaluations", f"instance {i}"), 2 * size, GOLDILOCKS, where)
            values = words.reshape(size, 2)
            check_degree(values, f"instance {i}")
            states.append(FriInput(values, h))
        return states

    def run(self, state: FriInput) -> bytes:
        size = len(state.values)
        coin = Coin(state.hash, [])
        prover = TunedFriProver(state.hash, coin)
        prover.commit(state.values)
        positions = sorted(set(coin.draw_positions(FRI_QUERIES, size, 0)))
        values = [Ext(a, b) for a, b in state.values[positions].tolist()]
        return encode_standalone(StandaloneFri(prover.commitments, values, prover.open(positions)), size)

    def encode(self, output: bytes) -> bytes:
        return output
