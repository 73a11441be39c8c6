"""`stark/fri_prove`: a word on 7·⟨ω_n⟩ is a polynomial of degree below n/8. No grinding, nonce 0, an empty seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from zkpair_python.case import Case, require_blob
from zkpair_python.versions import LANGUAGE

from .cell import require_field, require_power_of_two
from .errors import DegreeTooHigh
from .extension import Ext, decode_extension
from .field import GENERATOR
from .fri import FriProver
from .fri_wire import FRI_QUERIES, StandaloneFri, encode_standalone
from .hashing import Hash, hash_named
from .options import BLOWUP
from .polynomial import interpolate_ext_on_coset
from .transcript import Coin

MIN_LOG_DOMAIN, MAX_LOG_DOMAIN = 10, 20


@dataclass(frozen=True)
class FriInput:
    """A word of low degree."""

    values: list[Ext]
    hash: Hash


def fri_domain(case: Case) -> int:
    require_field(case)
    return require_power_of_two(case.size, MIN_LOG_DOMAIN, MAX_LOG_DOMAIN, "domain size")


def check_degree(values: Sequence[Ext], where: str) -> None:
    """Raise `DegreeTooHigh` unless the word on the coset is a polynomial of degree below a BLOWUP-th of its length."""
    bound = len(values) // BLOWUP
    coefficients = interpolate_ext_on_coset(values, GENERATOR)
    high = next((k for k in range(len(values) - 1, bound - 1, -1) if coefficients[k] != 0), None)
    if high is not None:
        raise DegreeTooHigh(f"{where}: evaluations: a polynomial of degree {high}; FRI proves degrees below {bound}")


class Python:
    """`stark/fri_prove:python`: rows of four points, folded one by one."""

    prover: type[FriProver] = FriProver
    wire_format = "winter-fri"
    attributes: ClassVar[dict[str, str]] = {
        "language": LANGUAGE,
        "library": "hashlib for SHA3-256",
        "algorithm": "folding by 4, row by row; recursive NTT for the remainder",
        "simd": "none",
    }
    parallel = False

    def available(self) -> str | None:
        return None

    def prepare(self, case: Case, threads: int) -> Sequence[FriInput]:
        size, h = fri_domain(case), hash_named(case.params.get("hash", ""))
        states = []
        for i, blobs in enumerate(case.instances):
            where = f"instance {i}"
            values = decode_extension(require_blob(blobs, "evaluations", where), size, f"{where}: evaluations")
            check_degree(values, where)
            states.append(FriInput(values, h))
        return states

    def run(self, state: FriInput) -> bytes:
        size = len(state.values)
        coin = Coin(state.hash, [])
        prover = self.prover(state.hash, coin)
        prover.commit(state.values)
        positions = sorted(set(coin.draw_positions(FRI_QUERIES, size, 0)))
        values = [state.values[position] for position in positions]
        return encode_standalone(StandaloneFri(prover.commitments, values, prover.open(positions)), size)

    def encode(self, output: bytes) -> bytes:
        return output
