"""The parts that ceilings are counted from are those that the prover and the verifier really do."""

import pytest

from zkpair_python.algebra.bn254 import g2
from zkpair_python.snark import operation_counts
from zkpair_python.snark.groth16_prove import prove
from zkpair_python.snark.groth16_verify import prepare_key, verify


class Spy:
    """A curve that notes what it is asked for."""

    def __init__(self, curve):
        self.curve, self.asked = curve, []

    def __getattr__(self, name):
        def ask(first, *rest):
            self.asked.append((name, len(first)))
            return getattr(self.curve, name)(first, *rest)

        return ask


@pytest.mark.parametrize("num_constraints", [5, 12])
def test_prove_and_verify(num_constraints, proven, tuned):
    made = proven("python-tuned", num_constraints)
    key = made.key
    spy = Spy(tuned)
    proof = prove(key, made.chain.z, 3, 5, spy)
    parts = operation_counts.prove_parts(key.domain_size, key.num_signals, key.num_public)
    expected = [("msm_g1", n) for n in parts.g1_terms] + [("msm_g2", parts.g2_terms)]
    expected += [("ntt", parts.ntt_length)] * operation_counts.NUM_NTTS
    assert sorted(spy.asked) == sorted(expected)

    prepared = prepare_key(key.verifying_key, tuned)
    spy.asked.clear()
    assert verify(prepared, made.public, proof, spy)
    assert sorted(spy.asked) == [
        ("first_outside_subgroup", 1),
        ("msm_g1", key.num_public + 1),
        ("pairing_product", 3),
    ]


def test_the_subgroup_check_takes_so_many_steps(monkeypatch):
    steps = []
    for name in ("add_pairs", "double_each"):
        real = getattr(g2.G2, name)
        monkeypatch.setattr(
            g2.G2, name, lambda *points, real=real: steps.append(len(points[0])) or real(*points), raising=False
        )
    assert g2.are_in_subgroup([g2.GENERATOR]) == [True]
    assert sum(steps) == pytest.approx(operation_counts.SUBGROUP_STEPS, rel=0.15)


def test_a_count_grows_with_the_circuit():
    sizes = [8, 64, 512]
    counts = [operation_counts.groth16_prove(n, n + 1, 1).multiplications for n in sizes]
    assert counts == sorted(counts) and counts[0] > 0
    assert operation_counts.groth16_verify(256).multiplications > operation_counts.groth16_verify(1).multiplications
