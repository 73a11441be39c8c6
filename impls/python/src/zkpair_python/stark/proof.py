"""A proof and its bytes: exactly those of winterfell 0.13's `Proof::to_bytes` (a table is in docs/protocols/stark.md).

    context ‖ u8 number of unique queries ‖ commitments ‖ trace queries ‖ constraint queries ‖ out-of-domain frame ‖
    FRI ‖ u64 nonce

The reader derives what it can from the AIR, the options and the number of unique queries, and bounds the rest: the
queries' positions, from which all lengths follow, are known only when everything else has been read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .air import Air
from .errors import MalformedProof
from .extension import EXTENSION_BYTES, Ext, encode_extension
from .field import ELEMENT_BYTES, P, encode_elements
from .fri import FriProof, LayerOpening
from .hashing import DIGEST_BYTES
from .merkle import BatchOpening
from .options import BLOWUP, FOLDING, Options, num_fri_layers
from .wire import Reader, encode_bytes, encode_usize

MODULUS_BYTES = P.to_bytes(ELEMENT_BYTES, "little")
FRAME_ROWS = 2


@dataclass(frozen=True)
class MainQueries:
    """Rows of the main trace's extension at the positions, ascending, and their Merkle opening."""

    rows: list[list[int]]
    opening: BatchOpening


@dataclass(frozen=True)
class ExtQueries:
    """The same for columns over the extension."""

    rows: list[list[Ext]]
    opening: BatchOpening


@dataclass(frozen=True)
class Frame:
    """Values of columns at z and at g·z."""

    at_z: list[Ext]
    at_gz: list[Ext]


@dataclass(frozen=True)
class Proof:
    num_unique: int
    trace_commitments: list[bytes]
    constraint_commitment: bytes
    fri_commitments: list[bytes]
    main: MainQueries
    aux: ExtQueries | None
    constraints: ExtQueries
    trace_frame: Frame
    constraint_frame: Frame
    fri: FriProof
    nonce: int


# ---- the context -----------------------------------------------------------------------------------------------------


def context_bytes(air: Air, options: Options) -> bytes:
    """What the proof is about, without the public inputs: the verifier knows it and demands these very bytes."""
    shape = bytes([air.main_width, air.aux_width, air.num_random, air.length.bit_length() - 1]) + bytes(2)
    modulus = bytes([len(MODULUS_BYTES)]) + MODULUS_BYTES
    return shape + modulus + options.to_bytes() + encode_usize(air.num_constraints)


def seed_elements(air: Air, options: Options) -> list[int]:
    """What the transcript starts with: the context, then the public inputs."""
    half = len(MODULUS_BYTES) // 2
    modulus = [int.from_bytes(part, "little") for part in (MODULUS_BYTES[:half], MODULUS_BYTES[half:])]
    return [*air.to_elements(), *modulus, air.num_constraints, *options.to_elements(), *air.public]


# ---- writing ---------------------------------------------------------------------------------------------------------


def encode_opening(opening: BatchOpening, depth: int) -> bytes:
    lists = (encode_usize(len(digests)) + b"".join(digests) for digests in opening)
    return bytes([depth]) + encode_usize(len(opening)) + b"".join(lists)


def encode_frame(frame: Frame) -> bytes:
    data = bytes([FRAME_ROWS]) + encode_extension([*frame.at_z, *frame.at_gz])
    return len(data).to_bytes(2, "little") + data


def encode_fri(fri: FriProof, domain_size: int) -> bytes:
    """winter-fri's `FriProof`: layers, remainder, and the number of partitions as a power of two (0: one)."""
    parts = [bytes([len(fri.layers)])]
    for layer in fri.layers:
        domain_size //= FOLDING
        values = b"".join(encode_extension(row) for row in layer.rows)
        paths = encode_opening(layer.opening, domain_size.bit_length() - 1)
        parts += [len(values).to_bytes(4, "little"), values, len(paths).to_bytes(4, "little"), paths]
    remainder = encode_extension(fri.remainder)
    return b"".join([*parts, len(remainder).to_bytes(2, "little"), remainder, b"\0"])


def encode_proof(proof: Proof, air: Air, options: Options) -> bytes:
    domain_size = air.length * BLOWUP
    depth = domain_size.bit_length() - 1
    commitments = b"".join([*proof.trace_commitments, proof.constraint_commitment, *proof.fri_commitments])
    parts = [
        context_bytes(air, options),
        bytes([proof.num_unique]),
        len(commitments).to_bytes(2, "little"),
        commitments,
    ]
    parts.append(encode_bytes(b"".join(encode_elements(row) for row in proof.main.rows)))
    parts.append(encode_bytes(encode_opening(proof.main.opening, depth)))
    for queries in (proof.aux, proof.constraints):
        if queries is not None:
            parts.append(encode_bytes(b"".join(encode_extension(row) for row in queries.rows)))
            parts.append(encode_bytes(encode_opening(queries.opening, depth)))
    parts += [encode_frame(proof.trace_frame), encode_frame(proof.constraint_frame)]
    return b"".join([*parts, encode_fri(proof.fri, domain_size), proof.nonce.to_bytes(8, "little")])


# ---- reading ---------------------------------------------------------------------------------------------------------


def read_opening(data: bytes, num_leaves: int, num_positions: int, where: str) -> BatchOpening:
    """An opening of `num_positions` leaves: at most as many lists, none longer than the tree is high."""
    reader = Reader(data, where)
    depth = num_leaves.bit_length() - 1
    reader.expect_integer(1, depth, "depth")
    count = reader.usize("number of lists")
    if not 1 <= count <= num_positions:
        raise MalformedProof(f"{where}: {count} lists of digests for {num_positions} positions")
    opening = []
    for _ in range(count):
        length = reader.usize("length of a list")
        if length > depth:
            raise MalformedProof(f"{where}: a list of {length} digests in a tree of height {depth}")
        opening.append(reader.digests(length, "digests"))
    reader.end()
    return opening


def group(flat: Sequence[Ext], width: int) -> list[list[Ext]]:
    return [list(flat[i : i + width]) for i in range(0, len(flat), width)]


def read_queries(reader: Reader, num_unique: int, width: int, domain_size: int, what: str) -> ExtQueries:
    reader.expect_usize(num_unique * width * EXTENSION_BYTES, f"length of the {what} queries")
    rows = group(reader.extension(num_unique * width, f"{what} queries"), width)
    return ExtQueries(rows, read_opening_bytes(reader, num_unique, domain_size, what))


def read_opening_bytes(reader: Reader, num_unique: int, domain_size: int, what: str) -> BatchOpening:
    length = reader.usize(f"length of the {what} opening")
    return read_opening(reader.take(length, f"{what} opening"), domain_size, num_unique, f"{what} opening")


def read_frame(reader: Reader, width: int, what: str) -> Frame:
    reader.expect_integer(2, 1 + FRAME_ROWS * width * EXTENSION_BYTES, f"length of the {what} frame")
    reader.expect_integer(1, FRAME_ROWS, f"number of rows of the {what} frame")
    flat = reader.extension(FRAME_ROWS * width, f"{what} frame")
    return Frame(flat[:width], flat[width:])


def read_fri(reader: Reader, domain_size: int, num_unique: int) -> FriProof:
    """The FRI part of a proof with this many queried positions."""
    num_layers = num_fri_layers(domain_size)
    reader.expect_integer(1, num_layers, "number of FRI layers")
    layers, row_bytes = [], FOLDING * EXTENSION_BYTES
    for depth in range(num_layers):
        domain_size //= FOLDING
        length = reader.integer(4, "length of a FRI layer's rows")
        count = length // row_bytes
        if length % row_bytes or not 1 <= count <= num_unique:
            raise MalformedProof(f"proof: FRI layer {depth} has {length} bytes of rows for {num_unique} positions")
        rows = [tuple(row) for row in group(reader.extension(count * FOLDING, "a FRI layer's rows"), FOLDING)]
        length = reader.integer(4, "length of a FRI layer's opening")
        data = reader.take(length, "a FRI layer's opening")
        layers.append(LayerOpening(rows, read_opening(data, domain_size, count, f"FRI layer {depth} opening")))
    count = domain_size // BLOWUP
    reader.expect_integer(2, count * EXTENSION_BYTES, "length of the remainder")
    remainder = reader.extension(count, "remainder")
    reader.expect_integer(1, 0, "logarithm of the number of partitions")
    return FriProof(layers, remainder)


def decode_proof(data: bytes, air: Air, options: Options) -> Proof:
    """The proof in exactly these bytes, for exactly this AIR and these options.

    Raises `MalformedProof`, or one of `zkpair_python.errors` for a field element that is not canonical.
    """
    reader = Reader(data)
    reader.expect(context_bytes(air, options), "context")
    num_unique = reader.integer(1, "number of unique queries")
    if not 1 <= num_unique <= options.num_queries:
        raise MalformedProof(f"proof: {num_unique} unique queries, but {options.num_queries} are drawn")
    domain_size = air.length * BLOWUP
    num_traces, num_fri = 2 if air.aux_width else 1, num_fri_layers(domain_size) + 1
    reader.expect_integer(2, (num_traces + 1 + num_fri) * DIGEST_BYTES, "length of the commitments")
    commitments = reader.digests(num_traces + 1 + num_fri, "commitments")
    reader.expect_usize(num_unique * air.main_width * ELEMENT_BYTES, "length of the main trace's queries")
    flat = reader.elements(num_unique * air.main_width, "main trace's queries")
    rows = [flat[i : i + air.main_width] for i in range(0, len(flat), air.main_width)]
    main = MainQueries(rows, read_opening_bytes(reader, num_unique, domain_size, "main trace"))
    aux = read_queries(reader, num_unique, air.aux_width, domain_size, "second trace") if air.aux_width else None
    constraints = read_queries(reader, num_unique, air.num_composition_columns, domain_size, "constraint")
    proof = Proof(
        num_unique=num_unique,
        trace_commitments=commitments[:num_traces],
        constraint_commitment=commitments[num_traces],
        fri_commitments=commitments[num_traces + 1 :],
        main=main,
        aux=aux,
        constraints=constraints,
        trace_frame=read_frame(reader, air.main_width + air.aux_width, "trace"),
        constraint_frame=read_frame(reader, air.num_composition_columns, "constraint"),
        fri=read_fri(reader, domain_size, num_unique),
        nonce=reader.integer(8, "nonce"),
    )
    reader.end()
    return proof
