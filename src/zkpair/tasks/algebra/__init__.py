"""Tasks of algebra: field multiplication, NTT, MSM, pairing."""
