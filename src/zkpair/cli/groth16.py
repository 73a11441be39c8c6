"""`zkpair groth16`: setup, prove, verify and export with circom's and snarkjs's files, by any implementation."""

from __future__ import annotations

import functools
import os
import re
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from zkpair.cli import groth16_binary as binary
from zkpair.cli import groth16_json as text
from zkpair.cli.files import Unusable, read_file, write_files
from zkpair.cli.groth16_drive import MemoryCase, Refusal, UnavailableImplementation, load, run_once
from zkpair.registry import RegistryError
from zkpair.tasks.arithmetic.curve import G1, G2
from zkpair.tasks.arithmetic.field import EncodingError, P, R, decode_elements, encode_elements, random_elements

Command = TypeVar("Command", bound=Callable[..., Any])

REJECTED = 1
PROVING_KEY, VERIFICATION_KEY, PROOF, PUBLIC = "proving_key.zkey", "verification_key.json", "proof.json", "public.json"
_SLOW_DOMAIN = 256


def _errors_named(command: Command) -> Command:
    """What a user can cause becomes one line and exit status 2; nothing else is hidden."""

    @functools.wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except (binary.UnusableFile, UnavailableImplementation, RegistryError) as error:
            raise Unusable(str(error)) from error
        except MemoryError as error:
            raise Unusable("out of memory; use a smaller circuit or a machine with more memory") from error

    return wrapped  # type: ignore[return-value]  # functools.wraps keeps the signature, TypeVars cannot say so


def _file(name: str, help_text: str, *, required: bool = True) -> Callable[[Command], Command]:
    return click.option(name, type=click.Path(path_type=Path), required=required, metavar="FILE", help=help_text)


def _out(written: str) -> Callable[[Command], Command]:
    kind = click.Path(path_type=Path, file_okay=False)
    return click.option(
        "--out", type=kind, required=True, metavar="DIR", help=f"Folder for {written}; made if it does not exist."
    )


_implementation = click.option(
    "--implementation",
    metavar="NAME",
    help="python, python-tuned or rust (or another installed one).  [default: the fastest available]",
)
_threads = click.option(
    "--threads", type=click.IntRange(1, 1024), default=1, show_default=True, help="Threads to use, where it can."
)


@click.group()
def groth16() -> None:
    """Set up, prove and verify Groth16 over BN254 with circom's and snarkjs's files.

    \b
    Examples:
      zkpair groth16 setup  --r1cs circuit.r1cs --out keys
      zkpair groth16 prove  --zkey keys/proving_key.zkey --wtns circuit.wtns --out proof
      zkpair groth16 verify --vkey keys/verification_key.json \\
                            --public proof/public.json --proof proof/proof.json
    """


@groth16.command(epilog="Example: zkpair groth16 setup --r1cs circuit.r1cs --out keys --seed 1 --implementation python")
@_file("--r1cs", "The circuit, from circom (`circom circuit.circom --r1cs`).")
@_out(f"{PROVING_KEY} and {VERIFICATION_KEY}")
@click.option("--seed", type=click.IntRange(min=0), help="Draw the secrets from this number: FOR TESTS ONLY.")
@_implementation
@_threads
@_errors_named
def setup(r1cs: Path, out: Path, seed: int | None, implementation: str | None, threads: int) -> None:
    """Make a proving key and a verifying key for a circuit.

    Whoever runs this knows, for a moment, secrets that allow false proofs. With --seed everyone who knows the number
    does. For keys that others must trust, run a ceremony (snarkjs) and give its .zkey to `prove`.
    """
    data = read_file(r1cs)
    size = binary.domain_size_of_r1cs(data, r1cs)
    name, adapter = _load("snark/groth16_setup", implementation, threads)
    if seed is None:
        trapdoor = [secrets.randbelow(R - 1) + 1 for _ in range(5)]
    else:
        trapdoor = [1 + k % (R - 1) for k in random_elements("groth16/trapdoor", seed, 5)]
        click.secho(
            f"WARNING: the secrets of this key come from --seed {seed}: toxic waste that anyone can make again,"
            " and then prove anything.\nUse this key for tests only.",
            fg="yellow",
            err=True,
        )
    _say_what_runs("setting up", name, size)
    case = MemoryCase("snark/groth16_setup", size, {"r1cs": data}, {"trapdoor": encode_elements(trapdoor)})
    zkey, _ = _run(adapter, case, {"r1cs": r1cs}, threads)
    key = binary.verifying_key_of(zkey, out / PROVING_KEY)
    write_files(out, {PROVING_KEY: zkey, VERIFICATION_KEY: _key_json(key, name).encode()})


@groth16.command(
    epilog="Example: zkpair groth16 prove --zkey circuit.zkey --wtns circuit.wtns --out proof --implementation rust"
)
@_file("--zkey", "The proving key, from `zkpair groth16 setup` or snarkjs.")
@_file("--wtns", "The witness, from circom's generator.")
@_out(f"{PROOF} and {PUBLIC}")
@_file("--r1cs", "The circuit: the witness is checked first, and a constraint that fails is named.", required=False)
@click.option(
    "--seed", type=click.IntRange(min=0), help="Draw r and s from this number, for equal bytes: FOR TESTS ONLY."
)
@_implementation
@_threads
@_errors_named
def prove(
    zkey: Path, wtns: Path, out: Path, r1cs: Path | None, seed: int | None, implementation: str | None, threads: int
) -> None:
    """Prove that a witness satisfies a circuit, revealing its public part alone."""
    key, witness = read_file(zkey), read_file(wtns)
    circuit = b"" if r1cs is None else read_file(r1cs)
    if r1cs is not None and not circuit:
        raise Unusable(f"{r1cs}: the file is empty; give the circuit's .r1cs, or leave --r1cs out")
    num_public, size = binary.sizes_of_key(key, zkey)
    name, adapter = _load("snark/groth16_prove", implementation, threads)
    if seed is None:
        randomness = [secrets.randbelow(R) for _ in range(2)]
    else:
        randomness = random_elements("groth16/randomness", seed, 2)
        click.secho(
            f"WARNING: r and s come from --seed {seed}: who knows it can learn about the witness. For tests only.",
            fg="yellow",
            err=True,
        )
    _say_what_runs("proving", name, size)
    shared = {"proving_key": key, "r1cs": circuit}
    instance = {"witness": witness, "randomness": encode_elements(randomness)}
    paths = {"proving_key": zkey, "witness": wtns} | ({} if r1cs is None else {"r1cs": r1cs})
    proof, _ = _run(adapter, MemoryCase("snark/groth16_prove", size, shared, instance), paths, threads)
    public = binary.public_of_witness(witness, num_public, wtns)
    write_files(out, {PROOF: text.proof_to_json(proof).encode(), PUBLIC: text.public_to_json(public).encode()})


@groth16.command(
    epilog="Example: zkpair groth16 verify --vkey verification_key.json --public public.json --proof proof.json"
)
@_file("--vkey", "The verifying key (verification_key.json).")
@_file("--public", "The public inputs (public.json).")
@_file("--proof", "The proof (proof.json).")
@_implementation
@_errors_named
def verify(vkey: Path, public: Path, proof: Path, implementation: str | None) -> None:
    """Verify a proof. Exit status: 0 it holds, 1 it does not (the reason is printed), 2 a file cannot be used."""
    key = text.key_from_json(read_file(vkey, text.MAX_BYTES), vkey)
    public_json, proof_json = read_file(public, text.MAX_BYTES), read_file(proof, text.MAX_BYTES)
    name, adapter = _load("snark/groth16_verify", implementation, 1)
    try:
        statement = text.public_from_json(public_json, public)
        proof_bytes = text.proof_from_json(proof_json, proof)
        if len(statement) != key.num_public:
            raise text.Rejected(f"{public}: {len(statement)} public inputs, but {vkey} is for {key.num_public}")
        shared = {"verifying_key": binary.cut_key(key)}
        instance = {"proof": proof_bytes, "public": encode_elements(statement)}
        case = MemoryCase("snark/groth16_verify", key.num_public, shared, instance)
        paths = {"verifying_key": vkey, "proof": proof, "public": public}
        verdict, output = _run(adapter, case, paths, 1)
        if verdict != b"\x01":
            reason = (
                getattr(output, "reason", "")
                or "the pairing equation does not hold for this key, these inputs and this proof"
            )
            raise text.Rejected(_with_paths(str(reason), paths))
    except text.Rejected as rejection:
        click.secho(f"rejected: {rejection} ({name})", fg="red")
        raise SystemExit(REJECTED) from rejection
    click.secho(f"accepted: {proof} proves the statement {public} ({name})", fg="green")


@groth16.command("export-vkey", epilog="Example: zkpair groth16 export-vkey --zkey circuit.zkey --out keys")
@_file("--zkey", "The proving key.")
@_out(VERIFICATION_KEY)
@_implementation
@_errors_named
def export_vkey(zkey: Path, out: Path, implementation: str | None) -> None:
    """Write the verifying key that is a part of a proving key."""
    key = binary.verifying_key_of(read_file(zkey), zkey)
    name, _ = _load("algebra/pairing", implementation, 1)
    write_files(out, {VERIFICATION_KEY: _key_json(key, name).encode()})


def _load(task: str, implementation: str | None, threads: int) -> tuple[str, Any]:
    # A thread pool takes its size from here, when the implementation is first loaded.
    for variable in (
        "RAYON_NUM_THREADS",
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "ZKPAIR_THREADS",
    ):
        os.environ[variable] = str(threads)
    return load(task, implementation)


def _run(adapter: Any, case: MemoryCase, paths: Mapping[str, Path], threads: int) -> tuple[bytes, Any]:
    try:
        return run_once(adapter, case, threads)
    except Refusal as refusal:
        message = _with_paths(str(refusal), paths)
        unnamed = [f"{name}: {path}" for name, path in paths.items() if str(path) not in message]
        raise Unusable(message + (f"\n  ({'; '.join(unnamed)})" if unnamed else "")) from refusal


def _with_paths(message: str, paths: Mapping[str, Path]) -> str:
    """An implementation knows blobs by name; a person knows files."""
    message = message.removeprefix("instance 0: ")
    names = "|".join(sorted(map(re.escape, paths), key=len, reverse=True))
    return re.sub(rf"(?<![\w./])({names})(?=[:,])", lambda match: str(paths[match[1]]), message)


def _say_what_runs(doing: str, name: str, size: int) -> None:
    slow = (
        " (plain Python takes minutes at this size; try --implementation rust)"
        if name == "python" and size > _SLOW_DOMAIN
        else ""
    )
    click.echo(f"{doing} with {name}, domain size {size}{slow}", err=True)


def _key_json(key: binary.VerifyingKey, name: str) -> str:
    """verification_key.json; its vk_alphabeta_12 is e(k·α, β), made by the pairing of the same implementation."""
    _, adapter = load("algebra/pairing", name)
    g1, g2 = G1.encode(G1.multiply(key.alpha_1, text.SNARKJS_POWER)), G2.encode(key.beta_2)
    case = MemoryCase("algebra/pairing", 1, {}, {"g1": g1, "g2": g2}, params={"curve": "bn254"})
    try:
        encoded, _ = run_once(adapter, case)
        return text.key_to_json(key, decode_elements(encoded, P, 12))
    except (Refusal, EncodingError) as error:
        raise Unusable(f"algebra/pairing:{name} gave no pairing of the key's α and β: {error}") from error
