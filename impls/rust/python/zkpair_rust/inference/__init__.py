"""Models: linear regression. Matrices are float64 buffers in C order, results `Floats`, which `np.asarray(result)` and
`memoryview(result)` read without a copy."""

from zkpair_rust.inference.fit import fit
from zkpair_rust.inference.predict import predict

__all__ = ["fit", "predict"]
