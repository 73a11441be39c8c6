"""Tasks of Groth16: setup, prove, verify."""
