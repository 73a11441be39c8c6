"""Operator -> what appends its steps."""

from collections.abc import Callable

import numpy as np

from zkpair_python.inference.graph.model import Node
from zkpair_python.inference.tuned.builder import Builder
from zkpair_python.inference.tuned.conv import conv
from zkpair_python.inference.tuned.elementwise import binary, clip, gelu, leaky_relu, relu, sigmoid, tanh
from zkpair_python.inference.tuned.moving import concat, flatten, gather, pad, reshape, transpose
from zkpair_python.inference.tuned.normalising import layer_norm, softmax
from zkpair_python.inference.tuned.pooling import average_pool, global_average_pool, max_pool
from zkpair_python.inference.tuned.products import linear, matmul

OPERATORS: dict[str, Callable[[Builder, Node], None]] = {
    "Linear": linear,
    "Conv": conv,
    "Relu": relu,
    "LeakyRelu": leaky_relu,
    "Clip": clip,
    "Sigmoid": sigmoid,
    "Tanh": tanh,
    "Gelu": gelu,
    "Add": binary(np.add),
    "Sub": binary(np.subtract),
    "Mul": binary(np.multiply),
    "MatMul": matmul,
    "MaxPool": max_pool,
    "AveragePool": average_pool,
    "GlobalAveragePool": global_average_pool,
    "Flatten": flatten,
    "Reshape": reshape,
    "Transpose": transpose,
    "Concat": concat,
    "Pad": pad,
    "Gather": gather,
    "Softmax": softmax,
    "LayerNorm": layer_norm,
}
