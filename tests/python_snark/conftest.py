"""What the Groth16 tests share: both kinds of arithmetic, small chain circuits, keys made once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest

from zkpair_python.algebra.field import R
from zkpair_python.snark.curve import Curve
from zkpair_python.snark.curve_reference import ReferenceCurve
from zkpair_python.snark.groth16_prove import prove
from zkpair_python.snark.groth16_setup import Trapdoor, setup
from zkpair_python.snark.proof import Proof
from zkpair_python.snark.r1cs import Constraint, R1cs
from zkpair_python.snark.zkey import ProvingKey

DATA = Path(__file__).parents[1] / "data" / "snarkjs"
TRAPDOOR = Trapdoor(
    tau=0x1D3A0F5B8C6E7942D1C5B7A3F0E8D6C4B2A19087F6E5D4C3B2A1908776655443,
    alpha=0x0BADC0DE0BADC0DE0BADC0DE0BADC0DE0BADC0DE0BADC0DE0BADC0DE0BADC0DE,
    beta=0x123456789ABCDEF0FEDCBA98765432100F1E2D3C4B5A69788796A5B4C3D2E1F0 % R,
    gamma=0x2718281828459045235360287471352662497757247093699959574966967627 % R,
    delta=0x3141592653589793238462643383279502884197169399375105820974944592 % R,
)


@dataclass(frozen=True)
class Chain:
    """x_{i+1} = x_i·(x_i + b): c the output, a public, b private (the circuit of tests/data/snarkjs)."""

    r1cs: R1cs
    z: list[int]


@cache
def make_chain(num_constraints: int, a: int = 3**150 % R, b: int = 7**80 % R) -> Chain:
    constraints, z = [], [1, 0, a, b]
    previous, value = 2, a
    for i in range(num_constraints):
        last = i == num_constraints - 1
        following = 1 if last else 4 + i
        minus = R - 1
        constraints.append(Constraint(((previous, minus), (3, minus)), ((previous, 1),), ((following, minus),)))
        value = value * (value + b) % R
        if last:
            z[1] = value
        else:
            z.append(value)
        previous = following
    return Chain(R1cs(len(z), 1, 1, 1, len(z), tuple(constraints), tuple(range(len(z)))), z)


@cache
def _tuned() -> Curve:
    pytest.importorskip("gmpy2")
    from zkpair_python.snark.curve_tuned import TunedCurve

    return TunedCurve()


def curve_named(name: str) -> Curve:
    return ReferenceCurve() if name == "python" else _tuned()


@dataclass(frozen=True)
class Proven:
    """A circuit with its key and a proof."""

    chain: Chain
    key: ProvingKey
    proof: Proof

    @property
    def public(self) -> list[int]:
        return self.chain.z[1 : self.key.num_public + 1]


@cache
def make_proven(name: str, num_constraints: int) -> Proven:
    chain, curve = make_chain(num_constraints), curve_named(name)
    key = setup(chain.r1cs, TRAPDOOR, curve)
    return Proven(chain, key, prove(key, chain.z, 1234567, 7654321, curve))


@pytest.fixture(params=["python", "python-tuned"])
def implementation(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    if name == "python-tuned":
        pytest.importorskip("gmpy2")
    return name


@pytest.fixture
def curve(implementation: str) -> Curve:
    return curve_named(implementation)


@pytest.fixture
def tuned() -> Curve:
    """The fast arithmetic, for tests that are about formats or need many verifications."""
    return _tuned()


@pytest.fixture
def data() -> Path:
    """snarkjs's own files (tests/data/snarkjs/README.md)."""
    return DATA


@pytest.fixture
def chain() -> Callable[[int], Chain]:
    return make_chain


@pytest.fixture
def proven() -> Callable[[str, int], Proven]:
    return make_proven


@pytest.fixture
def trapdoor() -> Trapdoor:
    return TRAPDOOR


@pytest.fixture
def make_case() -> Callable[..., SimpleNamespace]:
    """A case in memory, as docs/contract.md describes it."""

    def make(task: str, size: int, shared: dict[str, bytes], *instances: dict[str, bytes]) -> SimpleNamespace:
        return SimpleNamespace(
            task=task, params={"circuit": "chain"}, size=size, seed=0, shared=shared, instances=list(instances)
        )

    return make
