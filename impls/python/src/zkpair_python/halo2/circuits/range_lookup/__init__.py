"""Values in a range by lookup, and their sum: v_i = low_i + 2^B·high_i, witness v_0 … v_{m−1}, public Σ v_i."""
