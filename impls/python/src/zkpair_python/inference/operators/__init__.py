"""The float operators on nested lists, each as its definition reads (docs/protocols/inference.md)."""

from collections.abc import Callable, Sequence

from zkpair_python.inference.graph.model import Node
from zkpair_python.inference.lists import Nested
from zkpair_python.inference.operators.activations import clip, gelu, hyperbolic_tangent, leaky_relu, relu, sigmoid
from zkpair_python.inference.operators.average_pool import average_pool, global_average_pool
from zkpair_python.inference.operators.conv import conv
from zkpair_python.inference.operators.elementwise import add, mul, sub
from zkpair_python.inference.operators.gather import gather
from zkpair_python.inference.operators.layer_norm import layer_norm
from zkpair_python.inference.operators.linear import linear
from zkpair_python.inference.operators.matmul import matmul
from zkpair_python.inference.operators.max_pool import max_pool
from zkpair_python.inference.operators.moving import concat, flatten, pad, reshape, transpose
from zkpair_python.inference.operators.softmax import softmax

OPERATORS: dict[str, Callable[[Node, Sequence[Nested]], Nested]] = {
    "Linear": linear,
    "Conv": conv,
    "Relu": relu,
    "LeakyRelu": leaky_relu,
    "Clip": clip,
    "Sigmoid": sigmoid,
    "Tanh": hyperbolic_tangent,
    "Gelu": gelu,
    "Add": add,
    "Sub": sub,
    "Mul": mul,
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
