"""What is fuzzed: a name, honest inputs, a way to alter them, and a check that raises when it finds something."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

LONGEST_MESSAGE = 4000

Mutate = Callable[[bytes, random.Random, Sequence[bytes]], bytes]


class Finding(Exception):
    """Something that must not happen: another exception than the named ones, a disagreement, an unclear message."""


class Hang(BaseException):
    """An input that took too long. No `Exception`, so that nothing on the way takes it for a refusal."""


@dataclass(frozen=True)
class Target:
    """`check(data)` returns a word that says what became of the input (accepted, refused) or raises."""

    name: str
    seeds: Sequence[bytes]
    mutate: Mutate
    check: Callable[[bytes], str]
    close: Callable[[], None] = lambda: None


@contextmanager
def only(*named: type[BaseException]) -> Iterator[list[str]]:
    """Run something that may refuse with one of these errors: afterwards the list holds the message, or nothing."""
    refused: list[str] = []
    try:
        yield refused
    except named as error:
        message = str(error)
        if not message.strip() or len(message) > LONGEST_MESSAGE:
            raise Finding(f"a message of {len(message)} characters: {message[:200]!r}") from error
        refused.append(message)
    except (KeyboardInterrupt, Finding, Hang):
        raise
    except BaseException as error:  # a panic of the extension is a BaseException, and no Exception
        raise Finding(f"{type(error).__name__}: {error}") from error


def agree(names: tuple[str, str], refused: tuple[list[str], list[str]]) -> bool:
    """True when both accepted, False when both refused; else a Finding."""
    first, second = refused
    if bool(first) != bool(second):
        said = f"{names[0]}: {first or 'accepted'}; {names[1]}: {second or 'accepted'}"
        raise Finding(f"they disagree: {said}")
    return not first


def equal(what: str, first: Any, second: Any) -> None:
    if first != second:
        raise Finding(f"{what} differs: {str(first)[:300]} and {str(second)[:300]}")
