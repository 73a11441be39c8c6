//! Where this binary comes from, embedded by `build.rs`.
use pyo3::{prelude::*, types::PyDict};

/// Sources' digest, profile, target, compiler and the versions of the crates that explain a figure.
#[pyfunction]
fn provenance(py: Python<'_>) -> PyResult<Bound<'_, PyDict>> {
    let crates = PyDict::new(py);
    for (name, version) in env!("ZKPAIR_CRATES").split(',').filter_map(|entry| entry.split_once('=')) {
        crates.set_item(name, version)?;
    }
    let facts = PyDict::new(py);
    facts.set_item("source_sha256", env!("ZKPAIR_SOURCE_SHA256"))?;
    facts.set_item("profile", env!("ZKPAIR_PROFILE"))?;
    facts.set_item("opt_level", env!("ZKPAIR_OPT_LEVEL"))?;
    facts.set_item("debug_assertions", cfg!(debug_assertions))?;
    facts.set_item("target", env!("ZKPAIR_TARGET"))?;
    facts.set_item("target_features", env!("ZKPAIR_TARGET_FEATURES"))?;
    facts.set_item("rustc", env!("ZKPAIR_RUSTC"))?;
    facts.set_item("crates", crates)?;
    Ok(facts)
}

/// Threads of the pool that the computations use; RAYON_NUM_THREADS fixes it before the first call.
#[pyfunction]
fn pool_threads() -> usize {
    rayon::current_num_threads()
}

pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(provenance, module)?)?;
    module.add_function(wrap_pyfunction!(pool_threads, module)?)
}
