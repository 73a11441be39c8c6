"""`stark/verify:python-tuned`: compiled hashes, and all queries side by side in NumPy arrays."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from zkpair_python.case import Case
from zkpair_python.versions import LANGUAGE, library

from .air import Air
from .cell import StarkCell
from .hashing import Hash
from .options import Options
from .proof import Proof
from .tuned.commitment import fast_hash
from .tuned.verifier import verify
from .verify import Python


class PythonTuned(Python):
    attributes: ClassVar[dict[str, str]] = {
        "language": LANGUAGE,
        "library": f"{library('numpy')}; sha3_256: hashlib; blake3: {library('blake3')}",
        "algorithm": "strict reader, constraints at one point, the queries' DEEP values and folds as arrays",
        "simd": "NumPy's",
    }

    def cell(self, case: Case) -> StarkCell:
        return replace(super().cell(case), hash=fast_hash(case.params["hash"]))

    def verify(self, proof: Proof, air: Air, options: Options, h: Hash) -> None:
        verify(proof, air, options, h)
