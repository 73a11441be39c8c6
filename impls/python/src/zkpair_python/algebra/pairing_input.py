"""The inputs of `algebra/pairing`, checked, as both implementations take them."""

from collections.abc import Sequence

from zkpair_python.algebra.bn254.codec import decode_g1, decode_g2
from zkpair_python.algebra.bn254.g1 import G1Point
from zkpair_python.algebra.bn254.g2 import G2Point
from zkpair_python.case import Case, require_blob, require_parameter, require_size

Pairs = Sequence[tuple[G1Point | None, G2Point | None]]


def decode_instances(case: Case) -> list[Pairs]:
    """The k pairs (P_i, Q_i) of each instance."""
    require_parameter(case, "curve", ["bn254"])
    k = require_size(case)
    instances: list[Pairs] = []
    for i, blobs in enumerate(case.instances):
        p = decode_g1(require_blob(blobs, "g1", f"instance {i}"), k, f"instance {i}: g1")
        q = decode_g2(require_blob(blobs, "g2", f"instance {i}"), k, f"instance {i}: g2")
        instances.append(list(zip(p, q, strict=True)))
    return instances
