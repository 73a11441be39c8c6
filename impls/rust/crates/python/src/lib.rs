//! The edge between Python and the Rust crates: buffers in, buffers out, errors by name. No algorithm lives here.
//!
//! Every function that computes releases the interpreter lock, checks its input and returns `(result, kernel_ns)`.
//! One file a family; `_native.pyi` beside the Python package is its typed face, checked by a test.
use pyo3::prelude::*;

mod algebra;
mod binding;
mod errors;
mod graph_model;
mod halo;
mod halo2;
mod hash;
mod inference;
mod input;
mod integer_model;
mod narrow;
mod output;
mod pool;
mod provenance;
mod snark;
mod stark;
mod tensor;

/// zkpair's Rust implementations.
#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    pool::configure()?;
    provenance::register(module)?;
    output::register(module)?;
    algebra::register(module)?;
    binding::register(module)?;
    narrow::register(module)?;
    hash::register(module)?;
    inference::register(module)?;
    graph_model::register(module)?;
    integer_model::register(module)?;
    tensor::register(module)?;
    snark::register(module)?;
    stark::register(module)?;
    halo::register(module)?;
    halo2::register(module)
}
