"""A pytest plugin for tools/fuzz.py: every property gets ZKPAIR_FUZZ_CASES examples and no deadline."""

from __future__ import annotations

import os
from typing import Any

from hypothesis import HealthCheck, settings

ATTRIBUTE = "_hypothesis_internal_use_settings"
"""Where hypothesis keeps a test's own settings; without it a test's own (small) number would win."""


def pytest_collection_modifyitems(items: list[Any]) -> None:
    cases = int(os.environ.get("ZKPAIR_FUZZ_CASES", "2000"))
    for item in items:
        function = getattr(item, "obj", None)
        function = getattr(function, "__func__", function)
        if getattr(function, "is_hypothesis_test", False):
            own = getattr(function, ATTRIBUTE, None) or settings.default
            wanted = settings(own, max_examples=cases, deadline=None, suppress_health_check=list(HealthCheck))
            setattr(function, ATTRIBUTE, wanted)
