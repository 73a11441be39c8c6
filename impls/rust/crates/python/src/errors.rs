//! Rust's error values as the named exceptions of `zkpair_rust.errors`.
use pyo3::prelude::*;
use zkpair_algebra::InputError as AlgebraError;
use zkpair_inference::InputError as InferenceError;

/// An exception of `zkpair_rust.errors` with its message and `place` (the index of the offender, or `None`).
pub(crate) fn named(py: Python<'_>, name: &str, message: &str, place: Option<usize>) -> PyErr {
    named_in(py, "zkpair_rust.errors", name, message, place)
}

/// The same of a family's own module of exceptions.
pub(crate) fn named_in(py: Python<'_>, module: &str, name: &str, message: &str, place: Option<usize>) -> PyErr {
    let made = || py.import(module)?.getattr(name)?.call1((message, place));
    match made() {
        Ok(exception) => PyErr::from_value(exception),
        Err(error) => error,
    }
}

/// The exception for an input that the algebra crate refused.
pub(crate) fn algebra(py: Python<'_>, error: &AlgebraError) -> PyErr {
    let name = match error {
        AlgebraError::NotCanonical { .. } => "NonCanonicalFieldElementError",
        AlgebraError::NotOnCurve { .. } => "NotOnCurveError",
        AlgebraError::NotInSubgroup { .. } => "NotInSubgroupError",
        AlgebraError::WrongLength { .. } => "WrongLengthError",
        AlgebraError::NotAPowerOfTwo { .. } => "NotAPowerOfTwoError",
        _ => "InputError",
    };
    named(py, name, &error.to_string(), error.index())
}

/// The exception for an input that the inference crate refused.
pub(crate) fn inference(py: Python<'_>, error: &InferenceError) -> PyErr {
    let name = match error {
        InferenceError::NotFinite { .. } => "NotFiniteError",
        InferenceError::WrongLength { .. } => "WrongLengthError",
        InferenceError::Empty { .. } => "EmptyError",
        _ => "InputError",
    };
    named(py, name, &error.to_string(), error.index())
}
