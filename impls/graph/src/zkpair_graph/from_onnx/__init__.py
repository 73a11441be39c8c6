"""ONNX models into graphs: every operator's defaults applied, constants computed, BatchNorm folded.

Definitions: the ONNX project's operator documentation (https://onnx.ai/onnx/operators/), opset 7 and later.
"""
