"""snarkjs's files, and cases made by hand."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from zkpair.tasks.arithmetic.field import R, encode_elements
from zkpair.tasks.snark.chain import chain_r1cs, chain_witness
from zkpair.tasks.snark.r1cs import write_r1cs, write_witness
from zkpair_rust.snark import Groth16ProvingKey

DATA = Path(__file__).parents[1] / "data" / "snarkjs"


def read_data(name: str) -> bytes:
    return (DATA / name).read_bytes()


@pytest.fixture(scope="session")
def data() -> Callable[[str], bytes]:
    """A file of tests/data/snarkjs."""
    return read_data


@pytest.fixture(scope="session")
def limbs() -> Callable[[Sequence[int]], NDArray[np.uint64]]:
    return to_limbs


def to_limbs(integers: Sequence[int]) -> NDArray[np.uint64]:
    """Integers as (n, 4) limbs."""
    encoded = b"".join(integer.to_bytes(32, "little") for integer in integers)
    return np.frombuffer(encoded, dtype="<u8").reshape(-1, 4)


@dataclass(frozen=True)
class HandMadeCase:
    """What `prepare` reads of a case."""

    size: int
    instances: Sequence[Mapping[str, bytes]]
    shared: Mapping[str, bytes]
    params: Mapping[str, str] = field(default_factory=lambda: {"circuit": "chain"})


@dataclass(frozen=True)
class Chain:
    """The chain with l public outputs that fills a domain, two witnesses, a trapdoor, randomness."""

    r1cs: bytes
    witnesses: list[list[int]]
    trapdoor: list[int]
    randomness: list[list[int]]
    size: int
    n_public: int

    def setup_case(self) -> HandMadeCase:
        return HandMadeCase(self.size, [{"trapdoor": encode_elements(self.trapdoor)}], {"r1cs": self.r1cs})

    def prove_case(self, zkey: bytes, *, with_r1cs: bool = True) -> HandMadeCase:
        instances = [
            {"witness": write_witness(z), "randomness": encode_elements(rs)}
            for z, rs in zip(self.witnesses, self.randomness, strict=True)
        ]
        return HandMadeCase(self.size, instances, {"proving_key": zkey, "r1cs": self.r1cs if with_r1cs else b""})

    def verify_case(self, vk: bytes, proofs: Sequence[bytes]) -> HandMadeCase:
        instances = [
            {"proof": proof, "public": encode_elements(z[1 : 1 + self.n_public])}
            for z, proof in zip(self.witnesses, proofs, strict=True)
        ]
        return HandMadeCase(self.n_public, instances, {"verifying_key": vk})


@pytest.fixture(scope="session")
def make_chain() -> Callable[..., Chain]:
    def make(size: int, n_public: int = 1, seed: int = 1) -> Chain:
        rng = random.Random(f"rust_snark/{size}/{n_public}/{seed}")
        draw = lambda n: [rng.randrange(1, R) for _ in range(n)]  # noqa: E731
        witnesses = [chain_witness(size, n_public, *draw(2)) for _ in range(2)]
        r1cs = write_r1cs(chain_r1cs(size, n_public))
        return Chain(r1cs, witnesses, draw(5), [draw(2), draw(2)], size, n_public)

    return make


@pytest.fixture(scope="session")
def snarkjs_key() -> Groth16ProvingKey:
    return Groth16ProvingKey(read_data("chain12.zkey"), "chain12.zkey")


@pytest.fixture(scope="session")
def snarkjs_public() -> NDArray[np.uint64]:
    return to_limbs([int(x) for x in json.loads(read_data("public12.json"))])
