"""A live torch.nn.Module: exported to ONNX by torch itself, and converted from there."""

from __future__ import annotations

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
    file = io.BytesIO()
    try:
        with warnings.catch_warnings(), torch.no_grad():
            warnings.simplefilter("ignore")
            torch.onnx.export(module, examples, file, opset_version=OPSET, dynamo=False)
    except Exception as error:  # the exporter raises whatever the module's own code does
        raise MalformedModel(f"torch cannot export {type(module).__name__}: {error}") from error
    finally:
        module.train(training)
    return from_bytes(file.getvalue(), name=name, batch=batch)
