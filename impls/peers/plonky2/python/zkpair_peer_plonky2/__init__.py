"""plonky2 as a peer: the worker process becomes the program that `make peers` built."""

from dataclasses import dataclass
from pathlib import Path

PROGRAM = Path(__file__).resolve().parents[2] / "target" / "release" / "zkpair-peer-plonky2"


@dataclass(frozen=True)
class Peer:
    """`command` as docs/contract.md says."""

    command: list[str]


PROVE = Peer([str(PROGRAM), "stark/prove:plonky2"])
VERIFY = Peer([str(PROGRAM), "stark/verify:plonky2"])
