"""Windows of Conv and pooling as ONNX states them, in our terms; one axis is done as two."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from zkpair_graph.errors import MalformedModel
from zkpair_graph.from_onnx.operands import Call, Value
from zkpair_graph.graph import Attribute
from zkpair_graph.windows import reach


@dataclass(frozen=True)
class Window:
    """`automatic`: padding that is made so that a stride of 1 keeps the size; `upper`: what is odd goes after."""

    call: Call
    kernel: tuple[int, ...]
    strides: tuple[int, ...]
    dilations: tuple[int, ...]
    pads: tuple[int, ...]
    automatic: str = "NOTSET"
    ceil: bool = False

    def attributes(self, sizes: Sequence[int]) -> dict[str, Attribute]:
        """For inputs of these sizes: kernel, strides, pads, dilations; one axis becomes the second of two."""
        window = self.padded(sizes)
        if len(sizes) == 1:
            pads = (0, window.pads[0], 0, window.pads[1])
            one = {"kernel": self.kernel, "strides": self.strides, "dilations": self.dilations}
            return {**{name: (1, *value) for name, value in one.items()}, "pads": pads}
        return {
            "kernel": self.kernel,
            "strides": self.strides,
            "pads": window.pads,
            "dilations": self.dilations,
        }

    def padded(self, sizes: Sequence[int]) -> Window:
        """With all padding stated: that of SAME and, where sizes round up, what the last window lacks."""
        n = len(sizes)
        if n not in (1, 2):
            self.call.refuse(f"over {n} axes", "windows over one or two axes are supported")
        if n != len(self.kernel):
            raise MalformedModel(f"{self.call.label}: a kernel of {len(self.kernel)} axes over {n}")
        before, after = list(self.pads[:n]), list(self.pads[n:])
        for axis, size in enumerate(sizes):
            covered, stride = reach(self.kernel[axis], self.dilations[axis]), self.strides[axis]
            if self.automatic.startswith("SAME"):
                total = max((-(-size // stride) - 1) * stride + covered - size, 0)
                small, large = total // 2, total - total // 2
                before[axis], after[axis] = (small, large) if self.automatic == "SAME_UPPER" else (large, small)
            elif self.ceil:
                room = size + before[axis] + after[axis] - covered
                windows = -(-room // stride) + 1
                if (windows - 1) * stride >= size + before[axis]:
                    windows -= 1  # a window that would begin in the padding after the input is left out
                after[axis] += max((windows - 1) * stride - room, 0)
        return replace(self, pads=(*before, *after), automatic="NOTSET", ceil=False)


def window_of(call: Call, kernel: Sequence[int] | None) -> Window:
    """The window attributes of a node, defaults applied. `kernel`: that of the weights."""
    stated = call.attribute("kernel_shape", "ints")
    if kernel is None and stated is None:
        raise MalformedModel(f"{call.label}: kernel_shape is missing")
    kernel = tuple(stated if kernel is None else kernel)
    n = len(kernel)
    if stated is not None and stated != kernel:
        raise MalformedModel(f"{call.label}: kernel_shape {list(stated)}, and weights for {list(kernel)}")
    strides = call.attribute("strides", "ints", (1,) * n)
    dilations = call.attribute("dilations", "ints", (1,) * n)
    pads = call.attribute("pads", "ints", (0,) * (2 * n))
    automatic = call.attribute("auto_pad", "string", "NOTSET")
    if automatic not in ("NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID"):
        raise MalformedModel(f"{call.label}: auto_pad {automatic!r} does not exist")
    if automatic != "NOTSET":
        pads = (0,) * (2 * n)
    if not len(strides) == len(dilations) == n or len(pads) != 2 * n:
        raise MalformedModel(f"{call.label}: strides, dilations and pads must be for {n} axes")
    if n == 0 or min(*kernel, *strides, *dilations) < 1 or max(*kernel, *strides, *dilations) >= 2**31:
        raise MalformedModel(f"{call.label}: kernel, strides and dilations lie in 1 … 2^31 − 1")
    if min(pads) < 0:
        call.refuse("pads", "padding that crops (negative) is not supported; slice before")
    return Window(call, kernel, strides, dilations, pads, automatic, bool(call.attribute("ceil_mode", "int", 0)))


def lowered(call: Call, x: Value, operator: Callable[[Value], Value]) -> Value:
    """The operator over [N, C, H, W]; [N, C, L] goes in and out as [N, C, 1, L]."""
    if len(x.shape) != 3:
        return operator(x)
    image = call.emit("Reshape", x, shape=(*x.shape[:2], 1, x.shape[2]))
    y = operator(image)
    return call.emit("Reshape", y, shape=(*y.shape[:2], y.shape[3]))
