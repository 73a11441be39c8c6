"""The one alteration of a proof that winterfell 0.13.1 itself lets pass: another remainder through the same values.

winterfell's FRI verifier absorbs the remainder's commitment and never compares the remainder with it (docs/protocols/
stark.md). The remainder r(x) is only held against the values that the last layer folds to, at the points x_i; so is
r(x) + Π(x − x_i), whenever that has few enough coefficients. A verifier that hashes the remainder rejects it.
"""

from __future__ import annotations

from zkpair.tasks.arithmetic.goldilocks_extension import Element, P, add, encode
from zkpair.tasks.stark.air import Air
from zkpair.tasks.stark.domain import OFFSET, root
from zkpair.tasks.stark.hashing import Hash
from zkpair.tasks.stark.setting import Setting
from zkpair.tasks.stark.winter_judge import seeded_coin
from zkpair.tasks.stark.winter_proof import WinterProof, read_proof


def query_positions(
    proof: WinterProof, air: Air, n: int, setting: Setting, hash_: Hash, public: list[int]
) -> list[int]:
    """The positions that follow from all that the proof says before."""
    coin = seeded_coin(air, n, setting, hash_, public)
    frames = [value for a, b in zip(proof.ood_trace, proof.ood_constraints, strict=True) for value in (*a, *b)]
    for digest in [*proof.trace_roots, proof.constraint_root, hash_.one(encode(frames)), *proof.fri_roots]:
        coin.reseed(digest)
    return coin.positions(setting.queries, n * setting.blowup, proof.nonce)


def another_remainder(blob: bytes, air: Air, n: int, setting: Setting, hash_: Hash, public: list[int]) -> bytes | None:
    """The proof with another remainder; None where the queries fix all its coefficients."""
    proof = read_proof(blob, air, n, setting)
    domain = n * setting.blowup // setting.folding ** len(proof.fri.layers)
    places = {p % domain for p in query_positions(proof, air, n, setting, hash_, public)}
    remainder = proof.fri.remainder
    if len(places) >= len(remainder):
        return None
    vanishing = [1]  # highest first
    for place in sorted(places):
        point = OFFSET * pow(root(domain), place, P) % P
        vanishing = [(a - point * b) % P for a, b in zip([*vanishing, 0], [0, *vanishing], strict=True)]
    padding = [0] * (len(remainder) - len(vanishing))
    other: list[Element] = [add(r, (v, 0)) for r, v in zip(remainder, [*padding, *vanishing], strict=True)]
    end = proof.sections["fri"][1] - 1
    return blob[: end - 16 * len(other)] + encode(other) + blob[end:]
