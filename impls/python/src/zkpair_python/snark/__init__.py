"""Groth16 over BN254 in Python, with the files of circom and snarkjs (docs/protocols/groth16.md)."""
