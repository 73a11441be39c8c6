"""`halo2/prove`: a proof that a witness gives the public element, the same for the same seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from zkpair_python.case import Case, require_blob
from zkpair_python.halo.cell import one_scalar, seed_of
from zkpair_python.halo.curve import VESTA, Curve
from zkpair_python.halo.errors import FalseWitness, UnsupportedCellError, WrongKey
from zkpair_python.halo.field import FP
from zkpair_python.halo.params import Params
from zkpair_python.halo.stream import random_scalars
from zkpair_python.versions import LANGUAGE

from .cell import Cell, cell_of, keys_of
from .expression import Kind
from .key_text import parse_key
from .layout.circuit import Circuit
from .params_cache import cached_params
from .prover import ProvingKey, Witness, create_proof


@dataclass(frozen=True)
class ProveInput:
    """A witness that was found to give the public element."""

    circuit: Circuit
    proving: ProvingKey
    params: Params
    witness: Sequence[int]
    public: int
    seed: bytes


class Python:
    """`halo2/prove:python`: the rows laid out, then message by message as prover.py has them."""

    wire_format = "halo2"
    attributes: ClassVar[dict[str, str]] = {
        "language": LANGUAGE,
        "library": "hashlib for BLAKE2b",
        "algorithm": "quotient on one coset, radix-2 transforms, multiopen, IPA; double and add for each of n points",
        "simd": "none",
    }
    parallel = False
    curve: Curve = VESTA
    left_out: ClassVar[frozenset[str]] = frozenset({"linear_regression"})
    """Circuits that take too long here: 16 s a proof of the smallest size, and a verification makes a dozen."""

    def available(self) -> str | None:
        return None

    def prepare(self, case: Case, threads: int) -> Sequence[ProveInput]:
        """Each witness checked, then the key held against the cell's own, made once a process."""
        cell = cell_of(case)
        if cell.circuit_name in self.left_out:
            raise UnsupportedCellError(f"circuit={cell.circuit_name} takes too long here; use python-tuned")
        text = require_blob(case.shared, "key", "shared")
        parse_key(text)
        circuit = cell.circuit()
        checked = [self._checked(cell, circuit, blobs, f"instance {i}") for i, blobs in enumerate(case.instances)]
        keys = keys_of(cell, self.curve)
        if keys.text.encode() != text:
            raise WrongKey(
                f"the key is not that of circuit={cell.circuit_name}, version={cell.version}, 2^{cell.k} rows: "
                "make it anew with halo2/keygen"
            )
        params = cached_params(circuit.log_rows, self.curve)
        return [ProveInput(circuit, keys.proving, params, *one) for one in checked]

    def _checked(
        self, cell: Cell, circuit: Circuit, blobs: Mapping[str, bytes], where: str
    ) -> tuple[Sequence[int], int, bytes]:
        """Witness, public element and seed. Raises `FalseWitness` unless they agree."""
        witness = FP.decode(require_blob(blobs, "witness", where), circuit.witness_length, f"{where}: witness")
        public = one_scalar(blobs, "public", where)
        seed = seed_of(blobs, where)
        try:
            if cell.statement.evaluate(cell.k, witness) != public:
                raise FalseWitness("the witness does not give the public element: the statement is false")
        except FalseWitness as error:
            raise FalseWitness(f"{where}: {error}") from None
        return witness, public, seed

    def run(self, state: ProveInput) -> bytes:
        advice = state.circuit.lay_out(state.witness).columns[Kind.ADVICE]
        instance = [state.public, *[0] * (state.params.n - 1)]
        draws = random_scalars(FP, state.seed)
        return create_proof(state.proving, state.params, [Witness([instance], advice)], draws)

    def encode(self, output: bytes) -> bytes:
        return output
