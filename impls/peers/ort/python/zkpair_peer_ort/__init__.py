"""ONNX Runtime called from Rust (crate ort), as a peer: `make peers` builds the library."""
