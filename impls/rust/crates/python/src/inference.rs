//! `inference/*`: float64 buffers in C order.
use pyo3::prelude::*;

use crate::{
    errors,
    input::{matrix, vector},
    output::FloatArray,
};

/// Ordinary least squares with an intercept.
#[pyfunction]
fn linear_regression_fit(
    py: Python<'_>,
    x: &Bound<'_, PyAny>,
    y: &Bound<'_, PyAny>,
) -> PyResult<(FloatArray, f64, u64)> {
    let ((x, columns), y) = (matrix("x", x)?, vector("y", y)?);
    let timed = py.detach(|| zkpair_inference::fit(&x, columns, &y)).map_err(|error| errors::inference(py, &error))?;
    Ok((timed.value.coefficients.into(), timed.value.intercept, timed.kernel_ns))
}

/// x·coefficients + intercept.
#[pyfunction]
fn linear_regression_predict(
    py: Python<'_>,
    x: &Bound<'_, PyAny>,
    coefficients: &Bound<'_, PyAny>,
    intercept: f64,
) -> PyResult<(FloatArray, u64)> {
    let ((x, columns), coefficients) = (matrix("x", x)?, vector("coefficients", coefficients)?);
    if columns != coefficients.len() {
        let message = format!("coefficients has {} numbers, x has {columns} columns", coefficients.len());
        return Err(errors::named(py, "WrongLengthError", &message, None));
    }
    let timed = py
        .detach(|| zkpair_inference::predict(&x, &coefficients, intercept))
        .map_err(|error| errors::inference(py, &error))?;
    Ok((timed.value.into(), timed.kernel_ns))
}

/// The vector instructions that predictions use here.
#[pyfunction]
fn linear_regression_simd() -> &'static str {
    zkpair_inference::rows_of_ten::level().name()
}

pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(linear_regression_simd, module)?)?;
    module.add_function(wrap_pyfunction!(linear_regression_fit, module)?)?;
    module.add_function(wrap_pyfunction!(linear_regression_predict, module)?)
}
