"""Reading winterfell's serialised structures strictly: every length is known beforehand or bounded by what is left."""

from __future__ import annotations

from zkpair.tasks.arithmetic.field import EncodingError
from zkpair.tasks.arithmetic.small_field import GOLDILOCKS

DIGEST_BYTES = 32
Element = tuple[int, int]
"""An element of the quadratic extension: c0 + c1·φ."""


class Reader:
    """A cursor over bytes. Every method raises EncodingError naming the place."""

    def __init__(self, data: bytes, what: str, position: int = 0):
        self.data, self.what, self.position = data, what, position

    def take(self, count: int) -> bytes:
        if not 0 <= count <= len(self.data) - self.position:
            raise EncodingError(f"{self.what}: ends at byte {len(self.data)}, {count} more wanted at {self.position}")
        self.position += count
        return self.data[self.position - count : self.position]

    def uint(self, n_bytes: int) -> int:
        return int.from_bytes(self.take(n_bytes), "little")

    def vint(self) -> int:
        """winterfell's usize: the number of trailing zeros of the first byte plus one is the length, shortest only."""
        first = self.take(1)[0]
        if first == 0:
            raise EncodingError(f"{self.what}: a length of nine bytes at byte {self.position - 1}")
        length = (first & -first).bit_length()
        value = int.from_bytes(bytes([first]) + self.take(length - 1), "little") >> length
        if length > 1 and value < 1 << 7 * (length - 1):
            raise EncodingError(f"{self.what}: a length in more bytes than it needs at byte {self.position - length}")
        return value

    def expect(self, name: str, value: int, expected: int) -> None:
        if value != expected:
            raise EncodingError(f"{self.what}: {name} is {value}, it must be {expected}")

    def elements(self, count: int) -> list[int]:
        """Canonical Goldilocks elements."""
        start, width = self.position, GOLDILOCKS.element_bytes
        try:
            return GOLDILOCKS.decode(self.take(width * count), count)
        except EncodingError as error:
            raise EncodingError(f"{self.what}: from byte {start}: {error}") from error

    def extension_elements(self, count: int) -> list[Element]:
        words = self.elements(2 * count)
        return list(zip(words[::2], words[1::2], strict=True))

    def digests(self, count: int) -> list[bytes]:
        return [self.take(DIGEST_BYTES) for _ in range(count)]

    def part(self, length: int, what: str) -> Reader:
        """A reader over the next `length` bytes, which must be read to their end (`end`)."""
        self.take(length)
        return Reader(self.data[: self.position], f"{self.what}, {what}", self.position - length)

    def end(self) -> None:
        if self.position != len(self.data):
            raise EncodingError(f"{self.what}: {len(self.data) - self.position} bytes too many")
