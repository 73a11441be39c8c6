"""A small circuit's files, and the command run as a user would."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from shutil import copy
from unittest import mock

import pytest
from click.testing import CliRunner, Result

from zkpair.cli.groth16 import groth16
from zkpair.registry import implementations
from zkpair.tasks.arithmetic.field import R

DATA = Path(__file__).parents[1] / "data" / "snarkjs"


def container(magic: bytes, version: int, sections: dict[int, bytes]) -> bytes:
    head = magic + version.to_bytes(4, "little") + len(sections).to_bytes(4, "little")
    return head + b"".join(k.to_bytes(4, "little") + len(v).to_bytes(8, "little") + v for k, v in sections.items())


def chain_files(num_constraints: int, a: int = 3, b: int = 11, *, public: bool = True) -> tuple[bytes, bytes]:
    """.r1cs and .wtns of x_{i+1} = x_i·(x_i + b), written here from docs/contract.md alone."""

    def u32(*values: int) -> bytes:
        return b"".join(value.to_bytes(4, "little") for value in values)

    def combination(*terms: tuple[int, int]) -> bytes:
        return u32(len(terms)) + b"".join(u32(s) + (c % R).to_bytes(32, "little") for s, c in terms)

    body, z, previous, value = b"", [1, 0, a, b], 2, a
    for i in range(num_constraints):
        following = 1 if i == num_constraints - 1 else 4 + i
        body += combination((previous, -1), (3, -1)) + combination((previous, 1)) + combination((following, -1))
        value = value * (value + b) % R
        if following == 1:
            z[1] = value
        else:
            z.append(value)
        previous = following
    field = u32(32) + R.to_bytes(32, "little")
    header = (
        field + u32(len(z), *((1, 1, 1) if public else (0, 0, 2))) + len(z).to_bytes(8, "little") + u32(num_constraints)
    )
    labels = b"".join(i.to_bytes(8, "little") for i in range(len(z)))
    values = b"".join(x.to_bytes(32, "little") for x in z)
    return (
        container(b"r1cs", 1, {2: body, 1: header, 3: labels}),
        container(b"wtns", 2, {1: field + u32(len(z)), 2: values}),
    )


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with c.r1cs, c.wtns and snarkjs's own vkey12.json, public12.json, proof12.json."""
    monkeypatch.chdir(tmp_path)
    r1cs, wtns = chain_files(1)  # small: plain Python takes milliseconds for each point
    (tmp_path / "c.r1cs").write_bytes(r1cs)
    (tmp_path / "c.wtns").write_bytes(wtns)
    for name in ("vkey12.json", "public12.json", "proof12.json"):
        copy(DATA / name, tmp_path / name)
        (tmp_path / name).chmod(0o644)
    return tmp_path


@pytest.fixture
def files() -> Callable[..., tuple[bytes, bytes]]:
    """`chain_files`, for circuits other than the usual one."""
    return chain_files


@pytest.fixture
def run() -> Callable[..., Result]:
    """`zkpair groth16 ARGUMENTS`; whatever is raised beyond an exit is a failure of the test."""

    def invoke(*arguments: str) -> Result:
        with mock.patch.dict(os.environ):  # the command sets the sizes of thread pools
            result = CliRunner().invoke(groth16, arguments)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert "Traceback" not in result.output
        return result

    return invoke


def installed() -> list[str]:
    """The implementations that can prove here; `python-tuned` wants gmpy2, `rust` its extension."""
    from zkpair.cli.groth16_drive import UnavailableImplementation, load

    found = []
    for name in implementations("snark/groth16_prove"):
        try:
            load("snark/groth16_prove", name)
        except UnavailableImplementation:
            continue
        found.append(name)
    return found


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "implementation" in metafunc.fixturenames:
        metafunc.parametrize("implementation", installed())
    if "tuned_or_native" in metafunc.fixturenames:  # `python` refuses with the same code as `python-tuned`, slower
        metafunc.parametrize("tuned_or_native", [name for name in installed() if name != "python"] or ["python"])


@pytest.fixture
def fast() -> str:
    """The implementation for tests that are about the command, not about who proves."""
    names = installed()
    return "python-tuned" if "python-tuned" in names else names[0]


@pytest.fixture
def proven(folder: Path, run: Callable[..., Result], fast: str) -> Path:
    """The folder with keys/ and proof/ of the circuit."""
    assert run("setup", "--r1cs", "c.r1cs", "--out", "keys", "--seed", "1", "--implementation", fast).exit_code == 0
    arguments = ("--zkey", "keys/proving_key.zkey", "--wtns", "c.wtns", "--out", "proof", "--seed", "2")
    assert run("prove", *arguments, "--implementation", fast).exit_code == 0
    return folder
