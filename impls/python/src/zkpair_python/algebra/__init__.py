"""Field, NTT, MSM and pairing over BN254."""
