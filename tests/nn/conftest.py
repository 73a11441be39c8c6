"""Networks written once for both libraries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


def lenet(nn: Any) -> Any:
    """Every layer of the usual ones, in one network."""
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2),
        nn.BatchNorm2d(6),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5),
        nn.LeakyReLU(),
        nn.AvgPool2d(2),
        nn.Flatten(),
        nn.Linear(400, 120),
        nn.GELU(),
        nn.Dropout(),
        nn.Linear(120, 10),
        nn.Softmax(dim=1),
    )


def residual(nn: Any) -> Any:
    """A module of one's own: functions, a sum, a branch that depends on nothing."""
    functional = nn.functional

    class Residual(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.first = nn.Conv2d(3, 3, 3, padding="same", bias=False)
            self.norm = nn.BatchNorm2d(3)
            self.pool = nn.AdaptiveAvgPool2d(1)
            self.last = nn.Linear(3, 4)
            self.deep = True

        def forward(self, x: Any) -> Any:
            y = functional.relu(self.norm(self.first(x)) + x)
            if self.deep:
                y = y * 0.5 if nn.__name__ == "torch.nn" else functional.mul(y, 0.5)
            y = self.norm(y)
            y = self.pool(y).reshape(x.shape[0], -1)
            return self.last(y)

    return Residual()


@pytest.fixture(params=[lenet, residual], ids=["lenet", "residual"])
def network(request: pytest.FixtureRequest) -> tuple[Callable[[Any], Any], tuple[int, ...]]:
    """A function of the library, and the shape of a sample."""
    return request.param, (1, 28, 28) if request.param is lenet else (3, 7, 9)
