"""Functions with torch's names and defaults. Within a `forward` that is being recorded they record; on tensors they
compile a graph of their own and run it, which is for trying things out: a module compiles once.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from zkpair_rust.nn import compiled
from zkpair_rust.nn.errors import ShapeError, TrainingModeError, UnsupportedError
from zkpair_rust.nn.graph import Node
from zkpair_rust.nn.shapes import axis_of, broadcast, matrix_product, reshaped
from zkpair_rust.nn.tensor import Tensor, as_tensor, tensor, zeros
from zkpair_rust.nn.tracing import Batch, Traced
from zkpair_rust.nn.windows import conv_pads, pair, pooled, positions

METHODS = frozenset(
    ("relu", "sigmoid", "tanh", "softmax", "flatten", "reshape", "view", "permute", "transpose", "clamp", "matmul")
)
"""Functions that are methods of tensors as well."""


def _recorded(function: Callable[..., Traced]) -> Callable[..., Any]:
    """Of a function that records: one that also takes tensors, which it is recorded for and run on at once.

    Its first argument is the value; in sums and products (two operands) any that is a tensor is one.
    """

    @functools.wraps(function)
    def either(*args: Any, **kwargs: Any) -> Any:
        if any(isinstance(arg, Traced) for arg in args):
            return function(*args, **kwargs)
        count = 2 if function.__name__ in ("add", "sub", "mul", "matmul") else 1
        values = [as_tensor(arg) for arg in args[:count]]
        return compiled.once(lambda *traced: function(*traced, *args[count:], **kwargs), values)

    return either


def _node(x: Traced, op: str, operands: Sequence[Any], sides: Sequence[Any], /, **attributes: Any) -> Traced:
    nodes = tuple(operand.node if isinstance(operand, Traced) else operand for operand in operands)
    return Traced(x.trace, Node(op, nodes, attributes), tuple(sides))


def _weight(value: Any) -> Tensor:
    """A tensor of float32 that becomes part of the graph."""
    found = as_tensor(value)
    if found.dtype_name != "float32":
        raise RuntimeError(f"expected a weight of float32, but got {found.dtype_name}")
    return found


# --- layers with weights


@_recorded
def linear(input: Traced, weight: Any, bias: Any = None) -> Traced:
    """y = x·Wᵀ + b over the last axis."""
    weight = _weight(weight)
    n_out, n_in = weight.shape
    if input.ndim == 0 or input.shape[-1] != n_in:
        rows = "x".join(map(str, input.shape))
        raise ShapeError(f"mat1 and mat2 shapes cannot be multiplied ({rows} and {n_in}x{n_out})")
    bias = zeros(n_out) if bias is None else _weight(bias)
    return _node(input, "Linear", (input, weight, bias), (*input.shape[:-1], n_out))


@_recorded
def conv2d(
    input: Traced,
    weight: Any,
    bias: Any = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Traced:
    """Cross-correlation of [N, C, H, W] or [C, H, W] with [O, C/groups, kh, kw]."""
    weight = _weight(weight)
    if input.ndim not in (3, 4):
        raise ShapeError(
            f"Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: {list(input.shape)}"
        )
    if input.ndim == 3:
        one = reshape(input, (1, *map(int, input.shape)))
        result = conv2d(one, weight, bias, stride, padding, dilation, groups)
        return reshape(result, result.shape[1:])  # type: ignore[no-any-return]
    n_out, per_group, *kernel = weight.shape
    if input.shape[1] != per_group * groups:
        raise ShapeError(
            f"Given groups={groups}, weight of size {list(weight.shape)}, expected input{list(input.shape)} to have "
            f"{per_group * groups} channels, but got {input.shape[1]} channels instead"
        )
    stride, dilation = pair(stride), pair(dilation)
    pads = conv_pads(padding, (kernel[0], kernel[1]), stride, dilation)
    sides = [positions(input.shape[2 + i], kernel[i], stride[i], pads[i], pads[2 + i], dilation[i]) for i in (0, 1)]
    if min(sides) < 1:
        size = [input.shape[2 + i] + pads[i] + pads[2 + i] for i in (0, 1)]
        reach = [dilation[i] * (kernel[i] - 1) + 1 for i in (0, 1)]
        raise ShapeError(
            f"Calculated padded input size per channel: ({size[0]} x {size[1]}). "
            f"Kernel size: ({reach[0]} x {reach[1]}). Kernel size can't be greater than actual input size"
        )
    bias = zeros(n_out) if bias is None else _weight(bias)
    return _node(
        input,
        "Conv",
        (input, weight, bias),
        (input.shape[0], n_out, *sides),
        strides=stride,
        pads=pads,
        dilations=dilation,
        groups=groups,
    )


def batch_norm(
    input: Traced,
    running_mean: Any,
    running_var: Any,
    weight: Any = None,
    bias: Any = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Any:
    """(x − μ)/√(σ² + eps)·γ + β for each channel, with the running statistics."""
    if training or running_mean is None or running_var is None:
        raise TrainingModeError("batch_norm with the batch's own statistics: call eval() on the module first")
    mean, variance = (as_tensor(numbers).tolist() for numbers in (running_mean, running_var))
    gamma = [1.0] * len(mean) if weight is None else as_tensor(weight).tolist()
    beta = [0.0] * len(mean) if bias is None else as_tensor(bias).tolist()
    scale = [g / (v + eps) ** 0.5 for g, v in zip(gamma, variance, strict=True)]
    shift = [b - m * s for b, m, s in zip(beta, mean, scale, strict=True)]
    return _channelwise(input, scale, shift)


@_recorded
def _channelwise(input: Traced, scale: list[float], shift: list[float]) -> Traced:
    if input.ndim < 2 or input.shape[1] != len(scale):
        given = input.shape[1] if input.ndim > 1 else input.ndim
        raise ShapeError(f"running_mean should contain {given} elements not {len(scale)}")
    columns = (len(scale), *[1] * (input.ndim - 2))
    operands = [tensor(numbers).reshape(columns) for numbers in (scale, shift)]
    # "BatchNorm" is no operator of graphs: `folding` makes it part of the layer before, or a Mul and an Add.
    return _node(input, "BatchNorm", (input, *operands), input.shape)


@_recorded
def layer_norm(
    input: Traced, normalized_shape: Sequence[int], weight: Any = None, bias: Any = None, eps: float = 1e-5
) -> Traced:
    """(x − μ)/√(σ² + eps)·γ + β over the last axis."""
    sides = tuple(normalized_shape)
    if len(sides) != 1:
        raise UnsupportedError(f"layer_norm over {len(sides)} axes: the engine normalises the last one")
    if input.shape[-1] != sides[0]:
        raise ShapeError(
            f"Given normalized_shape={list(sides)}, expected input with shape [*, {sides[0]}], but got input of "
            f"size{list(input.shape)}"
        )
    gamma = tensor([1.0] * sides[0]) if weight is None else _weight(weight)
    beta = zeros(sides[0]) if bias is None else _weight(bias)
    return _node(input, "LayerNorm", (input, gamma, beta), input.shape, eps=float(eps))


# --- elementwise


@_recorded
def relu(input: Traced, inplace: bool = False) -> Traced:
    """max(x, 0)."""
    return _node(input, "Relu", (input,), input.shape)


@_recorded
def leaky_relu(input: Traced, negative_slope: float = 0.01, inplace: bool = False) -> Traced:
    """x, or negative_slope·x where x < 0."""
    return _node(input, "LeakyRelu", (input,), input.shape, alpha=float(negative_slope))


@_recorded
def sigmoid(input: Traced) -> Traced:
    """1/(1 + e^−x)."""
    return _node(input, "Sigmoid", (input,), input.shape)


@_recorded
def tanh(input: Traced) -> Traced:
    """tanh x."""
    return _node(input, "Tanh", (input,), input.shape)


@_recorded
def gelu(input: Traced, approximate: str = "none") -> Traced:
    """x·Φ(x), or its approximation by tanh."""
    if approximate not in ("none", "tanh"):
        raise RuntimeError("approximate argument must be either none or tanh.")
    return _node(input, "Gelu", (input,), input.shape, approximate=int(approximate == "tanh"))


@_recorded
def clamp(input: Traced, min: float | None = None, max: float | None = None) -> Traced:
    """min(max(x, min), max)."""
    if min is None and max is None:
        raise RuntimeError("torch.clamp: At least one of 'min' or 'max' must not be None")
    bounds = {name: float(value) for name, value in (("lo", min), ("hi", max)) if value is not None}
    return _node(input, "Clip", (input,), input.shape, **bounds)


@_recorded
def softmax(input: Traced, dim: int) -> Traced:
    """e^(x_i − max)/Σ e^(x_j − max) along an axis."""
    return _node(input, "Softmax", (input,), input.shape, axis=axis_of(dim, input))


def dropout(input: Any, p: float = 0.5, training: bool = True, inplace: bool = False) -> Any:
    """The input as it is; TrainingModeError in training."""
    if training and p:
        raise TrainingModeError("dropout in training: call eval() on the module first")
    return input


def _arithmetic(op: str) -> Callable[..., Any]:
    def function(input: Any, other: Any) -> Traced:
        sides = [x if isinstance(x, Traced) else _weight(x) for x in (input, other)]
        first = next(x for x in sides if isinstance(x, Traced))
        return _node(first, op, sides, broadcast(sides[0].shape, sides[1].shape))

    function.__name__ = op.lower()
    function.__doc__ = f"{op}, elementwise with broadcasting."
    return _recorded(function)


add, sub, mul = _arithmetic("Add"), _arithmetic("Sub"), _arithmetic("Mul")


@_recorded
def matmul(input: Any, other: Any) -> Traced:
    """Matrix products, leading axes broadcast."""
    sides = [x if isinstance(x, Traced) else _weight(x) for x in (input, other)]
    first = next(x for x in sides if isinstance(x, Traced))
    return _node(first, "MatMul", sides, matrix_product(sides[0].shape, sides[1].shape))


# --- pools


@_recorded
def max_pool2d(
    input: Traced,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Traced:
    """The largest number of each window; padding counts as −∞."""
    if return_indices:
        raise UnsupportedError("return_indices=True: the engine gives the numbers alone")
    kernel, dilations = pair(kernel_size), pair(dilation)
    strides, padding = kernel if stride is None else pair(stride), pair(padding)
    image = _image(input, "max_pool2d")
    sides = pooled(image.shape, kernel, strides, padding, dilations, ceil_mode)
    pads = [*padding, *padding]
    shape = (*image.shape[:2], *sides)
    result = _node(image, "MaxPool", (image,), shape, kernel=kernel, strides=strides, pads=pads, dilations=dilations)
    return _as_given(result, input)


@_recorded
def avg_pool2d(
    input: Traced,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Traced:
    """The mean of each window."""
    if divisor_override is not None:
        raise UnsupportedError("divisor_override: the engine divides by the window's size")
    kernel, padding = pair(kernel_size), pair(padding)
    strides = kernel if stride is None else pair(stride)
    image = _image(input, "avg_pool2d")
    sides = pooled(image.shape, kernel, strides, padding, (1, 1), ceil_mode)
    result = _node(
        image,
        "AveragePool",
        (image,),
        (*image.shape[:2], *sides),
        kernel=kernel,
        strides=strides,
        pads=[*padding, *padding],
        dilations=(1, 1),
        count_include_pad=int(count_include_pad),
    )
    return _as_given(result, input)


@_recorded
def adaptive_avg_pool2d(input: Traced, output_size: Any) -> Traced:
    """The mean over height and width."""
    if output_size not in (1, (1, 1), [1, 1]):
        raise UnsupportedError(f"adaptive_avg_pool2d to {output_size}: the engine has the size 1")
    image = _image(input, "adaptive_avg_pool2d")
    return _as_given(_node(image, "GlobalAveragePool", (image,), (*image.shape[:2], 1, 1)), input)


def _image(x: Traced, function: str) -> Traced:
    if x.ndim not in (3, 4):
        raise ShapeError(f"{function}: Expected 3D or 4D (batch mode) tensor, but got input of size: {list(x.shape)}")
    if x.ndim == 4:
        return x
    image: Traced = reshape(x, (1, *map(int, x.shape)))
    return image


def _as_given(result: Traced, x: Traced) -> Traced:
    return result if x.ndim == 4 else reshape(result, result.shape[1:])


# --- other shapes


@_recorded
def flatten(input: Traced, start_dim: int = 0, end_dim: int = -1) -> Traced:
    """Neighbouring axes made one."""
    if input.ndim == 0:
        return reshape(input, (1,))  # type: ignore[no-any-return]
    start, end = axis_of(start_dim, input, batch=True), axis_of(end_dim, input, batch=True)
    if start > end:
        raise RuntimeError("flatten() has invalid args: start_dim cannot come after end_dim")
    count = 1
    for side in input.shape[start : end + 1]:
        count = side if count == 1 else count * side
    return reshape(input, (*input.shape[:start], count, *input.shape[end + 1 :]))  # type: ignore[no-any-return]


@_recorded
def reshape(input: Traced, *shape: Any) -> Traced:
    """The same elements in C order; one side may be -1."""
    sides = reshaped(input, shape)
    plain = [0, *sides[1:]] if sides and isinstance(sides[0], Batch) else sides
    return input if sides == tuple(input.shape) else _node(input, "Reshape", (input,), sides, shape=plain)


view = reshape


@_recorded
def permute(input: Traced, *dims: Any) -> Traced:
    """The axes in another order."""
    order = [dim % input.ndim for dim in (dims[0] if len(dims) == 1 and not isinstance(dims[0], int) else dims)]
    if sorted(order) != list(range(input.ndim)):
        raise RuntimeError(f"permute(sparse_coo): number of dimensions in the tensor input does not match: {dims}")
    if order and order[0] != 0:
        axis_of(0, input)  # the batch moves: its size is fixed
    return _node(input, "Transpose", (input,), [input.shape[axis] for axis in order], perm=order)


@_recorded
def transpose(input: Traced, dim0: int, dim1: int) -> Traced:
    """Two axes exchanged."""
    order = list(range(input.ndim))
    first, second = dim0 % input.ndim, dim1 % input.ndim
    order[first], order[second] = second, first
    return permute(input, order)  # type: ignore[no-any-return]
