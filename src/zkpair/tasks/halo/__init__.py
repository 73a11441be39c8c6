"""Inner-product arguments over Vesta, as halo2 has them, and their accumulation."""
