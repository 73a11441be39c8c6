"""How torch fills the parameters of new layers.

kaiming_uniform with a = √5 draws from −b to b, b = √3·√(2/(1 + a²))/√fan_in = 1/√fan_in (He et al. 2015, equation 10);
biases are drawn from the same range.
"""

from __future__ import annotations

import math

from zkpair_rust import _native
from zkpair_rust.nn.tensor import Parameter, zeros


def weight_and_bias(shape: tuple[int, ...], bias: bool) -> tuple[Parameter, Parameter | None]:
    """A weight [out, …] and its bias [out], the weight drawn first."""
    fan_in = math.prod(shape[1:])
    weight = Parameter(zeros(shape))
    if fan_in:
        gain = math.sqrt(2.0 / (1 + math.sqrt(5) ** 2))
        bound = math.sqrt(3.0) * (gain / math.sqrt(fan_in))
        _native.tensor_fill_uniform(weight, -bound, bound)
    if not bias:
        return weight, None
    offset = Parameter(zeros(shape[0]))
    if fan_in:
        _native.tensor_fill_uniform(offset, -1 / math.sqrt(fan_in), 1 / math.sqrt(fan_in))
    return weight, offset
