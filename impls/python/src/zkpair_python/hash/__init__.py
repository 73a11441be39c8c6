"""Hash functions of the STARK family: Poseidon2 over Goldilocks, BLAKE3; SHA3-256 is the standard library's."""
