//! Have these tensors changed since? A compiled graph holds copies of parameters, and must not outlive their values.
use std::sync::atomic::{AtomicU64, Ordering};

use pyo3::prelude::*;

use super::Tensor;

struct Seen {
    tensor: Py<Tensor>,
    version: AtomicU64,
    digest: blake3::Hash,
}

/// What some tensors held when it was made.
#[pyclass(frozen, module = "zkpair_rust._native")]
struct Snapshot(Vec<Seen>);

/// Of the numbers in C order.
fn digest(tensor: &Tensor) -> PyResult<blake3::Hash> {
    let copy = if tensor.is_compact() { None } else { Some(tensor.copied()?) };
    let tensor = copy.as_ref().unwrap_or(tensor);
    #[expect(unsafe_code, reason = "no copy of all parameters for every run of a module that others can write to")]
    // SAFETY: compact, and alive; the interpreter lock is held, as for every look at memory that is lent.
    let bytes = unsafe { std::slice::from_raw_parts(tensor.first.as_ptr().cast_const(), tensor.bytes()) };
    Ok(blake3::hash(bytes))
}

#[pymethods]
impl Snapshot {
    #[new]
    fn new(tensors: Vec<Bound<'_, Tensor>>) -> PyResult<Self> {
        let seen = |tensor: Bound<'_, Tensor>| {
            let (version, digest) = (tensor.get().storage.version(), digest(tensor.get())?);
            Ok(Seen { tensor: tensor.unbind(), version: version.into(), digest })
        };
        tensors.into_iter().map(seen).collect::<PyResult<_>>().map(Self)
    }

    /// Do all of them hold the same numbers still? Looks at the numbers only of those that were written to, or that
    /// somebody outside may have: whose writable memory is lent, or has come back, or belongs to another library.
    fn holds(&self) -> PyResult<bool> {
        for seen in &self.0 {
            let tensor = seen.tensor.get();
            let version = tensor.storage.version();
            if version == seen.version.load(Ordering::Relaxed) && !tensor.storage.is_in_doubt() {
                continue;
            }
            if digest(tensor)? != seen.digest {
                return Ok(false);
            }
            seen.version.store(version, Ordering::Relaxed);
        }
        Ok(true)
    }
}

pub(super) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<Snapshot>()
}
