"""What an implementation sees of a case, and the checks that every task makes first."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from zkpair_python.errors import MissingBlobError, UnsupportedParameterError


class Case(Protocol):
    """The input of a cell: `size` is the task's n; blobs are raw bytes in the task's canonical encoding."""

    @property
    def task(self) -> str: ...
    @property
    def params(self) -> Mapping[str, str]: ...
    @property
    def size(self) -> int: ...
    @property
    def shared(self) -> Mapping[str, bytes]: ...
    @property
    def instances(self) -> Sequence[Mapping[str, bytes]]: ...


def require_parameter(case: Case, name: str, allowed: Sequence[str]) -> str:
    """The value of a parameter of the case, or an error that lists what is allowed."""
    value = case.params.get(name)
    if value is None or value not in allowed:
        raise UnsupportedParameterError(f"{case.task}: {name}={value!r} is not supported; use {' or '.join(allowed)}")
    return value


def require_blob(blobs: Mapping[str, bytes], name: str, where: str) -> bytes:
    """A blob of the case by its name; `where` says whose blob it is, for the error."""
    if name not in blobs:
        raise MissingBlobError(f"{where}: blob {name!r} is missing; it has {sorted(blobs) or 'none'}")
    return blobs[name]


def require_size(case: Case, minimum: int = 1) -> int:
    """The size of the case, or an error when it is below what the task means."""
    if case.size < minimum:
        raise UnsupportedParameterError(f"{case.task}: size {case.size} is not supported; it is at least {minimum}")
    return case.size
