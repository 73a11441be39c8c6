"""`snark/groth16_prove`: a proof from a `.zkey`, a witness and (r, s) (Groth 2016, section 3.2; ePrint 2016/260)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zkpair_rust import _native
from zkpair_rust._native import Groth16Circuit, Groth16ProvingKey, Limbs
from zkpair_rust.adapter import Adapter, crate, described
from zkpair_rust.case import Blobs, Case, blob, each_instance, elements, shared_blob
from zkpair_rust.snark.errors import CircuitMismatchError

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["Groth16Circuit", "Groth16ProvingKey", "Rust", "prove", "read_witness"]


def read_witness(wtns: Buffer, file: str = "witness") -> Limbs:
    """The values of a `.wtns` as `(n, 4)` canonical limbs.

    Raises MalformedFileError or NonCanonicalFieldElementError.
    """
    return _native.groth16_witness(wtns, file)


def prove(key: Groth16ProvingKey, witness: Buffer, randomness: Buffer, *, check: bool = True) -> bytes:
    """The 128 bytes of a proof: A, B, C in arkworks' compressed encoding.

    `key` is `Groth16ProvingKey(zkey, file)`, which checks every point; `witness` is `(n, 4)` limbs of all signals, the
    first is 1; `randomness` is `(2, 4)` limbs, r and s: fresh for each proof, or the proof is not zero-knowledge. A key
    does not hold the matrix C, so a false witness shows only in a proof that does not verify: with `check` that raises
    UnsatisfiedWitnessError. Where the `.r1cs` is at hand, `Groth16Circuit(r1cs, file).check_witness(witness, file)`
    names the constraint.
    """
    return key.prove(witness, randomness, check)[0]


@dataclass(frozen=True)
class ProveInput:
    """One instance; `checked` when the witness was checked against the circuit."""

    key: Groth16ProvingKey
    witness: Limbs
    randomness: bytes
    checked: bool


class Rust(Adapter):
    """`snark/groth16_prove:rust`."""

    wire_format = "groth16-bn254-compressed"
    attributes = described(
        crate("ark-ec", "ark-ff", "ark-bn254", "rayon"),
        "Straus or Pippenger, GLV, signed windows, batched affine additions; radix-2 NTT",
        _native.msm_simd(),
    )

    def prepare(self, case: Case, threads: int) -> Sequence[ProveInput]:
        """Key and circuit parsed and checked once, each witness against the circuit when there is one."""
        key = Groth16ProvingKey(shared_blob(case, "proving_key"), "proving_key")
        r1cs = case.shared.get("r1cs", b"")
        circuit = Groth16Circuit(r1cs, "r1cs") if r1cs else None
        if circuit is not None:
            circuit.check_key(key, "proving_key")
        return each_instance(case, lambda blobs: self._input(key, circuit, blobs))

    def _input(self, key: Groth16ProvingKey, circuit: Groth16Circuit | None, blobs: Blobs) -> ProveInput:
        randomness, witness = elements(blobs, "randomness", 2), read_witness(blob(blobs, "witness"))
        if len(witness) != key.num_signals:
            raise CircuitMismatchError(
                f"witness: {len(witness)} values, the proving key has {key.num_signals} signals;"
                " give the files of one circuit"
            )
        if circuit is not None:
            circuit.check_witness(witness, "witness")
        return ProveInput(key, witness, randomness, circuit is not None)

    def run(self, state: ProveInput) -> bytes:
        """The proof; without a `.r1cs` it is verified before it is given out."""
        proof, self._kernel_ns = state.key.prove(state.witness, state.randomness, not state.checked)
        return proof

    def encode(self, output: bytes) -> bytes:
        """The 128 bytes as they are."""
        return output
