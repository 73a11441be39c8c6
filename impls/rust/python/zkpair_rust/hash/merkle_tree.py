"""`hash/merkle_tree`: the root over rows of eight Goldilocks elements, and the paths of the leaves that it chooses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zkpair_rust import _native
from zkpair_rust.adapter import Adapter, crate, described
from zkpair_rust.case import Case, each_instance, parameter, words
from zkpair_rust.errors import NotAPowerOfTwoError

if TYPE_CHECKING:
    from typing_extensions import Buffer

HASHES = ("sha3_256", "blake3", "poseidon2")
ROW_ELEMENTS = 8


def merkle_tree(rows: Buffer, hash: str) -> bytes:
    """Root ‖ sixteen paths (32 bytes a digest) of n = 2^k rows; `hash` is sha3_256, blake3 or poseidon2.

    `rows` is n·8 uint64 numbers below p, or their bytes. Raises NotAPowerOfTwoError, WrongLengthError or
    NonCanonicalFieldElementError.
    """
    return _native.merkle_tree(rows, hash)[0]


@dataclass(frozen=True)
class State:
    """The hash's name and the rows."""

    hash: str
    rows: bytes


class Rust(Adapter):
    """`hash/merkle_tree:rust`."""

    wire_format = "merkle-paths"
    attributes = described(
        f"own; without vectors {crate('sha3', 'blake3')}; {crate('rayon')}",
        "level by level; one row a lane",
        _native.narrow_simd(),
    )

    def prepare(self, case: Case, threads: int) -> Sequence[State]:
        """The rows as they are, checked."""
        hash_name, n = parameter(case, "hash", HASHES), case.size
        if n < 1 or n & (n - 1):
            raise NotAPowerOfTwoError(f"{n} leaves; a power of two is needed")

        def state(blobs: dict[str, bytes]) -> State:
            rows = words(blobs, "rows", n, ROW_ELEMENTS)
            _native.goldilocks_check_canonical(rows, "rows")
            return State(hash_name, rows)

        return each_instance(case, lambda blobs: state(dict(blobs)))

    def run(self, state: State) -> bytes:
        """Root and paths."""
        opened, self._kernel_ns = _native.merkle_tree(state.rows, state.hash)
        return opened

    def encode(self, output: bytes) -> bytes:
        """They are encoded already."""
        return output
