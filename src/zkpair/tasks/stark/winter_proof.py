"""winterfell 0.13's proof, read strictly: the parts of `Proof::to_bytes()`, every number as the cell demands.

Nothing of it is trusted: widths, lengths, options and the number of layers follow from the AIR and the setting;
elements are canonical, lengths written in the fewest bytes, and the last byte is the last.
"""

from __future__ import annotations

from dataclasses import dataclass

from zkpair.tasks.arithmetic.field import EncodingError
from zkpair.tasks.arithmetic.small_field import GOLDILOCKS
from zkpair.tasks.stark.air import Air
from zkpair.tasks.stark.reader import DIGEST_BYTES, Element, Reader
from zkpair.tasks.stark.setting import Setting

QUADRATIC, LINEAR, ONE_PARTITION = 2, 0, 1


@dataclass(frozen=True)
class Opening:
    """Rows at the queried positions, each as the bytes that are hashed to its leaf, and the batch's inner nodes."""

    rows: list[bytes]
    depth: int
    nodes: list[list[bytes]]


@dataclass(frozen=True)
class FriPart:
    """Each layer's opening (a row is the four values that fold into one), and the remainder's coefficients, highest
    first."""

    layers: list[Opening]
    remainder: list[Element]


@dataclass(frozen=True)
class WinterProof:
    unique_queries: int
    trace_roots: list[bytes]
    constraint_root: bytes
    fri_roots: list[bytes]
    trace_openings: list[Opening]
    constraint_opening: Opening
    ood_trace: list[list[Element]]
    ood_constraints: list[list[Element]]
    fri: FriPart
    nonce: int
    sections: dict[str, tuple[int, int]]
    """Where each section lies: name -> (first byte, byte after the last)."""


def context_bytes(air: Air, n: int, setting: Setting) -> bytes:
    """The proof's context: trace info, modulus, options, number of constraints."""
    trace_info = bytes([air.width, air.aux_width, air.aux_randoms, n.bit_length() - 1, 0, 0])
    modulus = bytes([8]) + GOLDILOCKS.modulus.to_bytes(8, "little")
    options = [setting.queries, setting.blowup, setting.grinding, QUADRATIC, setting.folding]
    options += [setting.remainder_max_degree, LINEAR, LINEAR, ONE_PARTITION, ONE_PARTITION]
    return trace_info + modulus + bytes(options) + bytes([air.constraints << 1 | 1])


def read_proof(blob: bytes, air: Air, n: int, setting: Setting) -> WinterProof:
    """EncodingError names the first byte or number that is not as it must be."""
    reader = Reader(blob, "proof")
    sections: dict[str, tuple[int, int]] = {}

    def mark(name: str, start: int) -> None:
        sections[name] = (start, reader.position)

    context = context_bytes(air, n, setting)
    found = reader.take(len(context))
    if found != context:
        place = next(i for i, (a, b) in enumerate(zip(found, context, strict=True)) if a != b)
        raise EncodingError(f"proof: context: byte {place} is {found[place]}, the cell demands {context[place]}")
    mark("context", 0)
    unique = reader.uint(1)
    if not 1 <= unique <= setting.queries:
        raise EncodingError(f"proof: {unique} unique queries of {setting.queries}")
    mark("unique queries", reader.position - 1)

    start = reader.position
    layers = setting.fri_layers(n * setting.blowup)
    roots = air.segments + 1 + layers + 1
    reader.expect("length of the commitments", reader.uint(2), DIGEST_BYTES * roots)
    digests = reader.digests(roots)
    mark("commitments", start)

    domain = n * setting.blowup
    trace_openings = []
    for name, row in (("main trace queries", 8 * air.width), ("auxiliary trace queries", 16 * air.aux_width)):
        if row:
            start = reader.position
            trace_openings.append(_queries(reader, name, unique, row, domain))
            mark(name, start)
    start = reader.position
    constraint_opening = _queries(reader, "constraint queries", unique, 16 * air.composition_columns, domain)
    mark("constraint queries", start)

    start = reader.position
    ood_trace = _frame(reader, "out-of-domain trace frame", air.width + air.aux_width)
    mark("out-of-domain trace frame", start)
    start = reader.position
    ood_constraints = _frame(reader, "out-of-domain constraint frame", air.composition_columns)
    mark("out-of-domain constraint frame", start)

    start = reader.position
    fri = read_fri(reader, unique, domain, setting)
    mark("fri", start)
    nonce = reader.uint(8)
    mark("nonce", reader.position - 8)
    reader.end()
    segments = air.segments
    return WinterProof(
        unique,
        digests[:segments],
        digests[segments],
        digests[segments + 1 :],
        trace_openings,
        constraint_opening,
        ood_trace,
        ood_constraints,
        fri,
        nonce,
        sections,
    )


def read_fri(reader: Reader, unique: int, domain: int, setting: Setting) -> FriPart:
    """winter-fri's `FriProof`: layers, remainder, partitions (2^0)."""
    layers = setting.fri_layers(domain)
    reader.expect("number of FRI layers", reader.uint(1), layers)
    openings = []
    for i in range(layers):
        domain //= setting.folding
        row = 16 * setting.folding
        values = reader.uint(4)
        if values % row or not 1 <= values // row <= min(unique, domain):
            raise EncodingError(f"proof: FRI layer {i}: {values} bytes of values are no 1 to {unique} rows of {row}")
        rows = _rows(reader.part(values, f"FRI layer {i}"), values // row, row)
        length = reader.uint(4)
        openings.append(_batch(reader.part(length, f"paths of FRI layer {i}"), rows, domain))
    count = domain // setting.blowup
    reader.expect("length of the remainder", reader.uint(2), 16 * count)
    remainder = reader.extension_elements(count)
    reader.expect("number of partitions (log2)", reader.uint(1), 0)
    return FriPart(openings, remainder)


def _queries(reader: Reader, name: str, unique: int, row: int, domain: int) -> Opening:
    reader.expect(f"length of the values of the {name}", reader.vint(), unique * row)
    rows = _rows(reader.part(unique * row, name), unique, row)
    length = reader.vint()
    return _batch(reader.part(length, f"paths of the {name}"), rows, domain)


def _rows(reader: Reader, count: int, row: int) -> list[bytes]:
    start = reader.position
    reader.elements(count * row // 8)
    reader.end()
    return [reader.data[start + i * row : start + (i + 1) * row] for i in range(count)]


def _batch(reader: Reader, rows: list[bytes], domain: int) -> Opening:
    """A batch Merkle proof: depth, for each pair of leaves the nodes that cannot be computed, leaf upwards."""
    depth = reader.uint(1)
    reader.expect("depth", depth, domain.bit_length() - 1)
    pairs = reader.vint()
    if not 1 <= pairs <= len(rows):
        raise EncodingError(f"{reader.what}: {pairs} lists of nodes for {len(rows)} rows")
    nodes = []
    for _ in range(pairs):
        count = reader.vint()
        if count > depth:
            raise EncodingError(f"{reader.what}: {count} nodes in a tree of depth {depth}")
        nodes.append(reader.digests(count))
    reader.end()
    return Opening(rows, depth, nodes)


def _frame(reader: Reader, name: str, columns: int) -> list[list[Element]]:
    """The columns' values at z and at z·ω."""
    reader.expect(f"length of the {name}", reader.uint(2), 1 + 2 * 16 * columns)
    reader.expect(f"rows of the {name}", reader.uint(1), 2)
    return [reader.extension_elements(columns) for _ in range(2)]
