"""Prefix sums by `itertools.accumulate`, whose loop is the interpreter's own, in C."""

from collections.abc import Sequence
from itertools import accumulate
from typing import ClassVar

from zkpair_python.binding.int_list import Ints, Python
from zkpair_python.versions import LANGUAGE


class PythonTuned(Python):
    """`binding/int_list:python-tuned`: the standard library."""

    attributes: ClassVar[dict[str, str]] = {
        "language": LANGUAGE,
        "library": "none",
        "algorithm": "itertools.accumulate",
    }

    def run(self, state: Sequence[Ints]) -> list[Ints]:
        return [list(accumulate(x)) for x in state]
