//! The edge between Python and the Rust crates: arrays in, arrays out, errors by name. No algorithm lives here.
//!
//! Every function that computes releases the interpreter lock, checks its input and returns `(result, kernel_ns)`.
//! One file a family; `_native.pyi` beside the Python package is its typed face, checked by a test.
use pyo3::prelude::*;

mod algebra;
mod arrays;
mod errors;
mod inference;
mod pool;
mod provenance;
mod snark;

/// zkpair's Rust implementations.
#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    pool::configure()?;
    provenance::register(module)?;
    algebra::register(module)?;
    inference::register(module)?;
    snark::register(module)
}
