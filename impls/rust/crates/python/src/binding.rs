//! `binding/*`: the border itself. What crosses it by value, by copy, by loan, as an error.
use std::sync::atomic::{AtomicU64, Ordering};

use pyo3::{
    exceptions::PyOverflowError,
    intern,
    prelude::*,
    sync::PyOnceLock,
    types::{PyBytes, PyList, PyType},
};
use zkpair_binding::{Limits, NotCanonical, Record, Refused};

use crate::{
    errors,
    input::{machine_words, vector},
    output::{FloatArray, WordArray},
};

/// Counts the calls of `step`, which do nothing else.
#[pyclass(frozen, module = "zkpair_rust._native")]
struct Counter(AtomicU64);

#[pymethods]
impl Counter {
    #[new]
    fn new(start: u64) -> Self {
        Self(AtomicU64::new(start))
    }

    fn step(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    #[getter]
    fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A record of Python's with every field changed: a new object of the same class.
#[pyfunction]
fn binding_record_changed<'py>(record: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let py = record.py();
    let read = Record {
        serial: record.getattr(intern!(py, "serial"))?.extract()?,
        value: record.getattr(intern!(py, "value"))?.extract()?,
        label: record.getattr(intern!(py, "label"))?.extract()?,
        active: record.getattr(intern!(py, "active"))?.extract()?,
    };
    let made = read.changed().map_err(|error| PyOverflowError::new_err(error.to_string()))?;
    record.get_type().call1((made.serial, made.value, made.label, made.active))
}

/// The value, if it is even and from low to high; else an exception of `zkpair_rust.binding.error_translation`.
#[pyfunction]
fn binding_take(py: Python<'_>, place: u64, value: i64, low: i64, high: i64) -> PyResult<i64> {
    Limits { low, high }.take(place, value).map_err(|refused| translated(py, &refused))
}

fn translated(py: Python<'_>, refused: &Refused) -> PyErr {
    static BELOW: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    static ABOVE: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    static ODD: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let (class, name, place, value, bound) = match *refused {
        Refused::Below { place, value, bound } => (&BELOW, "BelowError", place, value, Some(bound)),
        Refused::Above { place, value, bound } => (&ABOVE, "AboveError", place, value, Some(bound)),
        Refused::Odd { place, value } => (&ODD, "OddError", place, value, None),
    };
    let made = || {
        class.import(py, "zkpair_rust.binding.error_translation", name)?.call1((
            refused.to_string(),
            place,
            value,
            bound,
        ))
    };
    match made() {
        Ok(exception) => PyErr::from_value(exception),
        Err(error) => error,
    }
}

/// 2·x + 1, lent.
#[pyfunction]
fn binding_affine(py: Python<'_>, x: &Bound<'_, PyAny>) -> PyResult<FloatArray> {
    let x = vector("x", x)?;
    Ok(py.detach(|| zkpair_binding::affine(&x)).into())
}

/// 2·x + 1 as bytes of Python's own.
#[pyfunction]
fn binding_affine_copied<'py>(py: Python<'py>, x: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyBytes>> {
    let x = vector("x", x)?.to_vec();
    let y = py.detach(|| zkpair_binding::affine(&x));
    PyBytes::new_with(py, size_of_val(y.as_slice()), |bytes| {
        bytes.as_chunks_mut::<8>().0.iter_mut().zip(&y).for_each(|(to, y)| *to = y.to_le_bytes());
        Ok(())
    })
}

/// The prefix sums of a list of ints, as a list of ints.
#[pyfunction]
fn binding_prefix_sums<'py>(py: Python<'py>, x: &Bound<'py, PyList>) -> PyResult<Bound<'py, PyList>> {
    // A list alone: a Vec as the argument would take any sequence, at the same price.
    let mut numbers = x.iter().map(|number| number.extract()).collect::<PyResult<Vec<i64>>>()?;
    py.detach(|| zkpair_binding::prefix_sums(&mut numbers))
        .map_err(|error| PyOverflowError::new_err(error.to_string()))?;
    PyList::new(py, numbers)
}

/// c_i^5 over F_p, p = 2^31 − 1.
#[pyfunction]
fn binding_substitute(py: Python<'_>, c: &Bound<'_, PyAny>) -> PyResult<WordArray> {
    let c = machine_words::<u32>("c", c)?;
    Ok(py.detach(|| zkpair_binding::substitute(&c)).map_err(|error| not_canonical(py, &error))?.into())
}

/// The quotient of c by X − z, and last the remainder.
#[pyfunction]
fn binding_divide(py: Python<'_>, c: &Bound<'_, PyAny>, z: u32) -> PyResult<WordArray> {
    let c = machine_words::<u32>("c", c)?;
    Ok(py.detach(|| zkpair_binding::divide(&c, z)).map_err(|error| not_canonical(py, &error))?.into())
}

/// c(z).
#[pyfunction]
fn binding_evaluate(py: Python<'_>, c: &Bound<'_, PyAny>, z: u32) -> PyResult<u32> {
    let c = machine_words::<u32>("c", c)?;
    py.detach(|| zkpair_binding::evaluate(&c, z)).map_err(|error| not_canonical(py, &error))
}

fn not_canonical(py: Python<'_>, error: &NotCanonical) -> PyErr {
    errors::named(py, "NonCanonicalFieldElementError", &error.to_string(), Some(error.index))
}

pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<Counter>()?;
    module.add_function(wrap_pyfunction!(binding_record_changed, module)?)?;
    module.add_function(wrap_pyfunction!(binding_take, module)?)?;
    module.add_function(wrap_pyfunction!(binding_affine, module)?)?;
    module.add_function(wrap_pyfunction!(binding_affine_copied, module)?)?;
    module.add_function(wrap_pyfunction!(binding_prefix_sums, module)?)?;
    module.add_function(wrap_pyfunction!(binding_substitute, module)?)?;
    module.add_function(wrap_pyfunction!(binding_divide, module)?)?;
    module.add_function(wrap_pyfunction!(binding_evaluate, module)?)
}
