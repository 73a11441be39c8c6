"""Models: linear regression. Matrices are float64 arrays in C order."""

from zkpair_rust.inference.fit import fit
from zkpair_rust.inference.predict import predict

__all__ = ["fit", "predict"]
