"""Fiat and Shamir's transform as halo2 makes it: one running BLAKE2b-512 with the personalisation "Halo2-Transcript".

point      1 ‖ x ‖ y          (infinity has no coordinates: refused)
scalar     2 ‖ 32 bytes
challenge  0, then the digest of all so far as a 512-bit integer, reduced; the state goes on

A prover's messages are absorbed and written (points compressed); what both sides know is absorbed alone.
"""

import hashlib

from zkpair_python.errors import InputError

from .curve import Curve, Point
from .encoding import COMPRESSED_BYTES, compress, decompress, encode_point
from .errors import MalformedProof, PointAtInfinity
from .field import ELEMENT_BYTES

PERSONALISATION = b"Halo2-Transcript"
PREFIX_CHALLENGE, PREFIX_POINT, PREFIX_SCALAR = b"\0", b"\1", b"\2"


class Transcript:
    """What prover and verifier have said; scalars are those of the curve."""

    def __init__(self, curve: Curve) -> None:
        self.curve = curve
        self.state = hashlib.blake2b(digest_size=64, person=PERSONALISATION)

    def common_point(self, point: Point) -> None:
        """Absorb a point that both sides know."""
        if point is None:
            raise PointAtInfinity("the transcript takes no point at infinity")
        self.state.update(PREFIX_POINT + encode_point(self.curve, point))

    def common_scalar(self, scalar: int) -> None:
        """Absorb a scalar that both sides know."""
        self.state.update(PREFIX_SCALAR + self.curve.scalars.encode([scalar]))

    def squeeze_challenge(self) -> int:
        """A scalar that depends on all that was absorbed and squeezed before."""
        self.state.update(PREFIX_CHALLENGE)
        return self.curve.scalars.from_uniform_bytes(self.state.digest())


class TranscriptWriter(Transcript):
    """The prover's: `proof` holds what was written so far."""

    def __init__(self, curve: Curve) -> None:
        super().__init__(curve)
        self.proof = b""

    def write_point(self, point: Point) -> None:
        self.common_point(point)
        self.proof += compress(self.curve, point)

    def write_scalar(self, scalar: int) -> None:
        self.common_scalar(scalar)
        self.proof += self.curve.scalars.encode([scalar])


class TranscriptReader(Transcript):
    """The verifier's: reads a proof strictly, `MalformedProof` says where it is none."""

    def __init__(self, curve: Curve, proof: bytes) -> None:
        super().__init__(curve)
        self.proof = proof
        self.offset = 0

    def _take(self, size: int) -> tuple[bytes, str]:
        start, self.offset = self.offset, self.offset + size
        if self.offset > len(self.proof):
            raise MalformedProof(f"the proof has {len(self.proof)} bytes and more are read at {start}")
        return self.proof[start : self.offset], f"the proof at byte {start}"

    def read_point(self) -> Point:
        data, where = self._take(COMPRESSED_BYTES)
        try:
            point = decompress(self.curve, data, where)
            self.common_point(point)
        except InputError as error:
            raise MalformedProof(str(error)) from error
        return point

    def read_scalar(self) -> int:
        data, where = self._take(ELEMENT_BYTES)
        try:
            [scalar] = self.curve.scalars.decode(data, 1, where)
        except InputError as error:
            raise MalformedProof(str(error)) from error
        self.common_scalar(scalar)
        return scalar

    def finish(self) -> None:
        """Nothing follows what was read."""
        if self.offset != len(self.proof):
            raise MalformedProof(f"the proof has {len(self.proof)} bytes, {self.offset} are its messages")
