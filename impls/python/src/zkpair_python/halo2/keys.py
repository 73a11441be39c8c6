"""Keys of a circuit (halo2's `keygen_vk`, `keygen_pk`): its fixed columns and permutation, and commitments to them.

[p] = Σ p_i·g_i + 1·w        for each fixed column and each σ, by its coefficients p_i
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from zkpair_python.halo.curve import Point
from zkpair_python.halo.params import Params

from .constraint_system import ConstraintSystem
from .domain import Domain
from .expression import Kind
from .key import VerifyingKey, transcript_repr
from .key_writer import write_key
from .layout.circuit import Circuit
from .layout.packing import pack_selectors
from .polynomial import rows_to_coefficients
from .prover import ProvingKey, Rows


@dataclass(frozen=True)
class Preprocessed:
    """What a circuit fixes before any commitment: its constraints, its fixed columns, its permutation's columns."""

    domain: Domain
    cs: ConstraintSystem
    fixed: Rows
    sigmas: Rows

    def commitments(self, params: Params, columns: Rows) -> list[Point]:
        return [params.commit(rows_to_coefficients(self.domain, column), 1) for column in columns]


@dataclass(frozen=True)
class Keys:
    preprocessed: Preprocessed
    fixed_commitments: Sequence[Point]
    permutation_commitments: Sequence[Point]

    @cached_property
    def text(self) -> str:
        """The verifying key's pinned text."""
        p = self.preprocessed
        return write_key(p.domain, p.cs, self.fixed_commitments, self.permutation_commitments)

    @cached_property
    def proving(self) -> ProvingKey:
        p = self.preprocessed
        key = VerifyingKey(
            p.domain,
            p.cs,
            tuple(self.fixed_commitments),
            tuple(self.permutation_commitments),
            transcript_repr(self.text.encode()),
        )
        return ProvingKey(key, p.fixed, p.sigmas)


def preprocess(circuit: Circuit) -> Preprocessed:
    """The circuit laid out with a witness of zeros: what a key holds does not depend on it."""
    layout = circuit.lay_out([0] * circuit.witness_length)
    cs, selectors = pack_selectors(circuit.meta.constraint_system(), layout.activations)
    domain = Domain(circuit.log_rows)
    return Preprocessed(domain, cs, [*layout.columns[Kind.FIXED], *selectors], layout.copies.sigmas(domain))


def make_keys(circuit: Circuit, params: Params) -> Keys:
    p = preprocess(circuit)
    return Keys(p, p.commitments(params, p.fixed), p.commitments(params, p.sigmas))
