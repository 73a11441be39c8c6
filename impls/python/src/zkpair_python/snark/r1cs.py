"""Rank-1 constraint systems, and circom's `.r1cs` file.

    (Σ_i a_{q,i}·z_i) · (Σ_i b_{q,i}·z_i) = Σ_i c_{q,i}·z_i        for each constraint q,  z = (1, statement, witness)

Groth 2016, section 2.3 (there as the arithmetic circuits that a QAP encodes). Signals come in circom's order: the
constant one, outputs, public inputs, private signals.

File: section 1 the header, 2 the constraints, 3 each signal's label (circom's number before optimisation).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zkpair_python.algebra.field import R

from .container import Reader, read_sections, write_sections
from .errors import CircuitMismatch, UnsatisfiedWitness

LinearCombination = tuple[tuple[int, int], ...]
"""(signal, coefficient) pairs; the coefficients are below r."""


@dataclass(frozen=True)
class Constraint:
    """⟨a, z⟩ · ⟨b, z⟩ = ⟨c, z⟩"""

    a: LinearCombination
    b: LinearCombination
    c: LinearCombination


@dataclass(frozen=True)
class R1cs:
    num_signals: int
    num_outputs: int
    num_public_inputs: int
    num_private_inputs: int
    num_labels: int
    constraints: tuple[Constraint, ...]
    labels: tuple[int, ...]

    @property
    def num_public(self) -> int:
        """l: the outputs and the public inputs, without the constant one."""
        return self.num_outputs + self.num_public_inputs

    @property
    def num_constraints(self) -> int:
        return len(self.constraints)


def dot(combination: LinearCombination, z: Sequence[int]) -> int:
    """⟨combination, z⟩ in F_r."""
    return sum(coefficient * z[signal] for signal, coefficient in combination) % R


def check_witness(r1cs: R1cs, z: Sequence[int]) -> None:
    """Raise `UnsatisfiedWitness` with the first constraint that z breaks."""
    if len(z) != r1cs.num_signals:
        raise CircuitMismatch(
            f"witness: {len(z)} values, but r1cs has {r1cs.num_signals} signals; use the files of one circuit"
        )
    if z[0] != 1:
        raise UnsatisfiedWitness(
            "witness: value 0 is not the constant 1; make the witness again with the circuit's generator"
        )
    for q, constraint in enumerate(r1cs.constraints):
        a, b, c = dot(constraint.a, z), dot(constraint.b, z), dot(constraint.c, z)
        if a * b % R != c:
            signals = sorted({s for lc in (constraint.a, constraint.b, constraint.c) for s, _ in lc})
            raise UnsatisfiedWitness(
                f"witness: constraint {q} of {r1cs.num_constraints} does not hold: ({a})·({b}) ≠ {c}"
                f" (signals {', '.join(map(str, signals[:8]))}{', …' if len(signals) > 8 else ''});"
                " check the inputs, or make the witness again with the generator of this circuit"
            )


def read_r1cs(data: bytes, name: str = "r1cs") -> R1cs:
    """Parse a `.r1cs`, strictly: exact lengths, canonical coefficients, signals that exist, no custom gates."""
    sections = read_sections(data, magic=b"r1cs", version=1, required=(1, 2, 3), name=name)

    header = Reader(sections[1], f"{name}, section 1 (header)")
    header.expect_modulus(R, "the scalar field r")
    num_signals = header.u32("the number of signals")
    num_outputs = header.u32("the number of outputs")
    num_public_inputs = header.u32("the number of public inputs")
    num_private_inputs = header.u32("the number of private inputs")
    num_labels = header.u64("the number of labels")
    num_constraints = header.u32("the number of constraints")
    header.end()
    if 1 + num_outputs + num_public_inputs + num_private_inputs > num_signals:
        header.fail(f"{num_signals} signals cannot hold the declared inputs and outputs")

    labels = Reader(sections[3], f"{name}, section 3 (labels)")
    if len(sections[3]) != 8 * num_signals:
        labels.fail(f"{len(sections[3])} bytes for {num_signals} signals, expected {8 * num_signals}")
    label_of = tuple(labels.u64("a label") for _ in range(num_signals))

    body = Reader(sections[2], f"{name}, section 2 (constraints)")
    if 12 * num_constraints > len(sections[2]):
        body.fail(f"{len(sections[2])} bytes cannot hold {num_constraints} constraints")
    constraints = tuple(
        Constraint(*(_read_combination(body, num_signals, q) for _ in range(3))) for q in range(num_constraints)
    )
    body.end()
    return R1cs(num_signals, num_outputs, num_public_inputs, num_private_inputs, num_labels, constraints, label_of)


def _read_combination(body: Reader, num_signals: int, q: int) -> LinearCombination:
    count = body.u32(f"the length of a combination of constraint {q}")
    if 36 * count > len(body.data) - body.offset:
        body.fail(f"constraint {q} announces {count} terms, more than the section holds")
    terms = []
    for _ in range(count):
        signal = body.u32(f"a signal of constraint {q}")
        if signal >= num_signals:
            body.fail(f"constraint {q} names signal {signal}, there are {num_signals}")
        terms.append((signal, body.element(R, f"a coefficient of constraint {q}")))
    return tuple(terms)


def write_r1cs(r1cs: R1cs) -> bytes:
    """The `.r1cs` with its sections in ascending order."""
    header = b"".join(
        [
            (32).to_bytes(4, "little"),
            R.to_bytes(32, "little"),
            *(n.to_bytes(4, "little") for n in (r1cs.num_signals, r1cs.num_outputs)),
            *(n.to_bytes(4, "little") for n in (r1cs.num_public_inputs, r1cs.num_private_inputs)),
            r1cs.num_labels.to_bytes(8, "little"),
            r1cs.num_constraints.to_bytes(4, "little"),
        ]
    )
    body = b"".join(
        _write_combination(combination)
        for constraint in r1cs.constraints
        for combination in (constraint.a, constraint.b, constraint.c)
    )
    labels = b"".join(label.to_bytes(8, "little") for label in r1cs.labels)
    return write_sections(b"r1cs", 1, {1: header, 2: body, 3: labels})


def _write_combination(combination: LinearCombination) -> bytes:
    return len(combination).to_bytes(4, "little") + b"".join(
        signal.to_bytes(4, "little") + coefficient.to_bytes(32, "little") for signal, coefficient in combination
    )
