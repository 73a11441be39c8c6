"""Blobs of field elements as NumPy arrays, checked like `PrimeField.decode`."""

import numpy as np
import numpy.typing as npt

from zkpair_python.algebra.prime_field import PrimeField
from zkpair_python.errors import NonCanonicalFieldElementError, WrongLengthError

Words = npt.NDArray[np.uint64]


def decode_words(data: bytes, count: int, field: PrimeField, where: str) -> Words:
    """`count` canonical elements of a field of one word; `where` names the blob in errors."""
    width = field.element_bytes
    if len(data) != width * count:
        raise WrongLengthError(f"{where}: {len(data)} bytes, but {count} field elements take {width * count}")
    words: Words = np.frombuffer(data, f"<u{width}").astype(np.uint64)
    refused = np.flatnonzero(words >= np.uint64(field.modulus))
    if len(refused):
        index = int(refused[0])
        raise NonCanonicalFieldElementError(f"{where}: element {index} is {words[index]}, not below {field.modulus}")
    return words
