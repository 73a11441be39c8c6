"""Gates and lookup inputs: polynomials in the queried cells (halo2's `Expression`), their value and degree."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from zkpair_python.halo.field import P


class Kind(Enum):
    """What fills a column: the circuit, the prover, or the statement."""

    FIXED = "Fixed"
    ADVICE = "Advice"
    INSTANCE = "Instance"


@dataclass(frozen=True)
class Column:
    kind: Kind
    index: int


@dataclass(frozen=True)
class Query:
    """A column at a row relative to the current one: rotation r means the value at ω^r·X."""

    column: Column
    rotation: int


# The values of all queries, by kind, in the order of the key's queries.
Evaluations = Mapping[Kind, Sequence[int]]


class Expression(ABC):
    """A polynomial in the queried cells; +, −, · build it as halo2's operators do: a − b is a + (−b)."""

    @abstractmethod
    def evaluate(self, at: Evaluations) -> int:
        """Its value where the queries have these values."""

    @property
    @abstractmethod
    def degree(self) -> int:
        """In the columns' polynomials; a cell has degree 1."""

    def __add__(self, other: Expression) -> Expression:
        return Sum(self, other)

    def __neg__(self) -> Expression:
        return Negated(self)

    def __sub__(self, other: Expression) -> Expression:
        return Sum(self, Negated(other))

    def __mul__(self, other: Expression | int) -> Expression:
        """By an expression, or by an element."""
        return Scaled(self, other % P) if isinstance(other, int) else Product(self, other)


@dataclass(frozen=True)
class Constant(Expression):
    value: int

    def evaluate(self, at: Evaluations) -> int:
        return self.value

    @property
    def degree(self) -> int:
        return 0


@dataclass(frozen=True)
class Cell(Expression):
    """The queried cell number `query_index` of its kind."""

    kind: Kind
    query_index: int

    def evaluate(self, at: Evaluations) -> int:
        return at[self.kind][self.query_index]

    @property
    def degree(self) -> int:
        return 1


@dataclass(frozen=True)
class Negated(Expression):
    a: Expression

    def evaluate(self, at: Evaluations) -> int:
        return -self.a.evaluate(at) % P

    @property
    def degree(self) -> int:
        return self.a.degree


@dataclass(frozen=True)
class Sum(Expression):
    a: Expression
    b: Expression

    def evaluate(self, at: Evaluations) -> int:
        return (self.a.evaluate(at) + self.b.evaluate(at)) % P

    @property
    def degree(self) -> int:
        return max(self.a.degree, self.b.degree)


@dataclass(frozen=True)
class Product(Expression):
    a: Expression
    b: Expression

    def evaluate(self, at: Evaluations) -> int:
        return self.a.evaluate(at) * self.b.evaluate(at) % P

    @property
    def degree(self) -> int:
        return self.a.degree + self.b.degree


@dataclass(frozen=True)
class Scaled(Expression):
    a: Expression
    factor: int

    def evaluate(self, at: Evaluations) -> int:
        return self.a.evaluate(at) * self.factor % P

    @property
    def degree(self) -> int:
        return self.a.degree


def compress(expressions: Sequence[Expression], theta: int, at: Evaluations) -> int:
    """θ^{m−1}·e_0 + … + θ·e_{m−2} + e_{m−1}: a row of several expressions as one element."""
    value = 0
    for expression in expressions:
        value = (value * theta + expression.evaluate(at)) % P
    return value
