"""Every word of the report in one table: English and Korean side by side. A test holds the two complete and alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, get_args

from zkpair.report import format as fmt
from zkpair.report.reasons import translate
from zkpair.report.words import WORDS

Language = Literal["en", "ko"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

_TOLD_APART = (
    *("algebra/ntt", "hash/merkle_tree", "stark/prove", "stark/verify", "stark/fri_prove", "stark/fri_verify"),
    "inference/predict",
)
"""Tasks whose parameters stand behind their name."""

_ARM_WORDS = {"python": "arm.python", "python-tuned": "arm.python-tuned", "rust": "arm.rust"}


class Labels:
    """Words of one language. An unknown task, parameter or arm is shown by its own name."""

    def __init__(self, language: Language = "en"):
        self.language: Language = language
        self._column = LANGUAGES.index(language)

    def __call__(self, key: str, **values: object) -> str:
        text = WORDS[key][self._column]
        return text.format(**values) if values else text

    def maybe(self, key: str, otherwise: str) -> str:
        return WORDS[key][self._column] if key in WORDS else otherwise

    def task(self, task: str) -> str:
        return self.maybe(f"task.{task}", task)

    def params(self, params: Mapping[str, str]) -> str:
        """`BN254 G1`, `chain circuit`; what has no word of its own stays `name=value`."""
        return ", ".join(
            self.maybe(f"param.{name}={value}", f"{name}={value}") for name, value in sorted(params.items())
        )

    def subject(self, task: str, params: Mapping[str, str]) -> str:
        """The task by name, with its parameters where they tell two of its kind apart."""
        special = ",".join(f"{name}={value}" for name, value in sorted(params.items()))
        short = [self(key) for name, value in params.items() if (key := f"short.{name}={value}") in WORDS]
        told = f" ({', '.join(short)})" if short and task in _TOLD_APART else ""
        return self.maybe(f"task.{task}[{special}]", self.task(task) + told)

    def inline(self, subject: str) -> str:
        """A subject within a sentence: "Pairing" becomes "pairing", "Groth16 proving" and "NTT" stay."""
        first = subject.split(" ", 1)[0]
        return subject[0].lower() + subject[1:] if first[1:].islower() and first.isalpha() else subject

    def prose(self, sentence: str) -> str:
        """A sentence begins with a capital; a Korean one says 27.2배 where tables and charts keep the sign."""
        if self.language == "ko":
            return sentence.replace("×", "배")
        return sentence[:1].upper() + sentence[1:]

    def size(self, n: int) -> str:
        """2^10, but "size 4", which alone could mean anything."""
        text = fmt.size(n)
        return text if "^" in text else self("size", n=text)

    def arm(self, arm: str) -> str:
        name, _, threads = arm.partition("@")
        word = self(_ARM_WORDS[name]) if name in _ARM_WORDS else name
        if threads in ("", "1"):
            return word
        return self("arm.threads", name=word, threads=threads)

    def outcome(self, outcome: str) -> str:
        return self.maybe(f"outcome.{outcome}", outcome)

    def reason(self, reason: str) -> str:
        """Reasons come from the analysis in English; those it is known to give have Korean words."""
        return translate(reason) if self.language == "ko" else reason

    def status(self, status: str) -> str:
        return self.maybe(f"status.{status}", status.replace("_", " "))


def placeholders(text: str) -> set[str]:
    """Names in braces, for the test that both languages fill in the same."""
    return set(re.findall(r"\{(\w+)", text))
