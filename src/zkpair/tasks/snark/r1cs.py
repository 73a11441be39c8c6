"""circom's constraints (`.r1cs`) and witness (`.wtns`): read strictly, and written.

A constraint is (Σ a_i·z_i)·(Σ b_i·z_i) = Σ c_i·z_i over F_r; z is the witness, z_0 = 1.
Signals in circom's order: the constant one, public outputs, public inputs, private inputs, the rest.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from zkpair.tasks.arithmetic.field import ELEMENT_BYTES, R, encode_elements
from zkpair.tasks.snark.container import Reader, read_container, write_container

LinearCombination = Sequence[tuple[int, int]]
"""(signal, value) terms in the order of the file; a signal may occur twice."""

Constraint = tuple[LinearCombination, LinearCombination, LinearCombination]

TERM_BYTES = 4 + ELEMENT_BYTES


@dataclass(frozen=True)
class R1cs:
    n_signals: int
    n_public_outputs: int
    n_public_inputs: int
    n_private_inputs: int
    constraints: Sequence[Constraint]

    @property
    def n_public(self) -> int:
        """l: public outputs and inputs, without the constant one."""
        return self.n_public_outputs + self.n_public_inputs

    @property
    def domain_size(self) -> int:
        """N: the smallest power of two ≥ constraints + l + 1."""
        return 1 << (len(self.constraints) + self.n_public).bit_length()


def evaluate(combination: LinearCombination, witness: Sequence[int]) -> int:
    return sum(value * witness[signal] for signal, value in combination) % R


def first_unsatisfied(r1cs: R1cs, witness: Sequence[int]) -> int | None:
    """The first constraint that the witness breaks."""
    for k, (a, b, c) in enumerate(r1cs.constraints):
        if evaluate(a, witness) * evaluate(b, witness) % R != evaluate(c, witness):
            return k
    return None


def read_r1cs(blob: bytes, file: str = "r1cs") -> R1cs:
    """FileFormatError names the file and the byte."""
    sections = read_container(blob, file, b"r1cs", 1, (1, 2, 3))
    header = sections[1]
    header.expect_modulus(R, "the field's modulus")
    n_signals, outputs, inputs, private = (header.u32(what) for what in ("nWires", "nPubOut", "nPubIn", "nPrvIn"))
    header.u64("nLabels")
    n_constraints = header.u32("number of constraints")
    header.expect_end()
    if 1 + outputs + inputs + private > n_signals:
        raise header.fail(f"{n_signals} signals are fewer than the constant one and the inputs and outputs")
    body = sections[2]
    constraints = [
        (_read_terms(body, n_signals, k), _read_terms(body, n_signals, k), _read_terms(body, n_signals, k))
        for k in range(n_constraints)
    ]
    body.expect_end()
    labels = sections[3]
    if len(labels.data) != 8 * n_signals:
        raise labels.fail(f"{len(labels.data)} bytes of labels; {n_signals} signals need {8 * n_signals}")
    return R1cs(n_signals, outputs, inputs, private, constraints)


def _read_terms(body: Reader, n_signals: int, constraint: int) -> list[tuple[int, int]]:
    terms = []
    for _ in range(body.u32(f"number of terms in constraint {constraint}")):
        signal = body.u32(f"a signal of constraint {constraint}")
        if signal >= n_signals:
            body.offset -= 4
            raise body.fail(f"constraint {constraint} uses signal {signal}; there are {n_signals}")
        terms.append((signal, body.element(R, f"a coefficient of constraint {constraint}")))
    return terms


def write_r1cs(r1cs: R1cs) -> bytes:
    header = struct.pack("<I", ELEMENT_BYTES) + R.to_bytes(ELEMENT_BYTES, "little")
    header += struct.pack(
        "<IIIIQI",
        r1cs.n_signals,
        r1cs.n_public_outputs,
        r1cs.n_public_inputs,
        r1cs.n_private_inputs,
        r1cs.n_signals,
        len(r1cs.constraints),
    )
    parts = []
    for combination in (combination for constraint in r1cs.constraints for combination in constraint):
        parts.append(struct.pack("<I", len(combination)))
        parts += [struct.pack("<I", signal) + value.to_bytes(ELEMENT_BYTES, "little") for signal, value in combination]
    labels = struct.pack(f"<{r1cs.n_signals}Q", *range(r1cs.n_signals))
    return write_container(b"r1cs", 1, [(1, header), (2, b"".join(parts)), (3, labels)])


def read_witness(blob: bytes, file: str = "wtns") -> list[int]:
    """The values of all signals; the first is 1."""
    sections = read_container(blob, file, b"wtns", 2, (1, 2))
    header, body = sections[1], sections[2]
    header.expect_modulus(R, "the field's modulus")
    n = header.u32("number of values")
    header.expect_end()
    if len(body.data) != n * ELEMENT_BYTES:
        raise body.fail(f"{len(body.data)} bytes of values; {n} values need {n * ELEMENT_BYTES}")
    values = [body.element(R, f"value {i}") for i in range(n)]
    if not values or values[0] != 1:
        body.offset = 0
        raise body.fail("the first value of a witness is the constant 1")
    return values


def write_witness(values: Sequence[int]) -> bytes:
    header = struct.pack("<I", ELEMENT_BYTES) + R.to_bytes(ELEMENT_BYTES, "little") + struct.pack("<I", len(values))
    return write_container(b"wtns", 2, [(1, header), (2, encode_elements(values))])
