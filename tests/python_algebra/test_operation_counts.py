"""The counted operations are those that the tuned code makes."""

import random

import pytest

from zkpair_python.algebra import group, ntt, ntt_tuned, operation_counts, pippenger
from zkpair_python.algebra.bn254 import fp12, g1, g2, pairing
from zkpair_python.algebra.field import R, root_of_unity


class CountingInt(int):
    """An integer that counts in how many lanes it is the left factor."""

    products = 0

    def __mul__(self, other):
        CountingInt.products += -(-int(other).bit_length() // ntt_tuned.LANE_BITS)
        return int(self) * other


@pytest.mark.parametrize("n", [1, 2, 4, 8, 64, 128])
def test_ntt(n, monkeypatch):
    omega = root_of_unity(n)
    n1, n2, *powers = ntt_tuned._plan(n, omega)
    plan = ntt_tuned.Plan(n1, n2, *([CountingInt(int(power)) for power in part] for part in powers))
    monkeypatch.setattr(ntt_tuned, "_plan", lambda n, omega: plan)
    CountingInt.products = 0
    rng = random.Random(n)
    coefficients = [rng.randrange(R) for _ in range(n)]
    assert ntt_tuned.ntt(coefficients, omega) == ntt.ntt(coefficients, omega)
    assert CountingInt.products == operation_counts.ntt(n).multiplications


@pytest.mark.parametrize(
    ("name", "curve", "generator"), [("bn254_g1", g1.G1, g1.GENERATOR), ("bn254_g2", g2.G2, g2.GENERATOR)]
)
def test_msm(name, curve, generator):
    class Counting:
        additions = 0
        batches = 0
        endomorphism = staticmethod(curve.endomorphism)
        negate = staticmethod(curve.negate)
        glv = curve.glv

        def add_pairs(self, lefts, rights):
            self.batches += 1
            self.additions += sum(a is not None and b is not None for a, b in zip(lefts, rights, strict=True))
            return curve.add_pairs(lefts, rights)

        def double_each(self, points):
            self.batches += 1
            self.additions += sum(point is not None for point in points)
            return curve.double_each(points)

    n = 256
    rng = random.Random(1)
    points = [generator]
    while len(points) < n:
        points += curve.add_pairs(points, [group.add(curve, points[-1], generator)] * len(points))
    counting = Counting()
    pippenger.msm(counting, points, [rng.randrange(R) for _ in range(n)])
    expected = operation_counts.msm(name, n)
    per_addition = operation_counts.ADDITION_MULTIPLICATIONS[name]
    # The top window is often half empty, which the count leaves in: a window of 19 here.
    assert counting.additions * per_addition == pytest.approx(expected.multiplications, rel=0.07)
    assert counting.batches == pytest.approx(expected.inversions, rel=0.2)


@pytest.mark.parametrize("k", [1, 3])
def test_pairing(k, monkeypatch):
    counts = {"squarings": 0, "others": 0}
    multiply = fp12.multiply

    def counting(a, b):
        counts["squarings" if a is b else "others"] += 1
        return multiply(a, b)

    monkeypatch.setattr(fp12, "multiply", counting)
    monkeypatch.setattr(pairing, "multiply", counting)
    pairing.pairing_product([(g1.GENERATOR, g2.GENERATOR)] * k)
    expected = operation_counts.pairing_products(k)
    assert counts == {
        "squarings": expected.squarings,
        "others": expected.line_multiplications + expected.multiplications,
    }
    assert len(pairing.line_coefficients(g2.GENERATOR)) * k == expected.point_steps
