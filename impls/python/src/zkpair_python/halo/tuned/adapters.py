"""`halo/*:python-tuned`: the readable adapters over the tuned curve; the bytes are the same."""

from typing import ClassVar

from zkpair_python.algebra.number import gmpy2_reason
from zkpair_python.halo import accumulate, decide, ipa_commit, ipa_open, ipa_verify
from zkpair_python.halo.curve import Curve
from zkpair_python.versions import LANGUAGE, library

from .curve import VESTA_TUNED

SUMS = "Pippenger, signed windows, GLV, affine additions with shared inversions"
FOLDS = "folds in lockstep with GLV"


def attributes(algorithm: str) -> dict[str, str]:
    return {"language": LANGUAGE, "library": f"{library('gmpy2')}; hashlib for BLAKE2b", "algorithm": algorithm}


class Tuned:
    """The curve, and what it needs."""

    curve: ClassVar[Curve] = VESTA_TUNED

    def available(self) -> str | None:
        return gmpy2_reason()


class IpaCommit(Tuned, ipa_commit.Python):
    attributes: ClassVar[dict[str, str]] = attributes(SUMS)


class IpaOpen(Tuned, ipa_open.Python):
    attributes: ClassVar[dict[str, str]] = attributes(f"{SUMS}; {FOLDS}")


class IpaVerify(Tuned, ipa_verify.Python):
    attributes: ClassVar[dict[str, str]] = attributes(SUMS)


class Accumulate(Tuned, accumulate.Python):
    attributes: ClassVar[dict[str, str]] = attributes(f"{SUMS}; {FOLDS}")


class Decide(Tuned, decide.Python):
    attributes: ClassVar[dict[str, str]] = attributes(SUMS)


class DecideOneByOne(Decide):
    """`halo/decide:python-tuned+one-by-one`: a linear check for each opening as well."""

    attributes: ClassVar[dict[str, str]] = attributes(f"{SUMS}; a sum for each opening and for the fold")
    one_by_one: ClassVar[bool] = True
