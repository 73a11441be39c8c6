"""winterfell's domains over Goldilocks: the trace's rows on ⟨ω_n⟩, its extension on 7·⟨ω_(8n)⟩.

winterfell's ω of order 2^32 is 7277203076849721926 (winter-math 0.13, `f64`), another primitive root than the
7^((p − 1)/2^32) of plonky3: the same subgroups in another order.
"""

from __future__ import annotations

from zkpair.tasks.arithmetic.small_field import GOLDILOCKS

OFFSET = GOLDILOCKS.generator
ROOT_OF_ORDER_2_32 = 7277203076849721926


def root(n: int) -> int:
    """ω_n for n a power of two up to 2^32; ValueError for another n."""
    if n < 1 or n & (n - 1) or n > 1 << GOLDILOCKS.two_adicity:
        raise ValueError(f"no domain has {n} elements")
    return pow(ROOT_OF_ORDER_2_32, (1 << GOLDILOCKS.two_adicity) // n, GOLDILOCKS.modulus)
