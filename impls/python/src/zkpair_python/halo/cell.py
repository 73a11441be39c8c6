"""What the Halo adapters read of a case: sizes, parameters, a polynomial with its blind, a seed."""

from collections.abc import Mapping
from dataclasses import dataclass

from zkpair_python.case import Case, require_blob
from zkpair_python.errors import WrongLengthError

from .curve import VESTA, Curve
from .errors import UnsupportedCellError
from .params import Params, read_params
from .stream import SEED_BYTES

MIN_N, MAX_N = 1 << 4, 1 << 16
ACCUMULATED_N = 1 << 10
MAX_OPENINGS = 64


def ipa_size(case: Case) -> int:
    """n of the IPA tasks."""
    n = case.size
    if not MIN_N <= n <= MAX_N or n & (n - 1):
        raise UnsupportedCellError(f"size {n}: a power of two from {MIN_N} to {MAX_N} is done here")
    return n


def number_of_openings(case: Case) -> int:
    """m of the accumulation's tasks."""
    if case.params.get("n", str(ACCUMULATED_N)) != str(ACCUMULATED_N):
        raise UnsupportedCellError(f"n={case.params['n']!r} is not done here; use {ACCUMULATED_N}")
    if not 1 <= case.size <= MAX_OPENINGS:
        raise UnsupportedCellError(f"size {case.size}: 1 to {MAX_OPENINGS} openings are done here")
    return case.size


def shared_params(case: Case, n: int, curve: Curve = VESTA) -> Params:
    return read_params(require_blob(case.shared, "params", "shared"), n, curve)


@dataclass(frozen=True)
class Committed:
    """A polynomial of n coefficients, constant one first, and the blind of its commitment."""

    polynomial: list[int]
    blind: int


def committed(blobs: Mapping[str, bytes], n: int, where: str, curve: Curve = VESTA) -> Committed:
    polynomial = curve.scalars.decode(require_blob(blobs, "polynomial", where), n, f"{where}: polynomial")
    return Committed(polynomial, one_scalar(blobs, "blind", where, curve))


def one_scalar(blobs: Mapping[str, bytes], name: str, where: str, curve: Curve = VESTA) -> int:
    [scalar] = curve.scalars.decode(require_blob(blobs, name, where), 1, f"{where}: {name}")
    return scalar


def seed_of(blobs: Mapping[str, bytes], where: str) -> bytes:
    seed = require_blob(blobs, "seed", where)
    if len(seed) != SEED_BYTES:
        raise WrongLengthError(f"{where}: seed: {len(seed)} bytes where {SEED_BYTES} were expected")
    return seed
