"""Where gmpy2 is missing: the tuned implementations say what to do, everything else gives the same results by ints."""

import subprocess
import sys

SCRIPT = """
import sys
sys.modules["gmpy2"] = None  # importing it now raises ImportError

from zkpair_python.algebra import field_mul_tuned, group, msm, msm_tuned, ntt_tuned, pairing_tuned
from zkpair_python.algebra.bn254 import fp12, g1, g2, pairing
from zkpair_python.algebra.bn254.codec import decode_g2, encode_g1, encode_g2
from zkpair_python.algebra.bn254.msm import msm_g1
from zkpair_python.algebra.bn254.constants import R
from zkpair_python.algebra.number import mpz

assert mpz is int
for module in (field_mul_tuned, msm_tuned, ntt_tuned, pairing_tuned):
    assert "pip install" in module.PythonTuned().available()
assert msm.Python().available() is None
assert decode_g2(encode_g2([g2.GENERATOR, None]), 2, "bases") == [g2.GENERATOR, None]
points = [group.multiply(g1.G1, g1.GENERATOR, k) for k in (3, 5, R - 7)]
print(encode_g1([msm_g1(points, [11, R - 2, 1])]).hex())
print(fp12.to_tower(pairing.pairing_product([(points[0], g2.GENERATOR)])))
"""


def test_results_are_the_same_by_ints():
    from zkpair_python.algebra import group
    from zkpair_python.algebra.bn254 import fp12, g1, g2, pairing
    from zkpair_python.algebra.bn254.codec import encode_g1

    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    total, product = done.stdout.splitlines()
    assert total == encode_g1([group.multiply(g1.G1, g1.GENERATOR, 33 - 10 - 7)]).hex()
    three = group.multiply(g1.G1, g1.GENERATOR, 3)
    expected = fp12.to_tower(pairing.pairing_product([(three, g2.GENERATOR)]))
    assert product == str([int(c) for c in expected])
