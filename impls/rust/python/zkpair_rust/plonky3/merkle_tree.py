"""`hash/merkle_tree` with plonky3's Merkle trees: the root, then sixteen authentication paths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zkpair_rust.case import Blobs, Case, blob, each_instance
from zkpair_rust.plonky3.adapter import Timed, demand
from zkpair_rust.plonky3.errors import WrongLengthError
from zkpair_rust.plonky3.library import HASHES, Library

ROW_BYTES = 64


@dataclass(frozen=True)
class TreeInput:
    """One instance; the library reads the rows in place."""

    library: Library
    hash_name: str
    rows: bytes


class Best(Timed):
    """`hash/merkle_tree:plonky3`."""

    wire_format = "merkle-paths"
    algorithm = "p3-merkle-tree: SHA3-256 and Poseidon2 in lanes, BLAKE3 in batches by run-time detection"
    operations = tuple(f"merkle_tree {name}" for name in HASHES)

    def prepare(self, case: Case, threads: int) -> Sequence[TreeInput]:
        """The blobs as they are, checked: one tree refuses what is not canonical."""
        hash_name = demand(case.params, "hash", HASHES)
        library = self.library(f"merkle_tree {hash_name}")
        return each_instance(case, lambda blobs: self._input(library, hash_name, case.size, blobs))

    def _input(self, library: Library, hash_name: str, n: int, blobs: Blobs) -> TreeInput:
        rows = blob(blobs, "rows")
        if len(rows) != n * ROW_BYTES:
            raise WrongLengthError(f"rows has {len(rows)} bytes, {n * ROW_BYTES} are needed ({n} rows)")
        library.merkle_tree(hash_name, rows)
        return TreeInput(library, hash_name, rows)

    def run(self, state: TreeInput) -> bytearray:
        """Root and paths."""
        output, self._kernel_ns = state.library.merkle_tree(state.hash_name, state.rows)
        return output

    def encode(self, output: bytearray) -> bytes:
        """(1 + 16·log2 n) · 32 bytes."""
        return bytes(output)


class Scalar(Best):
    """`hash/merkle_tree:plonky3+scalar`."""

    level = "scalar"


class Avx2(Best):
    """`hash/merkle_tree:plonky3+avx2`."""

    level = "avx2"


class Avx512(Best):
    """`hash/merkle_tree:plonky3+avx512`."""

    level = "avx512"
