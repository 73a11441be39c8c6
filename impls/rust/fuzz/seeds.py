"""Honest files of a small circuit as the fuzzers' first corpus. Run it from anywhere, with zkpair_rust installed."""

from itertools import pairwise
from pathlib import Path

import numpy as np

from zkpair_rust.snark import Groth16Circuit, Groth16ProvingKey, prove, setup
from zkpair_rust.stark import StarkCell, StarkFriCell

HERE = Path(__file__).resolve().parent
GRAPHS = HERE.parents[2] / "tests" / "data" / "graphs"
R = 0x30644E72E131A029B85045B68181585D2833E84879B9709143E1F593F0000001
STEPS, B, X = 5, 7, 3
GOLDILOCKS = 2**64 - 2**32 + 1


def u32(*values: int) -> bytes:
    return b"".join(value.to_bytes(4, "little") for value in values)


def words64(values: list[int]) -> bytes:
    return b"".join(value.to_bytes(8, "little") for value in values)


def container(magic: bytes, version: int, *sections: bytes) -> bytes:
    numbered = enumerate(sections, 1)
    body = b"".join(u32(number) + len(data).to_bytes(8, "little") + data for number, data in numbered)
    return magic + u32(version, len(sections)) + body


def element(value: int) -> bytes:
    return (value % R).to_bytes(32, "little")


def terms(*combination: tuple[int, int]) -> bytes:
    return u32(len(combination)) + b"".join(u32(signal) + element(value) for signal, value in combination)


def main() -> None:
    field = u32(32) + R.to_bytes(32, "little")
    states = [2, *range(4, 3 + STEPS), 1]
    constraints = b"".join(terms((x, 1)) + terms((x, 1), (3, 1)) + terms((y, 1)) for x, y in pairwise(states))
    signals = 3 + STEPS
    header = field + u32(signals, 1, 1, 1) + signals.to_bytes(8, "little") + u32(STEPS)
    labels = b"".join(label.to_bytes(8, "little") for label in range(signals))
    r1cs = container(b"r1cs", 1, header, constraints, labels)
    values = [X]
    for _ in range(STEPS):
        values.append(values[-1] * (values[-1] + B) % R)
    z = [1, values[-1], X, B, *values[1:-1]]
    wtns = container(b"wtns", 2, field + u32(signals), b"".join(map(element, z)))

    circuit = Groth16Circuit(r1cs, "r1cs")
    words = np.array([[k, k, k, k] for k in range(2, 7)], np.uint64)
    key: Groth16ProvingKey = setup(circuit, words)
    limbs = np.frombuffer(b"".join(map(element, z)), "<u8").reshape(-1, 4)
    circuit.check_witness(limbs, "wtns")
    proof = bytearray(prove(key, limbs, words[:2]))
    proof[0] ^= 1  # the fuzz target wants no accepted input
    columns: list[list[int]] = [[3], [7]]
    for _ in range(63):
        columns[0].append((columns[0][-1] + columns[1][-1]) % GOLDILOCKS)
        columns[1].append((columns[1][-1] + columns[0][-1]) % GOLDILOCKS)
    public = words64([3, 7, columns[1][-1]])
    stark = StarkCell("fibonacci", "blake3", "queries28", 64).prove(words64([*columns[0], *columns[1]]), public)[0]
    fri = StarkFriCell("blake3", 1024).prove(words64([1, 2] * 1024))[0]
    files = {
        "r1cs": [r1cs],
        "wtns": [wtns],
        "zkey": [key.to_bytes(), key.verifying_key()],
        "verify": [bytes(proof) + b"".join(map(element, z[1:3]))],
        "stark": [stark, public + stark, fri],
        "graph": [path.read_bytes() for path in sorted(GRAPHS.glob("*.zkgraph"))],
    }
    for target, seeds in files.items():
        folder = HERE / "corpus" / target
        folder.mkdir(parents=True, exist_ok=True)
        for i, seed in enumerate(seeds):
            (folder / f"honest-{i}").write_bytes(seed)
        print(f"{folder}: {len(seeds)}")


if __name__ == "__main__":
    main()
