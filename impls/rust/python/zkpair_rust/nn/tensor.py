"""Tensors: views of memory that NumPy, torch and others share without a copy (buffer protocol, DLPack).

`np.asarray(t)`, `np.from_dlpack(t)`, `torch.from_dlpack(t)` and `memoryview(t)` read and write the tensor's own memory;
`from_numpy`, `from_dlpack` and `as_tensor` take others' memory as it lies.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from zkpair_rust import _native

if TYPE_CHECKING:
    from typing import Self

    from typing_extensions import Buffer

DLPACK_VERSION = (1, 0)
LETTERS = {"float32": "f", "float64": "d", "int64": "q", "int32": "i", "int8": "b", "uint8": "B"}
SHOWN = 1000
"""Tensors of more elements are shown by their shape, as torch shortens them."""


class dtype:
    """A kind of numbers; the only objects are those below."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"zkpair_rust.nn.{self.name}"


float32, float64, int64, int32 = dtype("float32"), dtype("float64"), dtype("int64"), dtype("int32")
int8, uint8, bool_ = dtype("int8"), dtype("uint8"), dtype("bool")
DTYPES = {kind.name: kind for kind in (float32, float64, int64, int32, int8, uint8, bool_)}


class Size(tuple[Any, ...]):
    """A shape."""

    __slots__ = ()

    def numel(self) -> int:
        """The number of elements."""
        count = 1
        for side in self:
            count *= side
        return count

    def __repr__(self) -> str:
        return f"Size([{', '.join(map(str, self))}])"


class Exporter(Protocol):
    """An object of the array API standard that gives its memory by DLPack."""

    def __dlpack__(self) -> object: ...
    def __dlpack_device__(self) -> tuple[int, int]: ...


class Tensor(_native.Tensor):
    """Numbers of one kind in a strided box on the CPU. `Tensor(x)` is a view of a tensor's or a buffer's memory."""

    __slots__ = ()

    @property
    def shape(self) -> Size:
        return Size(super().shape)

    @property
    def dtype(self) -> dtype:
        return DTYPES[self.dtype_name]

    @property
    def device(self) -> str:
        return "cpu"

    @property
    def ndim(self) -> int:
        return len(super().shape)

    @property
    def requires_grad(self) -> bool:
        """Never: this engine only predicts."""
        return False

    def dim(self) -> int:
        return self.ndim

    def size(self, dim: int | None = None) -> Any:
        """The shape, or one side of it."""
        return self.shape if dim is None else self.shape[dim]

    def stride(self) -> tuple[int, ...]:
        """In elements."""
        return self.strides

    def numpy(self) -> Any:
        """NumPy's array over the same memory. Needs NumPy."""
        import numpy as np

        return np.asarray(self)

    def tolist(self) -> Any:
        return memoryview(self).tolist()

    def item(self) -> Any:
        """The only element. RuntimeError where there are others."""
        if self.numel() != 1:
            raise RuntimeError(f"a Tensor with {self.numel()} elements cannot be converted to Scalar")
        return memoryview(self.reshape(1)).tolist()[0]

    def detach(self) -> Tensor:
        return Tensor(self)

    def cpu(self) -> Tensor:
        return self

    def clone(self) -> Tensor:
        """A copy in C order."""
        return Tensor(self.copied())

    def contiguous(self) -> Tensor:
        """The tensor itself, or a copy in C order."""
        return self if self.is_contiguous() else self.clone()

    def reshape(self, *shape: Any) -> Tensor:
        """The same elements in another shape, a view where they lie in C order; one side may be -1."""
        return Tensor(self.reshaped(_resolved(_sides(shape), self.numel())))

    def view(self, *shape: Any) -> Tensor:
        """`reshape` without ever copying. RuntimeError where only a copy would do."""
        if not self.is_contiguous():
            raise RuntimeError("view size is not compatible with input tensor's size and stride: use .reshape(...)")
        return self.reshape(*shape)

    def permute(self, *dims: Any) -> Tensor:
        """The axes in another order, a view."""
        order = _sides(dims)
        return Tensor(self.permuted([dim % self.ndim for dim in order]))

    def copy_(self, source: object) -> Self:
        """Overwrites the numbers with those of a tensor of the same shape."""
        self.overwrite(as_tensor(source))
        return self

    def fill_(self, value: float) -> Self:
        """Overwrites all numbers with one."""
        letter = LETTERS[self.dtype_name]
        self.overwrite(Tensor(array(letter, [value]) * self.numel()).reshaped(list(self.shape)))
        return self

    def __len__(self) -> int:
        if not self.ndim:
            raise TypeError("len() of a 0-d tensor")
        return int(self.shape[0])

    def __iter__(self) -> Iterator[Any]:
        """Rows as nested lists' elements."""
        return iter(self.tolist())

    def __repr__(self) -> str:
        kind = "" if self.dtype is float32 else f", dtype={self.dtype}"
        if self.numel() > SHOWN:
            return f"tensor(..., size={tuple(self.shape)}{kind})"
        return f"tensor({_rounded(self.tolist())}{kind})"


class Parameter(Tensor):
    """A tensor that a module learnt; `Parameter(x)` is a view of x."""

    __slots__ = ()

    @property
    def data(self) -> Tensor:
        """The same memory as a plain tensor."""
        return Tensor(self)

    def __repr__(self) -> str:
        return f"Parameter containing:\n{super().__repr__()}"


def tensor(data: Any, dtype: dtype | None = None) -> Tensor:
    """A copy of nested lists, a number, or of what exchanges memory. Floats become float32, ints int64, as in torch."""
    if not isinstance(data, list | tuple | int | float):
        return as_tensor(data).clone()
    shape: list[int] = []
    level = data
    while isinstance(level, list | tuple):
        shape.append(len(level))
        level = level[0] if level else 0.0
    flat = list(_flat(data, shape, 0))
    kind = dtype or (int64 if flat and all(isinstance(value, int) for value in flat) else float32)
    return Tensor(Tensor(array(LETTERS[kind.name], flat)).reshaped(shape))


def _flat(data: Any, shape: Sequence[int], level: int) -> Iterator[float]:
    if level == len(shape):
        yield data
        return
    if len(data) != shape[level]:
        raise ValueError(f"expected sequence of length {shape[level]} at dim {level} (got {len(data)})")
    for part in data:
        yield from _flat(part, shape, level + 1)


def zeros(*shape: Any, dtype: dtype = float32) -> Tensor:
    """A tensor of zeros."""
    return Tensor(_native.tensor_zeros(list(_sides(shape)), dtype.name))


def from_numpy(source: Buffer) -> Tensor:
    """The memory of an array, or of whatever has a buffer, without a copy."""
    view = source if isinstance(source, memoryview) else memoryview(source) if _is_scalar(source) else None
    if view is not None and view.ndim == 0:
        return Tensor(Tensor(view.cast("B").cast(view.format)).reshaped([]))  # type: ignore[call-overload]
    return Tensor(source)


def _is_scalar(source: object) -> bool:
    """Has it no axes? Buffers leave out the shape then, which the extension asks for."""
    return getattr(source, "shape", None) == ()


def from_dlpack(source: Exporter) -> Tensor:
    """The memory of another library's tensor, without a copy. BufferError for another device or an unknown dtype."""
    device, _ = source.__dlpack_device__()
    if device != 1:
        raise BufferError(
            f"the tensor lies on a device of DLPack's kind {device}; only the CPU's memory (1) is read here"
        )
    exporter: Any = source
    try:
        capsule = exporter.__dlpack__(max_version=DLPACK_VERSION)
    except TypeError:  # one that was written before DLPack had versions
        capsule = exporter.__dlpack__()
    return Tensor(_native.tensor_from_dlpack(capsule))


def as_tensor(source: Any) -> Tensor:
    """A tensor as it is; other memory without a copy, by buffer or DLPack; lists and numbers copied."""
    if isinstance(source, Tensor):
        return source
    if isinstance(source, _native.Tensor):
        return Tensor(source)
    if isinstance(source, list | tuple | int | float):
        return tensor(source)
    if hasattr(source, "__dlpack__") and not hasattr(source, "__array_interface__"):
        return from_dlpack(source.detach() if hasattr(source, "detach") else source)
    return from_numpy(source)


def manual_seed(seed: int) -> None:
    """Begins the random numbers anew; the same seed gives the parameters that torch's `manual_seed` gives."""
    _native.tensor_manual_seed(seed % (1 << 64))


def _sides(shape: Sequence[Any]) -> tuple[Any, ...]:
    """`f(2, 3)` and `f((2, 3))` are the same."""
    return tuple(shape[0]) if len(shape) == 1 and isinstance(shape[0], tuple | list) else tuple(shape)


def _resolved(shape: Sequence[int], count: int) -> list[int]:
    """The shape with its -1 computed."""
    known = Size(side for side in shape if side != -1).numel()
    if list(shape).count(-1) > 1:
        raise RuntimeError("only one dimension can be inferred")
    fits = known and count % known == 0 if -1 in shape else known == count
    if not fits:
        raise RuntimeError(f"shape '{list(shape)}' is invalid for input of size {count}")
    return [count // known if side == -1 else side for side in shape]


def _rounded(values: Any) -> Any:
    """Four digits after the point, as torch prints."""
    if isinstance(values, list):
        return [_rounded(value) for value in values]
    return round(values, 4) if isinstance(values, float) else values
