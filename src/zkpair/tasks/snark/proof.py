"""A Groth16 proof A ‖ B ‖ C in 128 compressed bytes: its expected value for a known trapdoor, and its alterations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zkpair.tasks.arithmetic.compressed import (
    G1Point,
    G2Point,
    compress_g1,
    compress_g2,
    decompress_g1,
    decompress_g2,
)
from zkpair.tasks.arithmetic.curve import G1, G2
from zkpair.tasks.arithmetic.extension import Fp2, fp2_add, fp2_mul, fp2_sqrt, fp_sqrt
from zkpair.tasks.arithmetic.field import EncodingError, P, R, encode_elements
from zkpair.tasks.snark.qap import KeyLogs, Trapdoor

PROOF_BYTES = 128


@dataclass(frozen=True)
class Proof:
    a: G1Point
    b: G2Point
    c: G1Point


def encode_proof(proof: Proof) -> bytes:
    return compress_g1(proof.a) + compress_g2(proof.b) + compress_g1(proof.c)


def decode_proof(blob: bytes) -> Proof:
    """EncodingError names the element that is wrong."""
    if len(blob) != PROOF_BYTES:
        raise EncodingError(f"{len(blob)} bytes where a proof has {PROOF_BYTES}")
    name = "A"
    try:
        a = decompress_g1(blob[:32])
        name = "B"
        b = decompress_g2(blob[32:96])
        name = "C"
        return Proof(a, b, decompress_g1(blob[96:]))
    except EncodingError as error:
        raise EncodingError(f"{name}: {error}") from error


def proof_of_logs(a: int, b: int, c: int) -> Proof:
    return Proof(G1.multiply(G1.generator, a), G2.multiply(G2.generator, b), G1.multiply(G1.generator, c))


def expected_proof(secret: Trapdoor, logs: KeyLogs, witness: Sequence[int], r: int, s: int) -> Proof:
    """The one proof of a satisfying witness with randomness r, s.

        a = α + Σ z_i·u_i + r·δ,   b = β + Σ z_i·v_i + s·δ
        c = Σ_(i>l) z_i·C_i + (u·v − w)/δ + s·a + r·b − r·s·δ

    with u, v, w the sums over all z_i: the prover's sum over odd points is (A·B − C)(τ)/δ, because A·B − C vanishes on
    the domain and has a degree below 2N.
    """
    u, v, w = (sum(z * x for z, x in zip(witness, xs, strict=True)) % R for xs in (logs.u, logs.v, logs.w))
    private = sum(z * x for z, x in zip(witness[len(logs.ic) :], logs.c, strict=True))
    a = (secret.alpha + u + r * secret.delta) % R
    b = (secret.beta + v + s * secret.delta) % R
    c = private + (u * v - w) * pow(secret.delta, -1, R) + s * a + r * b - r * s * secret.delta
    return proof_of_logs(a, b, c % R)


def malleable_proofs(blob: bytes) -> dict[str, bytes]:
    """Other proofs of the same statement, which every verifier accepts: Groth16 is malleable by design."""
    proof = decode_proof(blob)
    half = pow(2, -1, R)
    return {
        "(−A, −B, C)": encode_proof(Proof(G1.negate(proof.a), G2.negate(proof.b), proof.c)),
        "(2A, B/2, C)": encode_proof(Proof(G1.multiply(proof.a, 2), G2.multiply(proof.b, half), proof.c)),
    }


def false_proofs(blob: bytes) -> dict[str, bytes]:
    """Well-formed proofs that prove nothing."""
    proof = decode_proof(blob)
    a, b, c = proof.a, proof.b, proof.c
    altered = {
        "A plus the generator": Proof(G1.add(a, G1.generator), b, c),
        "B plus the generator": Proof(a, G2.add(b, G2.generator), c),
        "C plus the generator": Proof(a, b, G1.add(c, G1.generator)),
        "A negated": Proof(G1.negate(a), b, c),
        "B negated": Proof(a, G2.negate(b), c),
        "C negated": Proof(a, b, G1.negate(c)),
        "A and C swapped": Proof(c, b, a),
        "all infinity": Proof(None, None, None),
    }
    return {label: encoded for label, p in altered.items() if (encoded := encode_proof(p)) != blob}


def malformed_proofs(blob: bytes) -> dict[str, bytes]:
    """Bytes that are no proof: wrong length, not canonical, off the curve, outside the subgroup."""
    flags = blob[31] & 0xC0
    a_x = int.from_bytes(blob[:31] + bytes([blob[31] & 0x3F]), "little")
    p_element = encode_elements([P])
    malformed = {
        "empty": b"",
        "truncated by one byte": blob[:-1],
        "extended by a zero byte": blob + b"\0",
        "A: x is p": p_element + blob[32:],
        "B: x.c0 is p": blob[:32] + p_element + blob[64:],
        "C: x is p": blob[:96] + p_element,
        "A: both flags set": blob[:31] + bytes([blob[31] | 0xC0]) + blob[32:],
        "A: infinity with an x": encode_elements([a_x])[:31] + bytes([(blob[31] & 0x3F) | 0x40]) + blob[32:],
        "A: infinity with a sign": bytes(31) + b"\xc0" + blob[32:],
        "A: no point has this x": encode_elements([_x_off_curve_g1()]) + blob[32:],
        "B: no point has this x": blob[:32] + encode_elements(_x_on_twist(False)) + blob[96:],
        "B: outside the subgroup": blob[:32] + encode_elements(_x_on_twist(True)) + blob[96:],
    }
    if a_x + P < 1 << 254:
        with_flags = bytearray(encode_elements([a_x + P]))
        with_flags[31] |= flags
        malformed["A: x + p"] = bytes(with_flags) + blob[32:]
    return malformed


def _x_off_curve_g1() -> int:
    return next(x for x in range(P) if fp_sqrt(x**3 + G1.b) is None)


def _x_on_twist(exists: bool) -> Fp2:
    """An x whose point lies on the twist outside G2, or that no point of the twist has."""
    for c0 in range(1, P):
        x = (c0, 0)
        y = fp2_sqrt(fp2_add(fp2_mul(fp2_mul(x, x), x), G2.b))
        if (y is not None) == exists and (y is None or not G2.is_in_subgroup((x, y))):
            return x
    raise AssertionError("half of all x have a point")
