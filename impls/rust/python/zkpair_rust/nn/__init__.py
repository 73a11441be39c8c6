"""torch's API for prediction, over our float engine: `from zkpair_rust import nn`.

Modules are recorded once for a shape of inputs, compiled, and run without the interpreter lock. docs/nn.md
"""

from zkpair_rust.nn import functional
from zkpair_rust.nn.compiled import get_num_threads, set_num_threads
from zkpair_rust.nn.containers import Sequential
from zkpair_rust.nn.errors import ShapeError, TrainingModeError, UnsupportedError
from zkpair_rust.nn.layers import BatchNorm2d, Conv2d, LayerNorm, Linear
from zkpair_rust.nn.loading import Model, load
from zkpair_rust.nn.module import Module
from zkpair_rust.nn.stateless import (
    GELU,
    AdaptiveAvgPool2d,
    AvgPool2d,
    Dropout,
    Flatten,
    Identity,
    LeakyReLU,
    MaxPool2d,
    ReLU,
    Sigmoid,
    Softmax,
    Tanh,
)
from zkpair_rust.nn.tensor import (
    Parameter,
    Size,
    Tensor,
    as_tensor,
    bool_,
    float32,
    float64,
    from_dlpack,
    from_numpy,
    int8,
    int32,
    int64,
    manual_seed,
    tensor,
    uint8,
    zeros,
)

__all__ = [
    "GELU",
    "AdaptiveAvgPool2d",
    "AvgPool2d",
    "BatchNorm2d",
    "Conv2d",
    "Dropout",
    "Flatten",
    "Identity",
    "LayerNorm",
    "LeakyReLU",
    "Linear",
    "MaxPool2d",
    "Model",
    "Module",
    "Parameter",
    "ReLU",
    "Sequential",
    "ShapeError",
    "Sigmoid",
    "Size",
    "Softmax",
    "Tanh",
    "Tensor",
    "TrainingModeError",
    "UnsupportedError",
    "as_tensor",
    "bool_",
    "float32",
    "float64",
    "from_dlpack",
    "from_numpy",
    "functional",
    "get_num_threads",
    "int8",
    "int32",
    "int64",
    "load",
    "manual_seed",
    "set_num_threads",
    "tensor",
    "uint8",
    "zeros",
]
