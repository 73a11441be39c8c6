//! `hash/*`: Merkle trees over rows of Goldilocks elements.
use pyo3::{exceptions::PyValueError, prelude::*, types::PyBytes};
use zkpair_algebra::simd;
use zkpair_hash::{Hash, tree};

use crate::{errors, input::machine_words};

/// The root and the paths of the leaves that it chooses, as their canonical bytes.
#[pyfunction]
fn merkle_tree<'py>(py: Python<'py>, rows: &Bound<'_, PyAny>, hash: &str) -> PyResult<(Bound<'py, PyBytes>, u64)> {
    let hash = Hash::named(hash).ok_or_else(|| PyValueError::new_err(format!("there is no hash named {hash:?}")))?;
    let rows = machine_words::<u64>("rows", rows)?;
    let timed = py.detach(|| tree(hash, simd::level(), &rows)).map_err(|error| errors::algebra(py, &error))?;
    Ok((PyBytes::new(py, &timed.value.to_bytes()), timed.kernel_ns))
}

pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(merkle_tree, module)?)
}
