"""The transcript against its definition, and what a reader must refuse."""

from __future__ import annotations

import hashlib

import pytest

from zkpair_python.halo.curve import VESTA
from zkpair_python.halo.encoding import compress, encode_point
from zkpair_python.halo.errors import MalformedProof, PointAtInfinity
from zkpair_python.halo.transcript import Transcript, TranscriptReader, TranscriptWriter

R = VESTA.scalars.modulus
POINT = VESTA.multiply(VESTA.generator, 99)


def test_bytes_absorbed() -> None:
    transcript = Transcript(VESTA)
    transcript.common_point(POINT)
    transcript.common_scalar(R - 1)
    first, second = transcript.squeeze_challenge(), transcript.squeeze_challenge()
    said = b"\1" + encode_point(VESTA, POINT) + b"\2" + (R - 1).to_bytes(32, "little") + b"\0"
    for challenge, absorbed in ((first, said), (second, said + b"\0")):
        digest = hashlib.blake2b(absorbed, digest_size=64, person=b"Halo2-Transcript").digest()
        assert challenge == int.from_bytes(digest, "little") % R


def test_reader_follows_writer() -> None:
    writer = TranscriptWriter(VESTA)
    writer.write_point(POINT)
    challenge = writer.squeeze_challenge()
    writer.write_scalar(7)
    reader = TranscriptReader(VESTA, writer.proof)
    assert reader.read_point() == POINT
    assert reader.squeeze_challenge() == challenge
    assert reader.read_scalar() == 7
    reader.finish()
    assert reader.squeeze_challenge() == writer.squeeze_challenge()


def test_no_point_at_infinity() -> None:
    with pytest.raises(PointAtInfinity):
        TranscriptWriter(VESTA).write_point(None)
    with pytest.raises(MalformedProof):
        TranscriptReader(VESTA, bytes(32)).read_point()


@pytest.mark.parametrize("blob", [b"", bytes(31), b"\xff" * 32, compress(VESTA, POINT)[:-1]])
def test_malformed_points(blob: bytes) -> None:
    with pytest.raises(MalformedProof):
        TranscriptReader(VESTA, blob).read_point()


@pytest.mark.parametrize("blob", [b"", bytes(31), R.to_bytes(32, "little"), b"\xff" * 32])
def test_malformed_scalars(blob: bytes) -> None:
    with pytest.raises(MalformedProof):
        TranscriptReader(VESTA, blob).read_scalar()


def test_bytes_left_over() -> None:
    reader = TranscriptReader(VESTA, bytes(33))
    reader.read_scalar()
    with pytest.raises(MalformedProof, match="33"):
        reader.finish()
