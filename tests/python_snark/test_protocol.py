"""Setup, prove, verify: honest, false claim, false witness; and a proof's discrete logarithms computed another way."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zkpair_python.algebra.field import R, root_of_unity
from zkpair_python.snark.curve_reference import ReferenceCurve
from zkpair_python.snark.errors import CircuitMismatch, InvalidPoint, InvalidTrapdoor, UnsatisfiedWitness
from zkpair_python.snark.groth16_prove import ProveInput, prove, prove_checked
from zkpair_python.snark.groth16_setup import Trapdoor, setup
from zkpair_python.snark.groth16_verify import prepare_key, verify
from zkpair_python.snark.points import negate_g1, negate_g2
from zkpair_python.snark.proof import Proof, decode_proof, encode_proof
from zkpair_python.snark.qap import evaluate_qap
from zkpair_python.snark.r1cs import Constraint, R1cs, check_witness
from zkpair_python.snark.zkey import write_proving_key

SMALL = [5, 13]


@pytest.mark.parametrize("m", SMALL)
def test_honest_proof_verifies(proven, implementation, curve, m):
    made = proven(implementation, m)
    assert verify(prepare_key(made.key.verifying_key, curve), made.public, made.proof, curve) is True


def test_false_claim_is_rejected(proven, implementation, curve):
    made = proven(implementation, 1)
    key = prepare_key(made.key.verifying_key, curve)
    for i in range(len(made.public)):
        claim = list(made.public)
        claim[i] = (claim[i] + 1) % R
        assert verify(key, claim, made.proof, curve) is False


def test_false_witness_gives_no_proof(proven, implementation, curve):
    made = proven(implementation, 1)
    z = list(made.chain.z)
    z[3] = (z[3] + 1) % R
    with pytest.raises(UnsatisfiedWitness, match="constraint 0 of 1 does not hold"):
        check_witness(made.chain.r1cs, z)
    with pytest.raises(UnsatisfiedWitness, match="does not satisfy"):
        prove_checked(ProveInput(made.key, z, 3, 4, checked=False), curve)


def test_false_public_value_in_the_witness_gives_no_proof(proven, tuned):
    made = proven("python-tuned", 5)
    z = list(made.chain.z)
    z[1] = (z[1] + 1) % R
    with pytest.raises(UnsatisfiedWitness):
        prove_checked(ProveInput(made.key, z, 3, 4, checked=False), tuned)


@pytest.mark.parametrize("m", SMALL)
def test_readable_and_tuned_give_the_same_bytes(proven, m):
    readable, fast = proven("python", m), proven("python-tuned", m)
    assert write_proving_key(readable.key) == write_proving_key(fast.key)
    assert encode_proof(readable.proof) == encode_proof(fast.proof)


@pytest.mark.parametrize("m", [1, 5, 30])
def test_a_proof_has_the_logarithms_of_the_paper(proven, trapdoor, chain, tuned, m):
    """A, B, C from their discrete logarithms, with h(τ) = (a(τ)b(τ) − c(τ))/t(τ): no odd points, no sums of points."""
    made = proven("python-tuned", m)
    r, s = 1234567, 7654321
    qap = evaluate_qap(made.chain.r1cs, trapdoor.tau)
    z, public = made.chain.z, made.key.num_public
    a_tau, b_tau, c_tau = (sum(x * p for x, p in zip(z, column, strict=True)) for column in (qap.u, qap.v, qap.w))
    h_t = (a_tau * b_tau - c_tau) % R
    log_a = (trapdoor.alpha + a_tau + r * trapdoor.delta) % R
    log_b = (trapdoor.beta + b_tau + s * trapdoor.delta) % R
    private = sum(
        x * (trapdoor.beta * u + trapdoor.alpha * v + w)
        for x, u, v, w in list(zip(z, qap.u, qap.v, qap.w, strict=True))[public + 1 :]
    )
    log_c = ((private + h_t) * pow(trapdoor.delta, -1, R) + s * log_a + r * log_b - r * s * trapdoor.delta) % R
    reference = ReferenceCurve()
    assert [made.proof.a, made.proof.c] == reference.multiples_g1([log_a, log_c])
    assert [made.proof.b] == reference.multiples_g2([log_b])


def test_h_is_the_odd_half_of_the_doubled_domain(proven, trapdoor):
    """h_j = ℓ_{2j+1}(τ)/δ·G, from the definition ℓ_k(τ) = (τ^2N − 1)·ω^k / (2N·(τ − ω^k))."""
    key = proven("python-tuned", 5).key
    n2 = 2 * key.domain_size
    omega, tau = root_of_unity(n2), trapdoor.tau
    logs = [
        (pow(tau, n2, R) - 1) * w % R * pow(n2 * (tau - w) * trapdoor.delta, -1, R) % R
        for w in (pow(omega, 2 * j + 1, R) for j in range(key.domain_size))
    ]
    assert list(key.h) == ReferenceCurve().multiples_g1(logs)


@given(st.integers(0, R - 1), st.integers(0, R - 1), st.integers(0, R - 1), st.integers(0, R - 1))
@settings(max_examples=8, deadline=None)
def test_every_witness_and_every_randomness_prove(a, b, r, s):
    from importlib import import_module

    tuned = import_module("zkpair_python.snark.curve_tuned").TunedCurve()
    minus = R - 1
    r1cs = R1cs(4, 1, 1, 1, 4, (Constraint(((2, minus), (3, minus)), ((2, 1),), ((1, minus),)),), (0, 1, 2, 3))
    z = [1, a * (a + b) % R, a, b]
    check_witness(r1cs, z)
    key = setup(r1cs, Trapdoor(5, 6, 7, 8, 9), tuned)
    proof = prove(key, z, r, s, tuned)
    assert decode_proof(encode_proof(proof)) == proof
    assert verify(prepare_key(key.verifying_key, tuned), z[1:3], proof, tuned) is True


def test_known_malleability_verifies(proven, implementation, curve):
    """(−A, −B, C) and (k·A, B/k, C) are other proofs of the same statement: see docs/protocols/groth16.md."""
    made = proven(implementation, 1)
    key = prepare_key(made.key.verifying_key, curve)
    negated = Proof(negate_g1(made.proof.a), negate_g2(made.proof.b), made.proof.c)
    assert encode_proof(negated) != encode_proof(made.proof)
    assert verify(key, made.public, negated, curve) is True
    k = 3**100 % R
    scaled = Proof(curve.msm_g1([made.proof.a], [k]), curve.msm_g2([made.proof.b], [pow(k, -1, R)]), made.proof.c)
    assert verify(key, made.public, scaled, curve) is True


def test_rerandomised_proofs_verify(proven, tuned):
    """A' = A/x, B' = x·B + x·y·δ, C' = C + y·A (Baghery, Kohlweiss, Siim, Volkhov, ePrint 2020/811)."""
    made = proven("python-tuned", 5)
    vk = made.key.verifying_key
    x, y = 11**50 % R, 13**50 % R
    other = Proof(
        tuned.msm_g1([made.proof.a], [pow(x, -1, R)]),
        tuned.msm_g2([made.proof.b, vk.delta_2], [x, x * y % R]),
        tuned.msm_g1([made.proof.c, made.proof.a], [1, y]),
    )
    assert verify(prepare_key(vk, tuned), made.public, other, tuned) is True


def test_half_negated_proofs_do_not_verify(proven, tuned):
    made = proven("python-tuned", 5)
    key = prepare_key(made.key.verifying_key, tuned)
    a, b, c = made.proof.a, made.proof.b, made.proof.c
    for altered in (Proof(negate_g1(a), b, c), Proof(a, negate_g2(b), c), Proof(a, b, negate_g1(c)), Proof(c, b, a)):
        assert verify(key, made.public, altered, tuned) is False
    for altered in (Proof(None, b, c), Proof(a, None, c), Proof(a, b, None), Proof(None, None, None)):
        assert verify(key, made.public, altered, tuned) is False


def test_verify_refuses_what_no_statement_is(proven, implementation, curve):
    made = proven(implementation, 1)
    key = prepare_key(made.key.verifying_key, curve)
    for wrong in ([], made.public[:1], [*made.public, 0]):
        with pytest.raises(CircuitMismatch, match="verifying key has 2"):
            verify(key, wrong, made.proof, curve)
    with pytest.raises(CircuitMismatch, match="not below r"):
        verify(key, [made.public[0] + R, made.public[1]], made.proof, curve)


def test_verify_refuses_a_b_outside_the_subgroup(proven, implementation, curve):
    from zkpair_python.snark.points import _rhs_g2, sqrt_fp2

    made = proven(implementation, 1)
    x, y = next(((n, 0), y) for n in range(1, 100) if (y := sqrt_fp2(_rhs_g2((n, 0)))) is not None)
    with pytest.raises(InvalidPoint, match="outside the subgroup"):
        verify(
            prepare_key(made.key.verifying_key, curve), made.public, Proof(made.proof.a, (x, y), made.proof.c), curve
        )


@pytest.mark.parametrize("secret", ["tau", "alpha", "beta", "gamma", "delta"])
def test_setup_refuses_a_zero_secret(chain, tuned, trapdoor, secret):
    with pytest.raises(InvalidTrapdoor, match=secret):
        setup(chain(5).r1cs, Trapdoor(**{**vars(trapdoor), secret: 0}), tuned)


@pytest.mark.parametrize("power", [0, 1, 5])
def test_setup_refuses_a_tau_of_the_doubled_domain(chain, tuned, trapdoor, power):
    tau = pow(root_of_unity(16), power, R)
    with pytest.raises(InvalidTrapdoor, match="domain of size 16"):
        setup(chain(5).r1cs, Trapdoor(**{**vars(trapdoor), "tau": tau}), tuned)


def test_a_circuit_without_public_signals(tuned, trapdoor):
    """l = 0: the statement is the constant one alone."""
    r1cs = R1cs(4, 0, 0, 2, 4, (Constraint(((1, 1),), ((2, 1),), ((3, 1),)),), (0, 1, 2, 3))
    z = [1, 6, 7, 42]
    key = setup(r1cs, trapdoor, tuned)
    assert len(key.verifying_key.ic) == 1
    assert verify(prepare_key(key.verifying_key, tuned), [], prove(key, z, 5, 6, tuned), tuned) is True
