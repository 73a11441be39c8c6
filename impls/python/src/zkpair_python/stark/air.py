"""Algebraic intermediate representations (AIR: Ben-Sasson et al. 2018, ePrint 2018/046; ethSTARK, ePrint 2021/582,
section 3), with a second trace that depends on random elements (RAP: Gabizon 2021, "From AIRs to RAPs"; Cairo, ePrint
2021/1063, section 9).

A trace of w columns and n rows satisfies an AIR when every transition constraint C_j(row_i, row_{i+1}) is 0 in all rows
but the last and every assertion "column c has value v in row r" holds. With T_c the polynomial of degree below n that
has the trace's values on ⟨g⟩, g = ω_n, that is

    C_j(T(x), T(gx)) = 0 on ⟨g⟩ without g^(n−1):   divided by Z(x) = (x^n − 1)/(x − g^(n−1)) it is a polynomial
    T_c(x) − v = 0 at g^r:                          divided by x − g^r it is a polynomial
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, Self, TypeVar

from zkpair_python.errors import UnsupportedParameterError

from .extension import Ext
from .field import P, root_of_unity

MIN_LOG_LENGTH, MAX_LOG_LENGTH = 6, 18


class Ring(Protocol):
    """What a constraint does with its operands: ints (the caller reduces modulo p), `Ext`, or arrays of either."""

    def __add__(self, other: Any, /) -> Self: ...
    def __sub__(self, other: Any, /) -> Self: ...
    def __mul__(self, other: Any, /) -> Self: ...
    def __pow__(self, exponent: int, /) -> Any: ...


F = TypeVar("F", bound=Ring)


@dataclass(frozen=True)
class Degree:
    """A constraint's degree in the trace's columns, and the lengths of the periodic columns multiplied in."""

    base: int
    cycles: tuple[int, ...] = ()

    def evaluation_degree(self, n: int) -> int:
        """The degree of C(T(x), T(gx)): n − 1 for each factor that is a column, n/c·(c − 1) for each of period c."""
        return self.base * (n - 1) + sum(n // cycle * (cycle - 1) for cycle in self.cycles)

    def blowup(self) -> int:
        """The smallest power of two, at least 2, not below base + cycles − 1."""
        bound = self.base + len(self.cycles) - 1
        return max(2, 1 << max(bound - 1, 0).bit_length())


@dataclass(frozen=True)
class Assertion:
    """Column `column` of its trace has `value` in row `row`."""

    column: int
    row: int
    value: int


class Air(ABC):
    """A computation of `length` rows with its public inputs."""

    name: ClassVar[str]
    main_width: ClassVar[int]
    aux_width: ClassVar[int] = 0
    num_random: ClassVar[int] = 0
    num_public: ClassVar[int]
    main_degrees: ClassVar[tuple[Degree, ...]]
    aux_degrees: ClassVar[tuple[Degree, ...]] = ()
    constraint_names: ClassVar[tuple[str, ...]]
    """The formulas of the main transition constraints, for people."""

    def __init__(self, length: int, public: Sequence[int]) -> None:
        if length & (length - 1) or not 1 << MIN_LOG_LENGTH <= length <= 1 << MAX_LOG_LENGTH:
            raise UnsupportedParameterError(
                f"trace length {length} is not a power of two from 2^{MIN_LOG_LENGTH} to 2^{MAX_LOG_LENGTH}"
            )
        if len(public) != self.num_public:
            raise UnsupportedParameterError(f"{len(public)} public inputs, {self.name} has {self.num_public}")
        self.length = length
        self.public = list(public)

    @abstractmethod
    def transition(self, row: Sequence[F], following: Sequence[F], periodic: Sequence[F]) -> list[F]:
        """The main constraints, in the order of `main_degrees`; over ints not yet reduced modulo p."""

    @abstractmethod
    def assertions(self) -> list[Assertion]: ...

    def periodic_columns(self) -> list[list[int]]:
        """One period of each; every length is a power of two."""
        return []

    def aux_transition(
        self, main: Sequence[Any], aux: Sequence[Ext], aux_following: Sequence[Ext], random: Sequence[Ext]
    ) -> list[Ext]:
        """The constraints of the second trace, in the order of `aux_degrees`."""
        return []

    def aux_assertions(self) -> list[Assertion]:
        return []

    def aux_columns(self, main: Sequence[Sequence[int]], random: Sequence[Ext]) -> list[list[Ext]]:
        """The second trace, which depends on random elements drawn after the first was committed to."""
        return []

    def violation(self, columns: Sequence[Sequence[int]]) -> str | None:
        """The first reason why this main trace does not satisfy the AIR, or None. Row first, then constraint."""
        for assertion in self.assertions():
            value = columns[assertion.column][assertion.row]
            if value != assertion.value % P:
                return (
                    f"row {assertion.row}: column {assertion.column} is {value},"
                    f" but the public inputs and the AIR assert {assertion.value}"
                )
        periods = self.periodic_columns()
        rows = list(zip(*columns, strict=True))
        for i in range(self.length - 1):
            periodic = [column[i % len(column)] for column in periods]
            for j, value in enumerate(self.transition(rows[i], rows[i + 1], periodic)):
                if value % P:
                    return f"row {i}: transition constraint {j} ({self.constraint_names[j]}) is {value % P}, not 0"
        return None

    # ---- what follows from the above ----

    @property
    def generator(self) -> int:
        """g, of order n."""
        return root_of_unity(self.length)

    @property
    def constraint_blowup(self) -> int:
        """Constraints are evaluated on a domain of this many times n points."""
        return max(degree.blowup() for degree in (*self.main_degrees, *self.aux_degrees))

    @property
    def num_composition_columns(self) -> int:
        """⌈(largest evaluation degree − (n − 1))/n⌉, at least 1: pieces of degree below n of the composition."""
        n = self.length
        largest = max(degree.evaluation_degree(n) for degree in (*self.main_degrees, *self.aux_degrees))
        return max(1, -(-(largest - (n - 1)) // n))

    @property
    def num_transition_constraints(self) -> int:
        return len(self.main_degrees) + len(self.aux_degrees)

    @property
    def num_constraints(self) -> int:
        return self.num_transition_constraints + len(self.assertions()) + len(self.aux_assertions())

    def to_elements(self) -> list[int]:
        """The shape of the trace, for the transcript's seed."""
        if self.aux_width:
            return [self.main_width << 24 | 1 << 16 | self.aux_width << 8 | self.num_random, self.length]
        return [self.main_width << 8, self.length]


def in_order(assertions: Sequence[Assertion]) -> list[Assertion]:
    """By row, then column: the order in which they take their random coefficients."""
    return sorted(assertions, key=lambda assertion: (assertion.row, assertion.column))
