//! NumPy arrays as slices and back, without copying.
use numpy::{Element, PyArray1, PyArray2, PyArrayMethods, PyReadonlyArray1, PyReadonlyArray2, PyUntypedArrayMethods};
use pyo3::prelude::*;
use zkpair_algebra::Limbs;

use crate::errors::named;

/// `(n, width)` uint64 in C order as n·width/4 elements of four limbs.
pub(crate) fn limbs<'a>(name: &str, array: &'a PyReadonlyArray2<'_, u64>, width: usize) -> PyResult<&'a [Limbs]> {
    if array.shape().get(1) != Some(&width) {
        let message = format!("{name} has the shape {:?}; (n, {width}) is needed: {width} limbs a row", array.shape());
        return Err(named(array.py(), "WrongLengthError", &message, None));
    }
    Ok(c_order(name, array)?.as_chunks::<4>().0)
}

/// The memory of a matrix in C order. `as_slice` alone would also give that of one in Fortran's order, transposed.
fn c_order<'a, T: Element>(name: &str, array: &'a PyReadonlyArray2<'_, T>) -> PyResult<&'a [T]> {
    match array.as_slice() {
        Ok(flat) if array.is_c_contiguous() => Ok(flat),
        _ => Err(not_contiguous(array.py(), name)),
    }
}

/// A float64 matrix in C order and its number of columns.
pub(crate) fn matrix<'a>(name: &str, array: &'a PyReadonlyArray2<'_, f64>) -> PyResult<(&'a [f64], usize)> {
    let columns = array.shape().get(1).copied().unwrap_or(0);
    Ok((c_order(name, array)?, columns))
}

/// A float64 vector.
pub(crate) fn vector<'a>(name: &str, array: &'a PyReadonlyArray1<'_, f64>) -> PyResult<&'a [f64]> {
    array.as_slice().map_err(|_| not_contiguous(array.py(), name))
}

fn not_contiguous(py: Python<'_>, name: &str) -> PyErr {
    let message =
        format!("{name} is not contiguous in C order and aligned: pass numpy.require({name}, requirements=\"CA\")");
    named(py, "NotContiguousError", &message, None)
}

/// Elements as an `(n, width)` array that owns their memory.
pub(crate) fn limb_array(py: Python<'_>, elements: Vec<Limbs>, width: usize) -> PyResult<Bound<'_, PyArray2<u64>>> {
    let flat = elements.into_flattened();
    let rows = flat.len() / width;
    PyArray1::from_vec(py, flat).reshape([rows, width])
}
