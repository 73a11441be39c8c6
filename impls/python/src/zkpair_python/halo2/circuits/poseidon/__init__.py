"""A chain of Poseidon hashes: h_{i+1} = H(h_i, 0) for i = 0 … m − 1, witness h_0, public h_m."""
