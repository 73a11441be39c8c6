"""Groth16 over BN254 with circom's and snarkjs's files: setup, prove, verify.

Circuits and keys are handles that were parsed and checked once (`Groth16Circuit`, `Groth16ProvingKey`,
`Groth16VerifyingKey`); files are any bytes-like objects; witnesses are `(n, 4)` limbs. What is refused raises
an error of `zkpair_rust.snark.errors`.
"""

from zkpair_rust._native import Groth16Circuit, Groth16ProvingKey, Groth16VerifyingKey
from zkpair_rust.snark.groth16_prove import prove, read_witness
from zkpair_rust.snark.groth16_setup import setup
from zkpair_rust.snark.groth16_verify import cut_verifying_key, verify

__all__ = [
    "Groth16Circuit",
    "Groth16ProvingKey",
    "Groth16VerifyingKey",
    "cut_verifying_key",
    "prove",
    "read_witness",
    "setup",
    "verify",
]
