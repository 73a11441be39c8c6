"""Proofs, public elements and keys altered, in ways that every verifier must notice."""

from __future__ import annotations

from itertools import pairwise

from zkpair.tasks.arithmetic.field import ELEMENT_BYTES
from zkpair.tasks.arithmetic.pasta import FP
from zkpair.tasks.halo.altered import altered_point, altered_scalar, shapes
from zkpair.tasks.halo2.proof_layout import POINT, sections


def altered_messages(key: bytes, proof: bytes, ways: int) -> dict[str, bytes]:
    """Each message of a proof, a point or a scalar, wrong in so many ways, which take turns."""
    found: dict[str, bytes] = {}
    for i, (name, (kind, start)) in enumerate(sections(key).items()):
        altered = list((altered_point if kind == POINT else altered_scalar)(proof, start).items())
        for j in range(ways):
            label, wrong = altered[(ways * i + j) % len(altered)]
            found[f"{name}: {label}"] = wrong
    return found


def grafted_messages(key: bytes, proof: bytes, other: bytes) -> dict[str, bytes]:
    """Each message of a proof taken from another proof."""
    found = {}
    for name, (_, start) in sections(key).items():
        end = start + ELEMENT_BYTES
        found[f"{name}: another proof's"] = proof[:start] + other[start:end] + proof[end:]
    return {label: wrong for label, wrong in found.items() if wrong != proof}


def swapped_messages(key: bytes, proof: bytes) -> dict[str, bytes]:
    """Neighbours of one kind swapped."""
    found = {}
    places = list(sections(key).items())
    for (name, (kind, start)), (other, (other_kind, middle)) in pairwise(places):
        end = middle + ELEMENT_BYTES
        if kind == other_kind:
            found[f"{name} and {other} swapped"] = proof[:start] + proof[middle:end] + proof[start:middle] + proof[end:]
    return {label: wrong for label, wrong in found.items() if wrong != proof}


def other_publics(public: bytes) -> dict[str, bytes]:
    """Another element, no element, the same one written otherwise, more than one: halo2 pads with zeros."""
    value = int.from_bytes(public, "little")
    return {
        "plus one": ((value + 1) % FP).to_bytes(ELEMENT_BYTES, "little"),
        "negated": (-value % FP).to_bytes(ELEMENT_BYTES, "little"),
        "zero": bytes(ELEMENT_BYTES),
        "not canonical (x + modulus)": (value + FP).to_bytes(ELEMENT_BYTES, "little"),
        "the modulus": FP.to_bytes(ELEMENT_BYTES, "little"),
        "all ones": b"\xff" * ELEMENT_BYTES,
        **shapes(public),
    }


def altered_keys(key: bytes) -> dict[str, bytes]:
    """Texts that are not this key."""
    selectors = key.replace(b"num_selectors: ", b"num_selectors: 1", 1)
    return {**broken_keys(key), "another number of selectors": selectors}


def broken_keys(key: bytes) -> dict[str, bytes]:
    """Texts that are no key: one that is well-formed may be another circuit's, for all that a verifier can know."""
    digit = key.rindex(b"0x") + 40
    another = b"1" if key[digit : digit + 1] != b"1" else b"2"
    return {
        "empty": b"",
        "truncated by one byte": key[:-1],
        "extended by a space": key + b" ",
        "a digit of a commitment altered": key[:digit] + another + key[digit + 1 :],
        "another k": key.replace(b"{ k: ", b"{ k: 1", 1),
    }
