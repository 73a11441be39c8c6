"""Which pair of arms a run's first sentence speaks of."""

from __future__ import annotations

from types import SimpleNamespace

from zkpair.analysis.leading import leading_pair


def cell(baseline: str, languages: dict[str, str], *speedups: tuple[str, str, str]) -> SimpleNamespace:
    arms = [SimpleNamespace(implementation=name, language=language) for name, language in languages.items()]
    return SimpleNamespace(
        baseline=baseline,
        arms=arms,
        speedups=[SimpleNamespace(baseline=b, candidate=c, kind=kind) for b, c, kind in speedups],
    )


LANGUAGES = {"python": "cpython", "python-tuned": "cpython", "rust": "rust", "rust+one-by-one": "rust"}


def test_another_language_before_another_python_and_before_variants() -> None:
    found = cell(
        "python@1",
        LANGUAGES,
        ("python@1", "python-tuned@1", "pair"),
        ("python@1", "rust@1", "pair"),
        ("rust+one-by-one@1", "rust@1", "variant"),
    )
    assert leading_pair([found]) == ("python@1", "rust@1")  # type: ignore[list-item]


def test_a_run_of_variants_speaks_of_what_the_variant_sets_otherwise() -> None:
    found = cell("rust@1", LANGUAGES, ("rust+one-by-one@1", "rust@1", "variant"))
    assert leading_pair([found]) == ("rust+one-by-one@1", "rust@1")  # type: ignore[list-item]
    first = cell("rust+one-by-one@1", LANGUAGES, ("rust+one-by-one@1", "rust@1", "variant"))
    assert leading_pair([first]) == ("rust+one-by-one@1", "rust@1")  # type: ignore[list-item]
    other = cell("python@1", LANGUAGES, ("rust+one-by-one@1", "rust@1", "variant"))
    assert leading_pair([other]) is None, "the run's baseline has no part in it"  # type: ignore[list-item]
