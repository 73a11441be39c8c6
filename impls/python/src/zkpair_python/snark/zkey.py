"""Proving and verifying keys, and snarkjs's `.zkey` file (docs/contract.md, "Files, byte by byte").

    σ₁ = ( α, β, δ, {u_i(τ)}, {v_i(τ)}, {(β·u_i(τ) + α·v_i(τ) + w_i(τ))/γ}_{i≤l}, {(…)/δ}_{i>l}, {h_j} )·G
    σ₂ = ( β, γ, δ, {v_i(τ)} )·H                                             (Groth 2016, section 3.2)

in the form that snarkjs gives σ: combined per signal instead of powers of τ, and h_j = ℓ_{2j+1}(τ)/δ instead of
τ^i·t(τ)/δ. Points are in Montgomery form; the matrices A and B are kept as a list of entries, value·2^512 mod r.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from zkpair_python.algebra.field import TWO_ADICITY, P, R

from .container import Reader, read_sections, write_sections
from .curve import GT_ONE, Curve
from .errors import InvalidPoint, MalformedFile
from .points import (
    G1,
    G1_GENERATOR,
    G2,
    G2_GENERATOR,
    g1_from_montgomery,
    g1_to_montgomery,
    g2_from_montgomery,
    g2_to_montgomery,
    negate_g1,
)
from .qap import Coefficient

_GROTH16 = 1
_COEFFICIENT_BYTES = 44
_DOUBLE_MONTGOMERY = pow(2, 512, R)
_DOUBLE_MONTGOMERY_INVERSE = pow(_DOUBLE_MONTGOMERY, -1, R)
_NO_CONTRIBUTIONS = bytes(64 + 4)
_VERIFYING_SECTIONS = (1, 2, 3)
_PROVING_SECTIONS = tuple(range(1, 11))


@dataclass(frozen=True)
class VerifyingKey:
    alpha_1: G1
    beta_2: G2
    gamma_2: G2
    delta_2: G2
    ic: tuple[G1, ...]
    """IC_0 … IC_l"""

    @property
    def num_public(self) -> int:
        """l"""
        return len(self.ic) - 1


@dataclass(frozen=True)
class ProvingKey:
    """`a`, `b_1`, `b_2`: a point per signal; `c`: one per private signal; `h`: one per point of the domain."""

    verifying_key: VerifyingKey
    beta_1: G1
    delta_1: G1
    num_signals: int
    domain_size: int
    coefficients: tuple[Coefficient, ...]
    a: tuple[G1, ...]
    b_1: tuple[G1, ...]
    b_2: tuple[G2, ...]
    c: tuple[G1, ...]
    h: tuple[G1, ...]
    contributions: bytes = _NO_CONTRIBUTIONS
    """Section 10 as it stands: the circuit's hash and what others contributed to δ."""

    @property
    def num_public(self) -> int:
        return self.verifying_key.num_public


@dataclass(frozen=True)
class _Header:
    num_signals: int
    num_public: int
    domain_size: int
    alpha_1: G1
    beta_1: G1
    beta_2: G2
    gamma_2: G2
    delta_1: G1
    delta_2: G2


def read_verifying_key(data: bytes, curve: Curve, name: str = "verifying_key") -> VerifyingKey:
    """Parse a `.zkey` cut to its sections 1, 2, 3. β₁ and δ₁ may both be infinity: the key was made from JSON."""
    sections = read_sections(data, magic=b"zkey", version=1, required=_VERIFYING_SECTIONS, name=name)
    header = _read_header(sections, curve, name, may_lack_g1=True)
    return _verifying_key(header, sections[3], name)


def read_proving_key(data: bytes, curve: Curve, name: str = "proving_key") -> ProvingKey:
    """Parse a `.zkey`, strictly: exact lengths, canonical values, points in their groups, counts that agree."""
    sections = read_sections(data, magic=b"zkey", version=1, required=_PROVING_SECTIONS, name=name)
    header = _read_header(sections, curve, name, may_lack_g1=False)
    m, num_public = header.num_signals, header.num_public
    _check_contributions(sections[10], header.delta_1, name)
    b_2 = _read_g2(sections[7], m, f"{name}, section 7 (B in G2)")
    _check_subgroup(b_2, curve, f"{name}, section 7 (B in G2): point")
    return ProvingKey(
        verifying_key=_verifying_key(header, sections[3], name),
        beta_1=header.beta_1,
        delta_1=header.delta_1,
        num_signals=m,
        domain_size=header.domain_size,
        coefficients=_read_coefficients(sections[4], header, name),
        a=_read_g1(sections[5], m, f"{name}, section 5 (A)"),
        b_1=_read_g1(sections[6], m, f"{name}, section 6 (B in G1)"),
        b_2=b_2,
        c=_read_g1(sections[8], m - num_public - 1, f"{name}, section 8 (C)"),
        h=_read_g1(sections[9], header.domain_size, f"{name}, section 9 (H)"),
        contributions=sections[10],
    )


def _read_header(sections: dict[int, bytes], curve: Curve, name: str, *, may_lack_g1: bool) -> _Header:
    kind = Reader(sections[1], f"{name}, section 1 (protocol)")
    if kind.u32("the protocol") != _GROTH16:
        kind.fail("not a Groth16 key (PLONK and FFLONK keys cannot be used here)")
    kind.end()
    place = f"{name}, section 2 (header)"
    reader = Reader(sections[2], place)
    reader.expect_modulus(P, "the base field p")
    reader.expect_modulus(R, "the scalar field r")
    num_signals = reader.u32("the number of signals")
    num_public = reader.u32("the number of public signals")
    n = reader.u32("the domain's size")
    if num_public + 1 > num_signals:
        reader.fail(f"{num_public} public signals among {num_signals} signals")
    if n < num_public + 1 or n & (n - 1) or n > 1 << (TWO_ADICITY - 1):
        reader.fail(
            f"domain of size {n}: a power of two from l + 1 = {num_public + 1} to 2^{TWO_ADICITY - 1} is needed"
        )

    def g1(what: str) -> G1:
        return g1_from_montgomery(reader.take(64, what), f"{place}: {what}")

    def g2(what: str) -> G2:
        return g2_from_montgomery(reader.take(128, what), f"{place}: {what}")

    alpha_1, beta_1 = g1("α in G1"), g1("β in G1")
    beta_2, gamma_2 = g2("β in G2"), g2("γ in G2")
    delta_1, delta_2 = g1("δ in G1"), g2("δ in G2")
    reader.end()
    named = {"α in G1": alpha_1, "β in G2": beta_2, "γ in G2": gamma_2, "δ in G2": delta_2}
    for what, point in named.items():
        if point is None:
            raise InvalidPoint(f"{place}: {what} is infinity, which makes the key forgeable; make the key again")
    _check_subgroup((beta_2, gamma_2, delta_2), curve, f"{place}: (β, γ, δ) in G2, point")
    if not (may_lack_g1 and beta_1 is None and delta_1 is None):
        _check_same_secrets((("β", beta_1, beta_2), ("δ", delta_1, delta_2)), curve, place)
    return _Header(num_signals, num_public, n, alpha_1, beta_1, beta_2, gamma_2, delta_1, delta_2)


def _check_same_secrets(pairs: Sequence[tuple[str, G1, G2]], curve: Curve, place: str) -> None:
    """e(P, H) = e(G, Q) for P = k·G, Q = k·H: all pairs in one random combination; one by one to name the culprit."""
    weights = [secrets.randbits(128) for _ in pairs]
    in_g1 = curve.msm_g1([p for _, p, _ in pairs], weights)
    in_g2 = curve.msm_g2([q for _, _, q in pairs], weights)
    if _have_one_logarithm(in_g1, in_g2, curve):
        return
    for what, p, q in pairs:
        if not _have_one_logarithm(p, q, curve):
            raise InvalidPoint(f"{place}: {what} in G1 and {what} in G2 are not of the same secret; make the key again")


def _have_one_logarithm(p: G1, q: G2, curve: Curve) -> bool:
    return curve.pairing_product([(p, G2_GENERATOR), (negate_g1(G1_GENERATOR), q)]) == GT_ONE


def _verifying_key(header: _Header, section: bytes, name: str) -> VerifyingKey:
    ic = _read_g1(section, header.num_public + 1, f"{name}, section 3 (IC)")
    return VerifyingKey(header.alpha_1, header.beta_2, header.gamma_2, header.delta_2, ic)


def _read_g1(section: bytes, count: int, place: str) -> tuple[G1, ...]:
    _expect_length(section, 64 * count, f"{count} points of G1", place)
    return tuple(g1_from_montgomery(section[64 * i : 64 * i + 64], f"{place}: point {i}") for i in range(count))


def _read_g2(section: bytes, count: int, place: str) -> tuple[G2, ...]:
    _expect_length(section, 128 * count, f"{count} points of G2", place)
    return tuple(g2_from_montgomery(section[128 * i : 128 * i + 128], f"{place}: point {i}") for i in range(count))


def _expect_length(section: bytes, size_bytes: int, what: str, place: str) -> None:
    if len(section) != size_bytes:
        raise MalformedFile(
            f"{place}: {len(section)} bytes, but {what} take {size_bytes}; the file is damaged: make it again"
        )


def _check_subgroup(points: tuple[G2, ...], curve: Curve, what: str) -> None:
    index = curve.first_outside_subgroup(points)
    if index is not None:
        raise InvalidPoint(
            f"{what} {index} is outside the subgroup of order r; the file is damaged or forged: make it again"
        )


def _read_coefficients(section: bytes, header: _Header, name: str) -> tuple[Coefficient, ...]:
    reader = Reader(section, f"{name}, section 4 (coefficients)")
    count = reader.u32("their number")
    if len(section) != 4 + _COEFFICIENT_BYTES * count:
        reader.fail(f"{len(section)} bytes, but {count} coefficients take {4 + _COEFFICIENT_BYTES * count}")
    entries = []
    for k in range(count):
        matrix, row, signal = reader.u32("a matrix"), reader.u32("a row"), reader.u32("a signal")
        if matrix > 1 or row >= header.domain_size or signal >= header.num_signals:
            reader.fail(f"coefficient {k} stands at matrix {matrix}, row {row}, signal {signal}, which does not exist")
        value = reader.element(R, f"coefficient {k}") * _DOUBLE_MONTGOMERY_INVERSE % R
        entries.append(Coefficient(matrix, row, signal, value))
    return tuple(entries)


def _check_contributions(section: bytes, delta_1: G1, name: str) -> None:
    """Each record: δ after (G1), s (G1), s·x (G1), s'·x (G2), transcript (64 bytes), type, length, parameters."""
    place = f"{name}, section 10 (contributions)"
    reader = Reader(section, place)
    reader.take(64, "the circuit's hash")
    count = reader.u32("the number of contributions")
    delta_after = delta_1
    for k in range(count):
        delta_after, _, _ = (
            g1_from_montgomery(reader.take(64, f"contribution {k}"), f"{place}: contribution {k}: a point of G1")
            for _ in range(3)
        )
        g2_from_montgomery(reader.take(128, f"contribution {k}"), f"{place}: contribution {k}: the point of G2")
        reader.take(64, f"the transcript of contribution {k}")
        reader.u32(f"the type of contribution {k}")
        reader.take(reader.u32(f"the length of contribution {k}"), f"the parameters of contribution {k}")
    reader.end()
    if delta_after != delta_1:
        reader.fail("the last contribution's δ is not the key's")


def write_proving_key(key: ProvingKey) -> bytes:
    """The `.zkey`, its ten sections in ascending order."""
    vk = key.verifying_key
    entries = b"".join(
        entry.matrix.to_bytes(4, "little")
        + entry.row.to_bytes(4, "little")
        + entry.signal.to_bytes(4, "little")
        + (entry.value * _DOUBLE_MONTGOMERY % R).to_bytes(32, "little")
        for entry in key.coefficients
    )
    return write_sections(
        b"zkey",
        1,
        {
            1: _GROTH16.to_bytes(4, "little"),
            2: _write_header(vk, key.num_signals, key.domain_size, key.beta_1, key.delta_1),
            3: b"".join(map(g1_to_montgomery, vk.ic)),
            4: len(key.coefficients).to_bytes(4, "little") + entries,
            5: b"".join(map(g1_to_montgomery, key.a)),
            6: b"".join(map(g1_to_montgomery, key.b_1)),
            7: b"".join(map(g2_to_montgomery, key.b_2)),
            8: b"".join(map(g1_to_montgomery, key.c)),
            9: b"".join(map(g1_to_montgomery, key.h)),
            10: key.contributions,
        },
    )


def write_verifying_key(vk: VerifyingKey) -> bytes:
    """The cut `.zkey` of a key from JSON: β₁ and δ₁ are unknown and stand as infinity, N and nVars are the least."""
    header = _write_header(vk, vk.num_public + 1, 1 << vk.num_public.bit_length(), None, None)
    ic = b"".join(map(g1_to_montgomery, vk.ic))
    return write_sections(b"zkey", 1, {1: _GROTH16.to_bytes(4, "little"), 2: header, 3: ic})


def _write_header(vk: VerifyingKey, num_signals: int, domain_size: int, beta_1: G1, delta_1: G1) -> bytes:
    return b"".join(
        [
            *(size.to_bytes(4, "little") + modulus.to_bytes(32, "little") for size, modulus in ((32, P), (32, R))),
            *(count.to_bytes(4, "little") for count in (num_signals, vk.num_public, domain_size)),
            g1_to_montgomery(vk.alpha_1),
            g1_to_montgomery(beta_1),
            g2_to_montgomery(vk.beta_2),
            g2_to_montgomery(vk.gamma_2),
            g1_to_montgomery(delta_1),
            g2_to_montgomery(vk.delta_2),
        ]
    )


def cut_to_verifying_key(data: bytes, name: str = "proving_key") -> bytes:
    """The sections 1, 2, 3 of a `.zkey` as a file of their own."""
    sections = read_sections(data, magic=b"zkey", version=1, required=_PROVING_SECTIONS, name=name)
    return write_sections(b"zkey", 1, {section: sections[section] for section in _VERIFYING_SECTIONS})
