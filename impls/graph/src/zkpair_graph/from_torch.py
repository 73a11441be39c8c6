"""A live torch.nn.Module: exported to ONNX by torch itself, and converted from there."""

from __future__ import annotations

import contextlib
import io
import warnings
from typing import Any

from zkpair_graph.errors import MalformedModel, MissingPackage
from zkpair_graph.from_onnx.convert import Converted, from_bytes

OPSET = 18


def torch_module(module: Any, example: Any, *, name: str = "model", batch: str = "any") -> Converted:
    """The graph of a module in evaluation mode; `example` is an input (or a tuple of them) that it can be called with.

    Raises MissingPackage without torch, MalformedModel for what torch cannot export, and what `from_bytes` raises.
    """
    try:
        import torch
    except ImportError as error:
        raise MissingPackage("torch", "converting a torch.nn.Module") from error
    if not isinstance(module, torch.nn.Module):
        raise MalformedModel(f"{type(module).__name__} is not a torch.nn.Module")
    examples = example if isinstance(example, tuple) else (example,)
    training = module.training
    module.eval()
    try:
        data = _exported(torch, module, examples)
    finally:
        module.train(training)
    return from_bytes(data, name=name, batch=batch)


def _exported(torch: Any, module: Any, examples: tuple[Any, ...]) -> bytes:
    fast = torch.backends.mha.get_fastpath_enabled()  # one operator for a whole encoder layer, that no exporter knows
    torch.backends.mha.set_fastpath_enabled(False)
    try:
        return _by_either(torch, module, examples)
    finally:
        torch.backends.mha.set_fastpath_enabled(fast)


def _by_either(torch: Any, module: Any, examples: tuple[Any, ...]) -> bytes:
    """By tracing, which takes milliseconds; what that cannot do by torch.export, which needs onnxscript and seconds."""
    reasons = []
    for dynamo in (False, True):
        file = io.BytesIO()
        quiet = (contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()))
        try:
            with warnings.catch_warnings(), torch.no_grad(), quiet[0], quiet[1]:
                warnings.simplefilter("ignore")
                torch.onnx.export(module, examples, file, opset_version=OPSET, dynamo=dynamo)
            return file.getvalue()
        except Exception as error:  # the exporters raise whatever the module's own code does
            reasons.append(f"{type(error).__name__}: {error}")
    raise MalformedModel(f"torch cannot export {type(module).__name__}: {'; '.join(reasons)}")
