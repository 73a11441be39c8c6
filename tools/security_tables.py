"""Write docs/security/stark.md from zkpair.tasks.stark.soundness, or say with --check that it is what it should be."""

from __future__ import annotations

import sys
from pathlib import Path

from zkpair.tasks.stark import soundness
from zkpair.tasks.stark.prove import PROVE_PARAMS
from zkpair.tasks.task import Cell

PAGE = Path(__file__).resolve().parents[1] / "docs" / "security" / "stark.md"
SIZES = (6, 7, 8, 12, 16, 18)

HEAD = """\
# Security of the STARK family, in bits

Made by `tools/security_tables.py` from `src/zkpair/tasks/stark/soundness.py`, which has the formulas, their sources
and what each term means; a test holds this page to the code. Each pair is *weakest round / sum of all rounds*:
after Fiat and Shamir the weakest round counts, the sum bounds an interactive verifier's error. All are capped by
the hash (128 bits; Poseidon2 over KoalaBear, eight elements: 123.9). Nothing here is zero-knowledge.

- **Unique decoding** and **Johnson** are proven. The default (121 queries, no grinding) is chosen for the former:
  the Johnson bound loses more to the field (its batching term grows with D²·m⁷ over q ≈ 2^128) than it wins on
  queries.
- **Conjectured** (proximity up to capacity) has no proof and is in doubt; published figures rest on it.
- At 2^6 rows the two openings of each column cost two tenths of a bit; from 2^7 on the weakest round of the default
  has at least 100 bits. The sums of plonky3 at 2^18 lie a little below, because it batches by powers of one
  challenge; KoalaBear's extension of degree 4 has 2^124 elements, which costs more.
- `setting=queries28` is what many published benchmarks use: 39 proven bits by unique decoding. It stands beside,
  labelled, and is never compared with the default.
"""


def page() -> str:
    lines = [HEAD]
    for params in PROVE_PARAMS:
        if params["hash"] == "blake3" and params["field"] == "goldilocks":
            continue  # the same bits as SHA3-256: both are capped at 128
        for wire_format in ("winterfell", "plonky3") if params["field"] == "goldilocks" else ("plonky3",):
            lines += _table(params, wire_format)
    lines += _fri_table()
    return "\n".join(lines)


def _table(params: dict[str, str], wire_format: str) -> list[str]:
    hashes = "SHA3-256 or BLAKE3" if params["field"] == "goldilocks" else params["hash"]
    title = f"{params['air']}, {params['field']}, {hashes}, {params.get('setting', 'default')}: {wire_format}"
    cell = Cell.of("stark/prove", params, 1 << SIZES[0])
    protocol = soundness.protocol(cell, cell.size, wire_format)
    weights = "every weight drawn on its own"
    if protocol.functions is not None:
        weights = f"{protocol.constraints} constraints and {protocol.functions} functions batched by powers"
    rows = []
    for k in SIZES:
        bits = soundness.bits(soundness.protocol(Cell.of("stark/prove", params, 1 << k), 1 << k, wire_format))
        rows.append(_row(f"2^{k}", bits))
    return [f"## {title}", f"{weights}.\n", *_header("trace length"), *rows, ""]


def _fri_table() -> list[str]:
    rows = []
    for k in (10, 14, 20):
        cell = Cell.of("stark/fri_prove", {"field": "goldilocks", "hash": "sha3_256"}, 1 << k)
        rows.append(_row(f"2^{k}", soundness.fri_security(cell)))
    return ["## The low-degree test alone (`stark/fri_prove`)", "", *_header("domain"), *rows, ""]


def _header(size: str) -> list[str]:
    return [f"| {size} | unique decoding | Johnson | conjectured |", "|---|---|---|---|"]


def _row(size: str, bits: dict[str, float]) -> str:
    pairs = [f"{_down(bits[name])} / {_down(bits[f'{name}_sum'])}" for name in soundness.REGIMES]
    return f"| {size} | {' | '.join(pairs)} |"


def _down(value: float) -> str:
    """One digit, rounded down: no bit is claimed that is not there."""
    return f"{int(value * 10 + 1e-6) / 10:.1f}"


def main() -> int:
    if "--check" in sys.argv[1:]:
        if PAGE.is_file() and PAGE.read_text() == page():
            return 0
        print(f"{PAGE} is not what the code says; run tools/security_tables.py", file=sys.stderr)
        return 1
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page())
    return 0


if __name__ == "__main__":
    sys.exit(main())
