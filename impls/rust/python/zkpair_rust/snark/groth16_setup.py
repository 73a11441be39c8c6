"""`snark/groth16_setup`: a proving key from a circuit and a trapdoor (Groth 2016, section 3.2; ePrint 2016/260)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zkpair_rust._native import Groth16Circuit, Groth16ProvingKey
from zkpair_rust.adapter import Adapter, crate, described
from zkpair_rust.case import Blobs, Case, each_instance, shared_blob, words

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["Groth16Circuit", "Groth16ProvingKey", "Rust", "setup"]


def setup(circuit: Groth16Circuit, trapdoor: Buffer) -> Groth16ProvingKey:
    """The proving key; `.to_bytes()` is its `.zkey`, `.verifying_key()` that cut to its sections 1, 2 and 3.

    `circuit` is `Groth16Circuit(r1cs, file)` with the bytes of circom's `.r1cs` and the name that errors show;
    `trapdoor` is `(5, 4)` limbs: τ, α, β, γ, δ. Who knows them can prove anything: for tests and benchmarks. Raises
    NonCanonicalFieldElementError or InvalidTrapdoorError.
    """
    return circuit.setup(trapdoor)[0]


@dataclass(frozen=True)
class SetupInput:
    """One instance: the parsed circuit and five secrets."""

    circuit: Groth16Circuit
    trapdoor: bytes


class Rust(Adapter):
    """`snark/groth16_setup:rust`."""

    wire_format = "snarkjs-zkey"
    attributes = described(
        crate("ark-ec", "ark-ff", "ark-poly", "ark-bn254", "rayon"),
        "Lagrange evaluations at tau, windowed multiples of fixed generators",
    )

    def prepare(self, case: Case, threads: int) -> Sequence[SetupInput]:
        """The circuit parsed once, every trapdoor checked."""
        circuit = Groth16Circuit(shared_blob(case, "r1cs"), "r1cs")

        def checked(blobs: Blobs) -> SetupInput:
            trapdoor = words(blobs, "trapdoor", 5, 4)
            circuit.check_trapdoor(trapdoor, "r1cs")
            return SetupInput(circuit, trapdoor)

        return each_instance(case, checked)

    def run(self, state: SetupInput) -> Groth16ProvingKey:
        """The key."""
        key, self._kernel_ns = state.circuit.setup(state.trapdoor)
        return key

    def encode(self, output: Groth16ProvingKey) -> bytes:
        """The `.zkey`, without contributions."""
        return output.to_bytes()
