"""Writes the golden proofs and the pinned digests of all keys anew: python -m tests.rust_halo2.golden.make.

Only when a circuit is meant to change.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from zkpair.tasks.arithmetic.field import stream
from zkpair.tasks.halo2 import statement
from zkpair_rust.halo2 import Halo2Cell, keygen, prove

GOLDEN = Path(__file__).parent
DIGESTS = Path(statement.__file__).with_name("key_digests.py")
HEAD = '''"""SHA-256 of each cell's key: (circuit, version) -> k -> digest. Made by tests/rust_halo2/golden/make.py."""

DIGESTS: dict[tuple[str, str], dict[int, str]] = {
'''


def golden(circuit: str, version: str) -> None:
    k = statement.CIRCUITS[circuit].smallest_k
    cell = Halo2Cell(circuit, version, 1 << k)
    witness = statement.CIRCUITS[circuit].draw(k, f"golden/{circuit}", 0)
    blobs = {
        "witness": b"".join(value.to_bytes(32, "little") for value in witness),
        "public": statement.CIRCUITS[circuit].evaluate(k, witness).to_bytes(32, "little"),
        "seed": stream(f"golden/{circuit}/{version}", 0, 32),
    }
    stem = f"{circuit}-{version}"
    stated = {"size": 1 << k} | {name: blob.hex() for name, blob in blobs.items()}
    (GOLDEN / f"{stem}.json").write_text(json.dumps(stated, indent=1) + "\n")
    (GOLDEN / f"{stem}.key").write_text(keygen(cell))
    (GOLDEN / f"{stem}.proof").write_bytes(prove(cell, blobs["witness"], blobs["public"], blobs["seed"]))


def digests() -> str:
    text = HEAD
    for params in statement.COMBINATIONS:
        circuit, version = params["circuit"], params["version"]
        text += f'    ("{circuit}", "{version}"): {{\n'
        for size in statement.sizes(circuit):
            key = keygen(Halo2Cell(circuit, version, size))
            text += f'        {size.bit_length() - 1}: "{hashlib.sha256(key.encode()).hexdigest()}",\n'
        text += "    },\n"
    return text + "}\n"


if __name__ == "__main__":
    for params in statement.COMBINATIONS:
        golden(params["circuit"], params["version"])
    DIGESTS.write_text(digests())
