"""circom's and snarkjs's files, given to both languages: both accept and read the same, or both refuse."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

import numpy as np

from zkpair_fuzz import mutate
from zkpair_fuzz.target import Finding, Target, agree, equal, only
from zkpair_python.algebra.field import R, decode_elements
from zkpair_python.errors import InputError
from zkpair_python.snark import snarkjs_json
from zkpair_python.snark.curve_tuned import TunedCurve
from zkpair_python.snark.groth16_verify import VerifyInput, judge, prepare_key
from zkpair_python.snark.proof import encode_proof
from zkpair_python.snark.r1cs import read_r1cs, write_r1cs
from zkpair_python.snark.wtns import read_wtns, write_wtns
from zkpair_python.snark.zkey import cut_to_verifying_key, read_proving_key, read_verifying_key, write_proving_key
from zkpair_rust import _native
from zkpair_rust.errors import InputError as RustInputError
from zkpair_rust.snark import Groth16Circuit, Groth16ProvingKey, Groth16VerifyingKey, prove, setup

DATA = Path(__file__).parents[2] / "data" / "snarkjs"
LANGUAGES = ("Python", "Rust")
PYTHON = TunedCurve()
TRAPDOOR = np.array([[k, k + 1, k + 2, k] for k in range(2, 7)], np.uint64)
RANDOMNESS = TRAPDOOR[:2]
COEFFICIENTS, CONTRIBUTIONS, TERM_BYTES = 4, 10, 44
NAMED = [(0, b""), (1, b"\1\5first")]


class NoPairings:
    """Accepts every relation between groups: what a parser refuses without them is refused quickly."""

    def first_outside_subgroup(self, points: object) -> None:
        return None

    def pairing_product(self, pairs: object) -> tuple[int, ...]:
        return (1, *(0,) * 11)

    def msm_g1(self, points: list[object], scalars: object) -> object:
        return points[0]

    msm_g2 = msm_g1


QUICK = NoPairings()


@functools.cache
def small() -> dict[str, bytes]:
    """A chain of three steps (the circuit of tests/data/snarkjs), its witness, key and proof."""
    from zkpair.tasks.snark.chain import chain_r1cs, chain_witness
    from zkpair.tasks.snark.r1cs import write_r1cs as write_circuit
    from zkpair.tasks.snark.r1cs import write_witness

    r1cs = write_circuit(chain_r1cs(8, 2))
    wtns = write_witness(chain_witness(8, 2, 5, 7))
    key = setup(Groth16Circuit(r1cs, "r1cs"), TRAPDOOR)
    witness = _native.groth16_witness(wtns, "wtns")
    public = witness.tobytes()[32 : 32 * (key.num_public + 1)]
    proof = prove(key, witness, RANDOMNESS)
    return {
        "r1cs": r1cs,
        "wtns": wtns,
        "zkey": key.to_bytes(),
        "vkey": key.verifying_key(),
        "public": public,
        "proof": proof,
    }


def contributed(zkey: bytes) -> bytes:
    """The key with two contributions, as snarkjs writes them: the last δ is the key's."""
    sections = dict(mutate.sections(zkey))
    header = sections[2]
    delta_1, delta_2 = header[468:532], header[532:660]
    record = delta_1 * 3 + delta_2 + bytes(range(64))
    records = [record + kind.to_bytes(4, "little") + len(name).to_bytes(4, "little") + name for kind, name in NAMED]
    sections[CONTRIBUTIONS] = bytes(64) + len(records).to_bytes(4, "little") + b"".join(records)
    return mutate.from_sections(zkey[:8], list(sections.items()))


def comparable(zkey: bytes) -> dict[int, object]:
    """What a key means: without its history, its coefficients in any order."""
    parts: dict[int, object] = dict(mutate.sections(zkey))
    del parts[CONTRIBUTIONS]
    terms = bytes(dict(mutate.sections(zkey))[COEFFICIENTS][4:])
    parts[COEFFICIENTS] = sorted(terms[i : i + TERM_BYTES] for i in range(0, len(terms), TERM_BYTES))
    return parts


def snarkjs(name: str) -> bytes:
    return (DATA / name).read_bytes()


def both(python: Callable[[], object], rust: Callable[[], object]) -> tuple[object, object] | None:
    """What both made of the input, or None when both refused it."""
    made: list[object] = []
    with only(InputError) as first:
        made.append(python())
    with only(RustInputError) as second:
        made.append(rust())
    return (made[0], made[1]) if agree(LANGUAGES, (first, second)) else None


def r1cs() -> Target:
    def check(data: bytes) -> str:
        got = both(lambda: read_r1cs(data), lambda: Groth16Circuit(data, "r1cs"))
        if got is None:
            return "refused"
        ours, theirs = got
        counts = (len(ours.constraints), ours.num_signals, ours.num_public)
        equal("the circuit", counts, (theirs.num_constraints, theirs.num_signals, theirs.num_public))
        equal("what is written again", read_r1cs(write_r1cs(ours)), ours)
        return "accepted"

    return Target("r1cs", [small()["r1cs"]], mutate.container, check)


def wtns() -> Target:
    def check(data: bytes) -> str:
        got = both(lambda: read_wtns(data), lambda: _native.groth16_witness(data, "wtns"))
        if got is None:
            return "refused"
        values, limbs = got
        equal("the witness", values, decode_elements(limbs.tobytes(), len(limbs), R, "witness"))
        equal("what is written again", read_wtns(write_wtns(values)), values)
        return "accepted"

    return Target("wtns", [small()["wtns"]], mutate.container, check)


def zkey() -> Target:
    def check(data: bytes) -> str:
        with only(InputError) as quickly:
            read_proving_key(data, QUICK)

        def python() -> object:
            if quickly:  # without pairings it is refused already: no need of the slow ones
                raise InputError(quickly[0])
            return read_proving_key(data, PYTHON)

        got = both(python, lambda: Groth16ProvingKey(data, "zkey"))
        if got is None:
            return "refused"
        ours, theirs = got
        equal("the key", comparable(write_proving_key(ours)), comparable(theirs.to_bytes()))
        equal("its verifying key", cut_to_verifying_key(data), theirs.verifying_key())
        return "accepted"

    return Target("zkey", [small()["zkey"], contributed(small()["zkey"])], mutate.container, check)


def vkey() -> Target:
    honest = small()

    def check(data: bytes) -> str:
        with only(InputError) as quickly:
            read_verifying_key(data, QUICK)

        def python() -> object:
            if quickly:
                raise InputError(quickly[0])
            return read_verifying_key(data, PYTHON)

        got = both(python, lambda: Groth16VerifyingKey(data, "vkey"))
        if got is None:
            return "refused"
        ours, theirs = got
        equal("the number of public inputs", ours.num_public, theirs.num_public)
        theirs.verify(honest["proof"], honest["public"])
        return "accepted"

    keys = [honest["vkey"], cut_to_verifying_key(snarkjs("chain12.zkey"))]
    return Target("vkey", keys, mutate.container, check)


def proof() -> Target:
    """A proof and its public inputs in one: never accepted unless honest, the same answer in both languages."""
    honest = small()
    ours = prepare_key(read_verifying_key(honest["vkey"], PYTHON), PYTHON)
    theirs = Groth16VerifyingKey(honest["vkey"], "vkey")
    bound = len(honest["proof"])

    def check(data: bytes) -> str:
        proof_bytes, public = data[:bound], data[bound:]
        answers: list[bool] = []
        with only():
            answers.append(judge(VerifyInput(ours, public, proof_bytes), PYTHON).accepted)
            answers.append(theirs.verify(proof_bytes, public)[0] is None)
        if answers[0] != answers[1]:
            raise Finding(f"they disagree: Python accepts: {answers[0]}, Rust accepts: {answers[1]}")
        if answers[0] and data != honest["proof"] + honest["public"]:
            raise Finding("a proof that nobody made is accepted")
        return "accepted" if answers[0] else "refused"

    return Target("proof", [honest["proof"] + honest["public"]], mutate.some_bytes, check)


def _json(name: str, python: Callable[[bytes], object], harness: Callable[[bytes], object]) -> Target:
    """The two readers of snarkjs's text: Python's, and that of the command."""
    from zkpair.cli.groth16_binary import UnusableFile
    from zkpair.cli.groth16_json import Rejected

    def check(data: bytes) -> str:
        made: list[object] = []
        with only(InputError) as first:
            made.append(python(data))
        with only(UnusableFile, Rejected) as second:
            made.append(harness(data))
        if first and "vk_alphabeta_12" in first[0]:
            return "refused by Python alone"  # a redundant field, which the command leaves to who exports the key
        if not agree(("Python", "the command"), (first, second)):
            return "refused"
        equal("what was read", *made)
        return "accepted"

    return Target(name, [snarkjs(f"{name.removesuffix('.json')}12.json")], mutate.json_values, check)


def proof_json() -> Target:
    from zkpair.cli.groth16_json import proof_from_json

    def python(data: bytes) -> bytes:
        return encode_proof(snarkjs_json.read_proof(data, PYTHON))

    return _json("proof.json", python, lambda data: proof_from_json(data, Path("proof.json")))


def public_json() -> Target:
    from zkpair.cli.groth16_json import public_from_json

    return _json("public.json", snarkjs_json.read_public, lambda data: public_from_json(data, Path("public.json")))


def vkey_json() -> Target:
    from zkpair.cli.groth16_json import key_from_json

    def python(data: bytes) -> tuple[object, ...]:
        key = snarkjs_json.read_verifying_key(data, PYTHON)
        return key.alpha_1, key.beta_2, key.gamma_2, key.delta_2, tuple(key.ic)

    def harness(data: bytes) -> tuple[object, ...]:
        key = key_from_json(data, Path("vkey.json"))
        return key.alpha_1, key.beta_2, key.gamma_2, key.delta_2, key.ic

    return _json("vkey.json", python, harness)


TARGETS = {
    "r1cs": r1cs,
    "wtns": wtns,
    "zkey": zkey,
    "vkey": vkey,
    "proof": proof,
    "proof.json": proof_json,
    "public.json": public_json,
    "vkey.json": vkey_json,
}
