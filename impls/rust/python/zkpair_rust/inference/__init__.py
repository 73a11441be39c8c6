"""Models: linear regression in float64, and networks in float32 (`FloatModel`). Arrays are buffers in C order,
results `Floats` or `Singles`, which `np.asarray(result)` and `memoryview(result)` read without a copy."""

from zkpair_rust.inference.fit import fit
from zkpair_rust.inference.graph import FloatModel
from zkpair_rust.inference.predict import predict

__all__ = ["FloatModel", "fit", "predict"]
