//! Rayon's global pool. By default it is made at first use with `RAYON_NUM_THREADS` threads of its own.
//!
//! `ZKPAIR_POOL=current` makes the importing thread one of them: a sampling profiler that sees only threads which run
//! Python then sees the work as well. Only for a process that calls from that one thread: with a pool of one, a call
//! from another thread would wait for ever.
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use rayon::ThreadPoolBuilder;

pub fn configure() -> PyResult<()> {
    if std::env::var_os("ZKPAIR_POOL").is_none_or(|value| value != "current") {
        return Ok(());
    }
    ThreadPoolBuilder::new()
        .use_current_thread()
        .build_global()
        .map_err(|error| PyRuntimeError::new_err(format!("ZKPAIR_POOL=current: {error}")))
}
