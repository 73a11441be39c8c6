"""The integer operators in NumPy, exact: what is right for integer graphs (docs/protocols/inference.md).

Values are int64; every sum stays below 2^31 (LayerNorm's squares below 2^62), which the reader has made sure of.
"""

from collections.abc import Callable, Sequence

from zkpair_python.inference.arrays import Array
from zkpair_python.inference.graph.model import Node
from zkpair_python.inference.integers.conv import conv
from zkpair_python.inference.integers.elementwise import add, mul, sub
from zkpair_python.inference.integers.layer_norm import layer_norm
from zkpair_python.inference.integers.linear import linear, matmul
from zkpair_python.inference.integers.moving import concat, flatten, gather, pad, reshape, transpose
from zkpair_python.inference.integers.pooling import average_pool, max_pool
from zkpair_python.inference.integers.requantise import requantise
from zkpair_python.inference.integers.softmax import softmax
from zkpair_python.inference.integers.table import table

OPERATORS: dict[str, Callable[[Node, Sequence[Array]], Array]] = {
    "Linear": linear,
    "Conv": conv,
    "Requantise": requantise,
    "Add": add,
    "Sub": sub,
    "Mul": mul,
    "MatMul": matmul,
    "AveragePool": average_pool,
    "MaxPool": max_pool,
    "Flatten": flatten,
    "Reshape": reshape,
    "Transpose": transpose,
    "Concat": concat,
    "Pad": pad,
    "Gather": gather,
    "Table": table,
    "Softmax": softmax,
    "LayerNorm": layer_norm,
}
