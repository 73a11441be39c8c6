"""`HaloGenerators`: it takes any bytes and answers or raises an error with a name, whatever they are."""

from __future__ import annotations

import random

import pytest

from tests.rust_halo.conftest import case_of
from tests.rust_halo.test_adapters import SUMMED
from zkpair.tasks.halo.params import params_blob
from zkpair_rust.errors import InputError
from zkpair_rust.halo import HaloGenerators, ipa_open, ipa_verify
from zkpair_rust.halo.errors import ProofRejectedError, WrongLengthError, WrongParametersError

N = 16
GENERATORS = HaloGenerators(params_blob(N), N)


def opened():
    instance = case_of("halo/ipa_open", (), N).instances[0]
    return instance, ipa_open(GENERATORS, *(instance[name] for name in ("polynomial", "blind", "point", "seed")))


@pytest.mark.parametrize("n", [16, 32, 64, 128, 256, 512, 1024, 2048])
def test_parameters_of_every_small_size(n):
    """Those that the harness makes in Python by its own hash to curve."""
    generators = HaloGenerators(params_blob(n), n)
    assert len(generators) == n
    with pytest.raises(WrongLengthError):
        HaloGenerators(params_blob(n), 2 * n)


def test_each_byte_of_the_parameters_matters():
    params = params_blob(N)
    for i in range(0, len(params), 7):
        with pytest.raises(InputError):
            HaloGenerators(params[:i] + bytes([params[i] ^ 4]) + params[i + 1 :], N)
    negated = bytearray(params)  # −g_0 lies on the curve as well
    q = 0x40000000000000000000000000000000224698FC0994A8DD8C46EB2100000001
    negated[32:64] = (q - int.from_bytes(params[32:64], "little")).to_bytes(32, "little")
    with pytest.raises(WrongParametersError):
        HaloGenerators(bytes(negated), N)


@pytest.mark.parametrize("wrap", [bytes, bytearray, memoryview])
def test_opening_and_verifying(wrap):
    instance, output = opened()
    statement, proof = output[:32] + instance["point"] + output[32:64], output[64:]
    ipa_verify(GENERATORS, wrap(statement), wrap(proof))
    with pytest.raises(ProofRejectedError, match="equation"):
        ipa_verify(GENERATORS, wrap(statement), wrap(proof[:-32] + bytes([proof[-32] ^ 1]) + proof[-31:]))
    arguments = [wrap(instance[name]) for name in ("polynomial", "blind", "point", "seed")]
    assert ipa_open(GENERATORS, *arguments) == output


@pytest.mark.parametrize("n", [-1, 1 << 64])
def test_numbers_that_are_none(n):
    with pytest.raises(OverflowError):
        HaloGenerators(params_blob(N), n)


def test_what_is_no_buffer():
    for wrong in (None, 5, "proof"):
        with pytest.raises(TypeError):
            GENERATORS.verify(b"", wrong)
        with pytest.raises(TypeError):
            HaloGenerators(wrong, N)


def junk(chosen, length):
    kind = chosen.randrange(4)
    if kind == 0:
        return chosen.randbytes(length)
    if kind == 1:
        return bytes(length)
    if kind == 2:
        return b"\xff" * length
    return b"".join(chosen.randbytes(31) + b"\x1f" for _ in range(length // 32 + 1))[:length]


def test_anything_is_answered():
    """Lengths that fit and that do not, of scalars and points that are canonical and not."""
    chosen = random.Random(3)
    proof_bytes = (2 * 4 + 3) * 32
    for _ in range(300):
        statement = junk(chosen, chosen.choice([0, 95, 96, 96, 96, 97]))
        proof = junk(chosen, chosen.choice([0, 31, proof_bytes, proof_bytes, proof_bytes + 32]))
        assert GENERATORS.verify(statement, proof)[0]


def test_any_openings_are_answered():
    key = HaloGenerators(params_blob(1024), 1024)
    instance = case_of("halo/decide", SUMMED, 1).instances[0]
    openings, accumulation = instance["openings"], instance["accumulation"]
    assert key.decide(openings, 1, accumulation, False)[0] is None
    chosen = random.Random(4)
    for _ in range(30):
        wrong = bytearray(openings)
        place = chosen.randrange(len(wrong))
        wrong[place] ^= 1 << chosen.randrange(8)
        assert key.decide(wrong, 1, accumulation, False)[0]
        with pytest.raises(InputError):
            key.accumulate(wrong, 1, bytes(32))
        wrong = bytearray(accumulation)
        wrong[chosen.randrange(len(wrong))] ^= 1 << chosen.randrange(8)
        assert key.decide(openings, 1, wrong, False)[0]
    for count in (0, 2, 1 << 62):
        assert key.decide(openings, count, accumulation, False)[0]
        with pytest.raises(WrongLengthError):
            key.accumulate(openings, count, bytes(32))
