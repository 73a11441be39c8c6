"""Constants of BN254 (EIP-196, EIP-197): the curve E: y² = x³ + 3 over F_p has prime order r; both come from one u:

p = 36u⁴ + 36u³ + 24u² + 6u + 1,    r = 36u⁴ + 36u³ + 18u² + 6u + 1,    t = 6u² + 1 (trace of Frobenius)
"""

from zkpair_python.algebra.number import mpz

U = 4965661367192848881
P = mpz(36 * U**4 + 36 * U**3 + 24 * U**2 + 6 * U + 1)
R = mpz(36 * U**4 + 36 * U**3 + 18 * U**2 + 6 * U + 1)
