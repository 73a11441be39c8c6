"""The contract's five members, on cases as the harness makes them."""

from __future__ import annotations

from importlib import import_module

import pytest

from zkpair_python.errors import InputError
from zkpair_python.snark.errors import CircuitMismatch, InvalidTrapdoor, UnsatisfiedWitness
from zkpair_python.snark.proof import encode_proof
from zkpair_python.snark.r1cs import write_r1cs
from zkpair_python.snark.wtns import write_wtns
from zkpair_python.snark.zkey import cut_to_verifying_key, write_proving_key


def adapter(operation, implementation):
    suffix, name = ("", "Python") if implementation == "python" else ("_tuned", "PythonTuned")
    return getattr(import_module(f"zkpair_python.snark.groth16_{operation}{suffix}"), name)()


def elements(*values):
    return b"".join(value.to_bytes(32, "little") for value in values)


@pytest.mark.parametrize("operation", ["setup", "prove", "verify"])
def test_the_members(operation, implementation):
    it = adapter(operation, implementation)
    assert it.available() is None and it.parallel is False
    assert (
        it.wire_format
        == {
            "setup": "snarkjs-zkey",
            "prove": "groth16-bn254-compressed",
            "verify": "verdict-byte",
        }[operation]
    )
    assert all(isinstance(value, str) for item in it.attributes.items() for value in item)


def small(implementation):
    """Constraints: plain Python takes milliseconds for each point of the key."""
    return 1 if implementation == "python" else 5


def test_the_flow_through_all_three(chain, trapdoor, proven, implementation, make_case):
    m = small(implementation)
    circuit = chain(m)
    secrets = elements(*vars(trapdoor).values())
    setup = adapter("setup", implementation)
    (state,) = setup.prepare(
        make_case("snark/groth16_setup", 8, {"r1cs": write_r1cs(circuit.r1cs)}, {"trapdoor": secrets}), 1
    )
    zkey = setup.encode(setup.run(state))
    assert zkey == write_proving_key(proven(implementation, small(implementation)).key)
    assert setup.encode(setup.run(state)) == zkey  # the state is left as it was

    prover = adapter("prove", implementation)
    shared = {"proving_key": zkey, "r1cs": write_r1cs(circuit.r1cs)}
    instances = [{"witness": write_wtns(circuit.z), "randomness": elements(r, 7654321)} for r in (1234567, 8)]
    first, second = prover.prepare(make_case("snark/groth16_prove", 8, shared, *instances), 1)
    proof = prover.encode(prover.run(first))
    assert len(proof) == 128 and proof == encode_proof(proven(implementation, small(implementation)).proof)
    other = prover.encode(prover.run(second))
    assert other != proof and prover.encode(prover.run(first)) == proof

    verifier = adapter("verify", implementation)
    public = elements(*circuit.z[1:3])
    instances = [{"proof": p, "public": public} for p in (proof, other, proof[:64] + other[64:])]
    instances += [
        {"proof": proof, "public": public[:32]},
        {"proof": proof, "public": public + bytes(32)},
        {"proof": proof, "public": b"\xff" * 64},
        {"proof": proof[:-1], "public": public},
        {"proof": proof + b"\0", "public": public},
    ]
    case = make_case("snark/groth16_verify", 2, {"verifying_key": cut_to_verifying_key(zkey)}, *instances)
    answers = [verifier.encode(verifier.run(state)) for state in verifier.prepare(case, 1)]
    assert answers == [b"\x01", b"\x01"] + [b"\x00"] * 6


@pytest.mark.parametrize("with_r1cs", [True, False])
def test_a_false_witness_is_refused(proven, implementation, make_case, with_r1cs):
    made = proven(implementation, small(implementation))
    z = list(made.chain.z)
    z[3] += 1
    shared = {
        "proving_key": write_proving_key(made.key),
        "r1cs": write_r1cs(made.chain.r1cs) if with_r1cs else b"",
    }
    case = make_case("snark/groth16_prove", 8, shared, {"witness": write_wtns(z), "randomness": elements(1, 2)})
    prover = adapter("prove", implementation)
    with pytest.raises(
        UnsatisfiedWitness, match=f"constraint 0 of {small(implementation)}" if with_r1cs else "does not verify"
    ):
        prover.run(prover.prepare(case, 1)[0])


def test_files_of_different_circuits_are_refused(proven, chain, make_case):
    made, prover = proven("python-tuned", 5), adapter("prove", "python-tuned")
    zkey, good = write_proving_key(made.key), write_wtns(made.chain.z)
    other = chain(6)

    def prepare(r1cs, witness):
        case = make_case(
            "snark/groth16_prove",
            8,
            {"proving_key": zkey, "r1cs": r1cs},
            {"witness": witness, "randomness": elements(1, 2)},
        )
        return prover.prepare(case, 1)

    assert prepare(b"", good)
    with pytest.raises(CircuitMismatch, match="9 values, but proving_key has 8 signals"):
        prepare(b"", write_wtns(other.z))
    with pytest.raises(CircuitMismatch, match="signals 8, but r1cs has 9"):
        prepare(write_r1cs(other.r1cs), good)
    from dataclasses import replace

    swapped = replace(made.chain.r1cs, constraints=made.chain.r1cs.constraints[::-1])
    with pytest.raises(CircuitMismatch, match="matrices A and B"):
        prepare(write_r1cs(swapped), good)


def test_what_comes_in_wrong_is_named(proven, chain, implementation, make_case):
    r1cs = write_r1cs(chain(5).r1cs)
    setup = adapter("setup", implementation)
    with pytest.raises(InputError, match="trapdoor"):
        setup.prepare(make_case("snark/groth16_setup", 8, {"r1cs": r1cs}, {}), 1)
    with pytest.raises(InputError, match="trapdoor"):
        setup.prepare(make_case("snark/groth16_setup", 8, {"r1cs": r1cs}, {"trapdoor": elements(1, 2, 3)}), 1)
    with pytest.raises(InvalidTrapdoor, match="gamma is zero"):
        setup.prepare(make_case("snark/groth16_setup", 8, {"r1cs": r1cs}, {"trapdoor": elements(2, 3, 4, 0, 6)}), 1)
    with pytest.raises(InputError, match="r1cs"):
        setup.prepare(make_case("snark/groth16_setup", 8, {}, {"trapdoor": elements(2, 3, 4, 5, 6)}), 1)
    made, prover = proven("python-tuned", 5), adapter("prove", "python-tuned")
    shared = {"proving_key": write_proving_key(made.key), "r1cs": b""}
    witness = write_wtns(made.chain.z)
    for randomness in (elements(1), elements(1, 2, 3), b"\xff" * 64):
        with pytest.raises(InputError, match="randomness"):
            prover.prepare(
                make_case("snark/groth16_prove", 8, shared, {"witness": witness, "randomness": randomness}), 1
            )
