"""What the reader of graphs refuses. Every message says where and what."""

from zkpair_python.errors import InputError

LONGEST_MESSAGE = 400


class GraphError(InputError):
    """The base; a message is cut, for a name in a file may be of any length."""

    def __init__(self, message: str):
        super().__init__(message if len(message) <= LONGEST_MESSAGE else message[: LONGEST_MESSAGE - 1] + "…")


class MalformedGraphError(GraphError):
    """Bytes that are no graph in its one form."""


class TooLargeError(GraphError):
    """More than the reader's limits; found before anything of that size is allocated."""


class ShapeMismatchError(GraphError):
    """Shapes or types that do not fit each other, or an index beyond its axis."""


class AccumulatorOverflowError(GraphError):
    """An integer layer whose sums could reach p/2."""


class WrongKindError(GraphError):
    """A float graph where integers are wanted, or the other way round."""
