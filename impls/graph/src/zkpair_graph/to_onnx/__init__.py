"""A float graph as an ONNX model, which any ONNX runtime reads; converting it back gives the same graph."""

from zkpair_graph.to_onnx.export import to_onnx

__all__ = ["to_onnx"]
