"""The bytes of openings. A statement: commitment ‖ point ‖ value, 96 bytes; an opening: commitment ‖ value ‖ proof."""

from .curve import Curve, Point
from .encoding import COMPRESSED_BYTES, compress, decompress
from .errors import MalformedProof
from .field import ELEMENT_BYTES
from .ipa import Statement

STATEMENT_BYTES = COMPRESSED_BYTES + 2 * ELEMENT_BYTES


def decode_statement(curve: Curve, data: bytes) -> Statement:
    """Strictly; a commitment at infinity is none that a transcript takes, and is left to it."""
    if len(data) != STATEMENT_BYTES:
        raise MalformedProof(f"the statement has {len(data)} bytes where {STATEMENT_BYTES} were expected")
    commitment = decompress(curve, data[:COMPRESSED_BYTES], "the statement's commitment")
    point, value = curve.scalars.decode(data[COMPRESSED_BYTES:], 2, "the statement's scalars")
    return Statement(commitment, point, value)


def encode_statement(curve: Curve, statement: Statement) -> bytes:
    return compress(curve, statement.commitment) + curve.scalars.encode([statement.point, statement.value])


def encode_opened(curve: Curve, commitment: Point, value: int, proof: bytes) -> bytes:
    """What `halo/ipa_open` answers."""
    return compress(curve, commitment) + curve.scalars.encode([value]) + proof
