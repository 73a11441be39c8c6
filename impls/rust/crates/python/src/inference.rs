//! `inference/*`: float64 matrices in C order.
use numpy::{PyArray1, PyReadonlyArray1, PyReadonlyArray2};
use pyo3::prelude::*;

use crate::{
    arrays::{matrix, vector},
    errors,
};

type Vector<'py> = Bound<'py, PyArray1<f64>>;

/// Ordinary least squares with an intercept.
#[pyfunction]
fn linear_regression_fit<'py>(
    py: Python<'py>,
    x: PyReadonlyArray2<'py, f64>,
    y: PyReadonlyArray1<'py, f64>,
) -> PyResult<(Vector<'py>, f64, u64)> {
    let ((x, columns), y) = (matrix("x", &x)?, vector("y", &y)?);
    let timed = py.detach(|| zkpair_inference::fit(x, columns, y)).map_err(|error| errors::inference(py, &error))?;
    Ok((PyArray1::from_vec(py, timed.value.coefficients), timed.value.intercept, timed.kernel_ns))
}

/// x·coefficients + intercept.
#[pyfunction]
fn linear_regression_predict<'py>(
    py: Python<'py>,
    x: PyReadonlyArray2<'py, f64>,
    coefficients: PyReadonlyArray1<'py, f64>,
    intercept: f64,
) -> PyResult<(Vector<'py>, u64)> {
    let ((x, columns), coefficients) = (matrix("x", &x)?, vector("coefficients", &coefficients)?);
    if columns != coefficients.len() {
        let message = format!("coefficients has {} numbers, x has {columns} columns", coefficients.len());
        return Err(errors::named(py, "WrongLengthError", &message, None));
    }
    let timed = py
        .detach(|| zkpair_inference::predict(x, coefficients, intercept))
        .map_err(|error| errors::inference(py, &error))?;
    Ok((PyArray1::from_vec(py, timed.value), timed.kernel_ns))
}

pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(linear_regression_fit, module)?)?;
    module.add_function(wrap_pyfunction!(linear_regression_predict, module)?)
}
