"""BN254 as fast as Python with gmpy2 gets: batched affine group law, MSM, fixed-base tables, packed F_p12, pairing.

G1 points are (x, y), G2 points (x.c0, x.c1, y.c0, y.c1): tuples of reduced `mpz`; infinity is None.

constants   P, R, U
g1, g2      G1, G2 (the groups)             GENERATOR, is_on_curve; g2.are_in_subgroup, g2.psi
glv         GLV, LAMBDA                     how scalars split
msm         msm_g1(points, scalars), msm_g2(points, scalars)
fixed_base  FixedBase(G1, GENERATOR, num_scalars).multiply_each(scalars)
pairing     pairing_product(pairs) -> packed F_p12, is_one_product(pairs) -> bool, line_coefficients(q)
fp12        multiply, inverse, frobenius, to_tower (the twelve canonical coefficients)
codec       decode_g1, decode_g2 (with all checks), encode_g1, encode_g2: the contract's affine encodings

What does not depend on the curve lies above, in `algebra`: number (mpz; gmpy2_reason() says how to install gmpy2),
packing, group (add, negate, multiply, multiply_each, sum_each), affine_group (AffineGroup), glv (Glv), pippenger (msm).
"""
