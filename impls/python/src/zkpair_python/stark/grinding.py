"""Proof of work before the queries: a prover who wants other positions must pay for each try.

The nonce is the smallest from 1 up with H(seed, nonce) ending in enough zero bits: the same in every implementation
that looks in this order.
"""

from .transcript import Coin


def find_nonce(coin: Coin, bits: int) -> int:
    nonce = 1
    while coin.work(nonce) < bits:
        nonce += 1
    return nonce
