"""Halo: the Pasta curves, inner-product arguments over Vesta, and their accumulation, as halo2 computes them."""
