"""Cases depend on nothing but cell, seed and artefacts; instances differ; what is registered is what is there."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

import pytest

from zkpair.tasks.inference.models import MODELS
from zkpair.tasks.task import CaseData, Cell, Task

ROOT = Path(__file__).resolve().parents[2]
ENTRIES: dict[str, str] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"][
    "zkpair.tasks"
]
FAMILIES = ("algebra", "snark", "stark", "halo", "halo2", "inference", "binding")
OURS = sorted(task_id for task_id in ENTRIES if task_id.split("/")[0] in FAMILIES)


def load(task_id: str) -> Task:
    module, name = ENTRIES[task_id].split(":")
    task: Task = getattr(import_module(module), name)
    return task


TASKS = [load(task_id) for task_id in OURS]
SMALLEST = [Cell.of(task.id, c.params, min(c.sizes)) for task in TASKS for c in task.combinations if c.sizes]


def generate(task: Task, cell: Cell, seed: int) -> CaseData:
    """With artefacts that have the right form: generators that carry them do not look into all of them."""
    from zkpair.tasks.snark.chain import chain_r1cs
    from zkpair.tasks.snark.groth16_setup import n_public
    from zkpair.tasks.snark.qap import key_logs, trapdoor
    from zkpair.tasks.snark.zkey import write_zkey

    artefacts: dict[str, bytes] = {}
    for name, needed in task.needs(cell).items():
        if name == "proving_key":
            assert isinstance(needed, Cell)
            circuit = chain_r1cs(needed.size, n_public(needed))
            artefacts[name] = write_zkey(circuit, trapdoor(seed, 0), key_logs(circuit, trapdoor(seed, 0)))
        elif name.startswith("opening#"):
            artefacts[name] = readable_opening()
        else:
            artefacts[name] = f"{name} of {needed} and {seed}".encode()
    return task.generate(cell, seed, artefacts)


def readable_opening() -> bytes:
    """Commitment ‖ value ‖ proof: points and scalars in their places, of which nothing holds."""
    from zkpair.tasks.arithmetic.pasta import VESTA
    from zkpair.tasks.arithmetic.pasta_points import compress
    from zkpair.tasks.halo.accumulation import N
    from zkpair.tasks.halo.opening import sections

    point, scalar = compress(VESTA.generator), (1).to_bytes(32, "little")
    return point + scalar + b"".join(scalar if name in ("c", "f") else point for name in sections(N))


def test_all_twenty_nine_are_there() -> None:
    assert len(TASKS) == 29
    assert [task.id for task in TASKS] == OURS


@pytest.mark.parametrize("cell", SMALLEST, ids=str)
def test_same_seed_same_case_other_seed_another(cell: Cell) -> None:
    task = load(cell.task)
    one, again, other = generate(task, cell, 1), generate(task, cell, 1), generate(task, cell, 2)
    assert one == again
    assert one.cell == cell
    assert all(a != b for a, b in zip(one.instances[1:], other.instances[1:], strict=True))


@pytest.mark.parametrize("cell", SMALLEST, ids=str)
def test_instances_are_distinct(cell: Cell) -> None:
    instances = [tuple(sorted(instance.items())) for instance in generate(load(cell.task), cell, 3).instances]
    assert len(set(instances)) == len(instances) >= 2


@pytest.mark.parametrize("cell", SMALLEST, ids=str)
def test_edge_cases_have_distinct_instances(cell: Cell) -> None:
    for edge in load(cell.task).edge_cases(cell):
        assert len(edge.instances) >= 1
        instances = [tuple(sorted(instance.items())) for instance in edge.instances]
        assert len(set(instances)) == len(instances)


def test_headlines() -> None:
    headlines = [(task, c) for task in TASKS for c in task.combinations if c.headline]
    assert len(headlines) <= 10
    for task, combination in headlines:
        assert combination.headline is not None
        assert combination.headline.quick_size in combination.sizes, task.id
        assert combination.headline.full_size in combination.sizes, task.id
        assert combination.headline.quick_size <= combination.headline.full_size


def test_sizes_of_the_issue() -> None:
    def span(task_id: str, params: Mapping[str, str]) -> tuple[int, int]:
        combination = load(task_id).combination(Cell.of(task_id, params, 0))
        assert combination is not None
        return min(combination.sizes), max(combination.sizes)

    assert span("algebra/field_mul", {"field": "bn254_fr"}) == (2**8, 2**20)
    assert span("algebra/ntt", {"field": "bn254_fr"}) == (2**8, 2**20)
    assert span("algebra/ntt", {"field": "goldilocks"}) == (2**8, 2**22)
    assert span("algebra/ntt", {"field": "koalabear"}) == (2**8, 2**22)
    assert span("hash/merkle_tree", {"hash": "poseidon2"}) == (2**8, 2**20)
    assert span("algebra/msm", {"curve": "bn254_g1"}) == (2**4, 2**18)
    assert span("algebra/msm", {"curve": "bn254_g2"}) == (2**4, 2**18)
    assert span("algebra/pairing", {"curve": "bn254"}) == (1, 16)
    assert span("snark/groth16_setup", {"circuit": "chain"}) == (2**3, 2**16)
    assert span("snark/groth16_prove", {"circuit": "chain"}) == (2**3, 2**16)
    assert span("snark/groth16_verify", {"circuit": "chain"}) == (1, 256)
    for air in ("fibonacci", "hash_chain", "permutation", "chain"):
        for name in ("sha3_256", "blake3"):
            assert span("stark/prove", {"air": air, "field": "goldilocks", "hash": name}) == (2**6, 2**18)
            verify = {"air": air, "field": "goldilocks", "hash": name, "format": "winterfell"}
            assert span("stark/verify", verify) == (2**6, 2**18)
    for name in ("sha3_256", "blake3"):
        assert span("stark/fri_prove", {"field": "goldilocks", "hash": name}) == (2**10, 2**20)
        assert span("stark/fri_verify", {"field": "goldilocks", "hash": name}) == (2**10, 2**20)
    for curve in ("pallas", "vesta"):
        assert span("algebra/msm", {"curve": curve}) == (2**6, 2**18)
    for name in ("ipa_commit", "ipa_open", "ipa_verify"):
        assert span(f"halo/{name}", {}) == (2**4, 2**16)
    for name in ("accumulate", "decide"):
        assert span(f"halo/{name}", {"n": "1024"}) == (1, 64)
    for circuit, smallest in (("chain", 6), ("range_lookup", 6), ("poseidon", 7), ("linear_regression", 9)):
        for version in ("plain", "optimised"):
            for name in ("keygen", "prove", "verify"):
                params = {"circuit": circuit, "version": version}
                assert span(f"halo2/{name}", params) == (2**smallest, 2**14)
    assert span("halo2/verify_batch", {"circuit": "chain", "version": "plain", "rows": "2048"}) == (1, 64)
    assert span("inference/fit", {"model": "linear_regression"}) == (64, 442)
    assert span("inference/predict", {"model": "linear_regression"}) == (1, 4096)
    for name in MODELS:
        assert span("inference/predict", {"model": name}) == (1, 64)


def test_another_circuit_comes_from_files() -> None:
    for name in ("setup", "prove"):
        task = load(f"snark/groth16_{name}")
        with pytest.raises(ValueError, match="files"):
            task.generate(Cell.of(task.id, {"circuit": "file"}, 8), 1, {"proving_key": b""})
