"""No number without proof: who is wrong, gullible or missing is found before any clock starts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from zkpair import registry
from zkpair.artefacts import Store
from zkpair.cases import digest_of, read_case
from zkpair.conformance import cache, checks
from zkpair.conformance.conform import conform
from zkpair.schema import Check
from zkpair.tasks.task import CaseData, Cell, Task

CELL = Cell.of("toy/sum_squares", {"width": "64"}, 256)


def test_two_that_agree_are_conformant(store: Store) -> None:
    proven = conform(CELL, ["python", "quick", "perl"], store, 1)
    assert proven.record.status == {"python": "conformant", "quick": "conformant", "perl": "conformant"}
    assert all(check.passed for check in proven.record.checks)
    assert proven.parallel == {"python": False, "quick": True, "perl": False}
    assert len(set(proven.output_digests["python"])) == 3
    assert proven.output_digests["python"] == proven.output_digests["perl"]


def test_alone_in_a_format_is_self_verified(store: Store) -> None:
    assert conform(CELL, ["python"], store, 1).record.status == {"python": "self-verified"}


def test_a_variant_is_no_company(store: Store) -> None:
    status = conform(CELL, ["quick", "quick+again"], store, 1).record.status
    assert status == {"quick": "self-verified", "quick+again": "self-verified"}


def test_company_at_the_smallest_size_counts(store: Store) -> None:
    proven = conform(CELL, ["python"], store, 1, peers=["python", "slow"])
    assert proven.record.status == {"python": "conformant"}


@pytest.mark.parametrize(("bad", "words"), [("wrong", "judge accepts"), ("gullible", "was not refused")])
def test_the_guilty_fails_and_only_the_guilty(store: Store, bad: str, words: str) -> None:
    proven = conform(CELL, ["python", "quick", bad], store, 1)
    assert proven.record.status["python"] == proven.record.status["quick"] == "conformant"
    assert proven.record.status[bad] == "failed"
    assert words in proven.record.reasons[bad]
    assert not proven.good(bad) and proven.good("python")


@pytest.mark.parametrize(("name", "status"), [("missing", "unavailable"), ("dies", "failed"), ("broken", "failed")])
def test_who_cannot_run_says_why(store: Store, name: str, status: str) -> None:
    proven = conform(CELL, ["python", name], store, 1)
    assert proven.record.status[name] == status
    assert proven.record.reasons[name]


def test_the_second_time_comes_from_the_cache(store: Store) -> None:
    first = conform(CELL, ["python", "quick"], store, 1)
    second = conform(CELL, ["python", "quick"], store, 1)
    assert (first.record.cached, second.record.cached) == (False, True)
    assert second.record.checks == first.record.checks and second.run_s == first.run_s
    assert not conform(CELL, ["python", "quick"], store, 1, fresh=True).record.cached
    assert not conform(CELL, ["python", "quick"], store, 2).record.cached


def test_a_failure_is_not_cached(store: Store) -> None:
    conform(CELL, ["python", "wrong"], store, 1)
    assert not conform(CELL, ["python", "wrong"], store, 1).record.cached


def test_who_does_not_do_a_cell_hinders_no_cache(store: Store) -> None:
    first, second = (conform(CELL, ["python", "quick", "elsewhere"], store, 1) for _ in range(2))
    assert second.record.cached and second.record.status == first.record.status
    assert second.record.status["elsewhere"] == "unsupported"


def test_who_is_not_for_a_cell_is_not_missing_there(store: Store) -> None:
    proven = conform(CELL, ["python", "missing-elsewhere"], store, 1)
    assert proven.record.status["missing-elsewhere"] == "unsupported"
    assert proven.record.reasons["missing-elsewhere"] == "it does no width=64"


def test_who_is_missing_is_asked_again_every_time(store: Store) -> None:
    conform(CELL, ["python", "missing"], store, 1)
    assert not conform(CELL, ["python", "missing"], store, 1).record.cached


@pytest.fixture
def examined(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Who was examined, in order."""
    names: list[str] = []

    class Counted(checks.Examinee):
        def __init__(self, task: Task, implementation: str, store: Store):
            names.append(implementation)
            super().__init__(task, implementation, store)

    monkeypatch.setattr(checks, "Examinee", Counted)
    return names


def test_a_change_of_one_examines_only_that_one_again(
    store: Store, examined: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = conform(CELL, ["python", "quick"], store, 1)
    source = cache._source
    monkeypatch.setattr(cache, "_source", lambda task, name: source(task, name) + "changed" * (name == "quick"))
    second = conform(CELL, ["python", "quick"], store, 1)
    assert examined == ["python", "quick", "quick"]
    assert not second.record.cached and second.record.checks == first.record.checks
    conform(CELL, ["python", "quick"], store, 1, fresh=True)
    assert examined[3:] == ["python", "quick"]


def test_a_failed_examination_is_made_again(store: Store, examined: list[str]) -> None:
    for _ in range(2):
        assert conform(CELL, ["python", "gullible"], store, 1).record.status["gullible"] == "failed"
    assert examined == ["gullible", "python", "gullible"]


def honest_output(numbers: bytes) -> bytes:
    return (sum(int.from_bytes(numbers[i : i + 8], "little") ** 2 for i in range(0, len(numbers), 8)) % 2**64).to_bytes(
        8, "little"
    )


def test_a_later_output_is_right_by_its_judge_and_a_proof_by_its_digest_or_its_verifiers(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = registry.task("toy/sum_squares")
    case = read_case(store.case(CELL, 1))
    honest = honest_output(case.instances[1]["numbers"])
    known = [digest_of(bytes([i])) for i in range(3)]
    prover = replace(task, verified_by="toy/verify")
    asked: list[dict[str, checks.Seen]] = []

    def verifiers_say(passed: bool) -> None:
        def cross_verified(
            _: Task, case: CaseData, __: Store, made: dict[str, checks.Seen], altered: bool
        ) -> list[Check]:
            assert len(case.instances) == 1 and not altered
            asked.append(made)
            return [Check("accepted", passed)]

        monkeypatch.setattr(checks, "cross_verified", cross_verified)

    def right(task: Task, output: bytes, proven: list[str]) -> bool:
        return checks.is_right(task, case, 1, output, "u64-le", proven, store)

    verifiers_say(False)
    assert right(task, honest[:-1], [known[0], digest_of(honest[:-1]), known[2]])  # not judged a second time
    assert right(task, honest, known) and not right(task, honest[:-1], known)
    assert not right(prover, honest, known) and asked[-1]["it"].outputs == [honest]
    asked.clear()
    assert right(prover, honest, [known[0], digest_of(honest), known[2]]) and not asked
    assert not right(prover, honest, [digest_of(honest), known[1], known[2]])  # of another instance
    verifiers_say(True)
    assert right(prover, honest, known) and not right(prover, honest[:-1], known)


@pytest.mark.parametrize("passed", [True, False])
def test_verifiers_decide_about_proofs_at_every_size(
    store: Store, monkeypatch: pytest.MonkeyPatch, passed: bool
) -> None:
    prover = replace(registry.task("toy/sum_squares"), verified_by="toy/verify")
    monkeypatch.setattr(registry, "task", lambda task_id: prover)
    asked: list[tuple[int, bool]] = []

    def cross_verified(_: Task, case: CaseData, __: Store, made: dict[str, checks.Seen], altered: bool) -> list[Check]:
        asked.append((case.cell.size, altered))
        return [Check("python accepts python's proofs", passed or case.cell.size == 64)]

    monkeypatch.setattr(checks, "cross_verified", cross_verified)
    proven = conform(CELL, ["python", "quick"], store, 1)
    assert asked == [(64, True), (256, False)]  # altered proofs at the smallest size, honest ones at each
    assert proven.good("python") is passed and proven.good("quick")
