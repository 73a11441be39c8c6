"""`stark/prove_batch`: many independent traces in one call, one proof after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from zkpair_python.case import Case, require_blob
from zkpair_python.errors import UnsupportedParameterError, WrongLengthError
from zkpair_python.versions import LANGUAGE

from .air import MAX_LOG_LENGTH, MIN_LOG_LENGTH
from .airs import air_class
from .cell import StarkCell, require_field, require_power_of_two
from .field import ELEMENT_BYTES
from .hashing import hash_named
from .options import options_of
from .proof import encode_proof
from .prove import ProveInput, read_instance
from .prover import Prover

MAX_TRACES = 1024


def batch_cell(case: Case) -> StarkCell:
    """The cell of each of the case's traces; the case's size is their number."""
    require_field(case)
    if not 1 <= case.size <= MAX_TRACES:
        raise UnsupportedParameterError(f"{case.size} traces; use 1 to {MAX_TRACES}")
    text = case.params.get("trace", "")
    if not (text.isascii() and text.isdigit() and len(text) <= 7):
        raise UnsupportedParameterError(f"{case.task}: trace={text!r} is not a number of rows")
    length = require_power_of_two(int(text), MIN_LOG_LENGTH, MAX_LOG_LENGTH, "trace length")
    air, options = air_class(case.params.get("air")), options_of(case.params)
    return StarkCell(air, length, hash_named(case.params.get("hash", "")), options)


def split(data: bytes, count: int, elements: int, where: str) -> list[bytes]:
    """`count` blobs of so many elements each. Raises `WrongLengthError`."""
    size = elements * ELEMENT_BYTES
    if len(data) != count * size:
        raise WrongLengthError(f"{where}: {len(data)} bytes, but {count} times {elements} elements take {count * size}")
    return [data[i * size : (i + 1) * size] for i in range(count)]


class Python:
    """`stark/prove_batch:python`: the prover of `stark/prove:python` in a loop."""

    prover: type[Prover] = Prover
    wire_format = "winterfell"
    attributes: ClassVar[dict[str, str]] = {
        "language": LANGUAGE,
        "library": "hashlib for SHA3-256",
        "algorithm": "one proof after the other, recursive NTT on lists of ints",
        "simd": "none",
    }
    parallel = False

    def available(self) -> str | None:
        return None

    def prepare(self, case: Case, threads: int) -> Sequence[list[ProveInput]]:
        cell, count = batch_cell(case), case.size
        states = []
        for i, blobs in enumerate(case.instances):
            where = f"instance {i}"
            size = cell.length * cell.air.main_width
            traces = split(require_blob(blobs, "traces", where), count, size, f"{where}: traces")
            publics = split(require_blob(blobs, "publics", where), count, cell.air.num_public, f"{where}: publics")
            parts = [{"trace": trace, "public": public} for trace, public in zip(traces, publics, strict=True)]
            states.append([read_instance(cell, part, f"{where}, trace {k}") for k, part in enumerate(parts)])
        return states

    def run(self, state: list[ProveInput]) -> list[bytes]:
        return [
            encode_proof(self.prover(one.air, one.options, one.hash).prove(one.trace), one.air, one.options)
            for one in state
        ]

    def encode(self, output: list[bytes]) -> bytes:
        return b"".join(len(proof).to_bytes(4, "little") + proof for proof in output)
