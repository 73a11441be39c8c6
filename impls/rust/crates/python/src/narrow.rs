//! `algebra/ntt` over Goldilocks and KoalaBear: buffers of canonical words.
use pyo3::prelude::*;
use zkpair_algebra::{
    narrow::{self, Goldilocks, Kernels, KoalaBear},
    simd,
};

use crate::{
    errors,
    input::{Word, machine_words},
    output::WordArray,
};

type Argument<'a, 'py> = &'a Bound<'py, PyAny>;

/// Raises for the first word that is not below p.
fn check<F: Kernels<Word: Word>>(py: Python<'_>, elements: Argument<'_, '_>, name: &str) -> PyResult<()> {
    let words = machine_words::<F::Word>(name, elements)?;
    py.detach(|| narrow::check_canonical::<F>(name, &words)).map_err(|error| errors::algebra(py, &error))
}

/// Coefficients to evaluations.
fn transform<F: Kernels<Word: Word>>(py: Python<'_>, coefficients: Argument<'_, '_>) -> PyResult<(WordArray, u64)>
where
    Vec<F::Word>: Into<WordArray>,
{
    let words = machine_words::<F::Word>("coefficients", coefficients)?;
    let timed = py.detach(|| narrow::ntt::<F>(&words)).map_err(|error| errors::algebra(py, &error))?;
    Ok((timed.value.into(), timed.kernel_ns))
}

#[pyfunction]
fn goldilocks_check_canonical(py: Python<'_>, elements: Argument<'_, '_>, name: &str) -> PyResult<()> {
    check::<Goldilocks>(py, elements, name)
}

#[pyfunction]
fn goldilocks_ntt(py: Python<'_>, coefficients: Argument<'_, '_>) -> PyResult<(WordArray, u64)> {
    transform::<Goldilocks>(py, coefficients)
}

/// ω = 7^((p−1)/n).
#[pyfunction]
fn goldilocks_root_of_unity(py: Python<'_>, n: usize) -> PyResult<u64> {
    narrow::root_of_unity::<Goldilocks>(n).map_err(|error| errors::algebra(py, &error))
}

#[pyfunction]
fn koalabear_check_canonical(py: Python<'_>, elements: Argument<'_, '_>, name: &str) -> PyResult<()> {
    check::<KoalaBear>(py, elements, name)
}

#[pyfunction]
fn koalabear_ntt(py: Python<'_>, coefficients: Argument<'_, '_>) -> PyResult<(WordArray, u64)> {
    transform::<KoalaBear>(py, coefficients)
}

/// ω = 3^((p−1)/n).
#[pyfunction]
fn koalabear_root_of_unity(py: Python<'_>, n: usize) -> PyResult<u32> {
    narrow::root_of_unity::<KoalaBear>(n).map_err(|error| errors::algebra(py, &error))
}

/// The vector instructions that the kernels over fields of one word use: scalar, avx2 or avx512.
#[pyfunction]
fn narrow_simd() -> &'static str {
    simd::level().name()
}

pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(goldilocks_check_canonical, module)?)?;
    module.add_function(wrap_pyfunction!(goldilocks_ntt, module)?)?;
    module.add_function(wrap_pyfunction!(goldilocks_root_of_unity, module)?)?;
    module.add_function(wrap_pyfunction!(koalabear_check_canonical, module)?)?;
    module.add_function(wrap_pyfunction!(koalabear_ntt, module)?)?;
    module.add_function(wrap_pyfunction!(koalabear_root_of_unity, module)?)?;
    module.add_function(wrap_pyfunction!(narrow_simd, module)?)
}
