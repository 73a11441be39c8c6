//! `algebra/*`: buffers of canonical limbs, and handles for points that were checked once.
use pyo3::{prelude::*, types::PyBytes};
use zkpair_algebra::{
    AffineRepr, Fr, InputError, Limbs, Timed, field_mul,
    limbs::check_canonical,
    msm::{self, msm_g1, msm_g2, msm_pallas, msm_vesta},
    ntt::{self, intt, ntt as forward},
    pairing::{Pairs, Product, pairing},
    points::{Point, parse_points},
};

use crate::{errors, input::limbs, output::LimbArray};

type Argument<'a, 'py> = &'a Bound<'py, PyAny>;

/// Runs `work` without the interpreter lock and gives `(elements, kernel_ns)`.
fn elements(
    py: Python<'_>,
    work: impl FnOnce() -> Result<Timed<Vec<Limbs>>, InputError> + Send,
) -> PyResult<(LimbArray, u64)> {
    let timed = py.detach(work).map_err(|error| errors::algebra(py, &error))?;
    Ok((LimbArray::new(timed.value, 4), timed.kernel_ns))
}

/// Raises for the first element that is not below r.
#[pyfunction]
#[pyo3(name = "check_canonical")]
fn py_check_canonical(py: Python<'_>, elements: Argument<'_, '_>, name: &str) -> PyResult<()> {
    let elements = limbs(name, elements, 4)?;
    py.detach(|| check_canonical::<Fr>(name, &elements)).map_err(|error| errors::algebra(py, &error))
}

/// a[i]·b[i] mod r.
#[pyfunction]
#[pyo3(name = "field_mul")]
fn py_field_mul(py: Python<'_>, a: Argument<'_, '_>, b: Argument<'_, '_>) -> PyResult<(LimbArray, u64)> {
    let (a, b) = (limbs("a", a, 4)?, limbs("b", b, 4)?);
    elements(py, || field_mul::field_mul(&a, &b))
}

/// Coefficients to evaluations.
#[pyfunction]
#[pyo3(name = "ntt")]
fn py_ntt(py: Python<'_>, coefficients: Argument<'_, '_>) -> PyResult<(LimbArray, u64)> {
    let coefficients = limbs("coefficients", coefficients, 4)?;
    elements(py, || forward(&coefficients))
}

/// Evaluations to coefficients.
#[pyfunction]
#[pyo3(name = "intt")]
fn py_intt(py: Python<'_>, evaluations: Argument<'_, '_>) -> PyResult<(LimbArray, u64)> {
    let evaluations = limbs("evaluations", evaluations, 4)?;
    elements(py, || intt(&evaluations))
}

/// ω = 5^((r−1)/n).
#[pyfunction]
fn root_of_unity(py: Python<'_>, n: usize) -> PyResult<LimbArray> {
    let omega = ntt::root_of_unity(n).map_err(|error| errors::algebra(py, &error))?;
    Ok(LimbArray::new(vec![omega], 4))
}

/// The bases of an MSM in one group, checked when made.
macro_rules! bases {
    ($handle:ident, $point:ty, $limbs:literal, $msm:path) => {
        #[doc = "Checked points, kept in the form the computation wants."]
        #[pyclass(frozen, module = "zkpair_rust._native")]
        struct $handle(Vec<$point>);

        #[pymethods]
        impl $handle {
            #[new]
            fn new(py: Python<'_>, points: Argument<'_, '_>) -> PyResult<Self> {
                let points = limbs("points", points, $limbs)?;
                py.detach(|| parse_points("points", &points)).map(Self).map_err(|error| errors::algebra(py, &error))
            }

            fn __len__(&self) -> usize {
                self.0.len()
            }

            /// Raises for the first scalar that is not below the group's order.
            fn check_scalars(&self, py: Python<'_>, scalars: Argument<'_, '_>) -> PyResult<()> {
                type Scalar = <$point as AffineRepr>::ScalarField;
                let scalars = limbs("scalars", scalars, 4)?;
                py.detach(|| check_canonical::<Scalar>("scalars", &scalars))
                    .map_err(|error| errors::algebra(py, &error))
            }

            /// Σ scalars[i]·points[i].
            fn msm(&self, py: Python<'_>, scalars: Argument<'_, '_>) -> PyResult<(LimbArray, u64)> {
                let scalars = limbs("scalars", scalars, 4)?;
                let timed = py.detach(|| $msm(&self.0, &scalars)).map_err(|error| errors::algebra(py, &error))?;
                Ok((LimbArray::new(timed.value.to_limbs(), $limbs), timed.kernel_ns))
            }
        }
    };
}

bases!(G1Bases, zkpair_algebra::G1Affine, 8, msm_g1);
bases!(G2Bases, zkpair_algebra::G2Affine, 16, msm_g2);
bases!(PallasBases, zkpair_algebra::pasta::PallasAffine, 8, msm_pallas);
bases!(VestaBases, zkpair_algebra::pasta::VestaAffine, 8, msm_vesta);

/// Pairs (P, Q), every point checked.
#[pyclass(frozen, module = "zkpair_rust._native")]
struct PairingPairs(Pairs);

#[pymethods]
impl PairingPairs {
    #[new]
    fn new(py: Python<'_>, g1: Argument<'_, '_>, g2: Argument<'_, '_>) -> PyResult<Self> {
        let (g1, g2) = (limbs("g1", g1, 8)?, limbs("g2", g2, 16)?);
        py.detach(|| Pairs::parse(&g1, &g2)).map(Self).map_err(|error| errors::algebra(py, &error))
    }

    fn __len__(&self) -> usize {
        self.0.len()
    }

    /// Π e(P, Q).
    fn product(&self, py: Python<'_>) -> (PairingProduct, u64) {
        let timed = py.detach(|| pairing(&self.0));
        (PairingProduct(timed.value), timed.kernel_ns)
    }
}

/// A product of pairings, in the power that the computation leaves.
#[pyclass(frozen, module = "zkpair_rust._native")]
struct PairingProduct(Product);

#[pymethods]
impl PairingProduct {
    /// The 384 canonical bytes.
    fn canonical_bytes<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &py.detach(|| self.0.canonical_bytes()))
    }

    /// Is it one?
    fn is_one(&self) -> bool {
        self.0.is_one()
    }
}

/// The vector instructions that sums of points over prime fields use: avx512ifma or none.
#[pyfunction]
fn msm_simd() -> &'static str {
    msm::simd()
}

pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(py_check_canonical, module)?)?;
    module.add_function(wrap_pyfunction!(py_field_mul, module)?)?;
    module.add_function(wrap_pyfunction!(py_ntt, module)?)?;
    module.add_function(wrap_pyfunction!(py_intt, module)?)?;
    module.add_function(wrap_pyfunction!(msm_simd, module)?)?;
    module.add_function(wrap_pyfunction!(root_of_unity, module)?)?;
    module.add_class::<G1Bases>()?;
    module.add_class::<G2Bases>()?;
    module.add_class::<PallasBases>()?;
    module.add_class::<VestaBases>()?;
    module.add_class::<PairingPairs>()?;
    module.add_class::<PairingProduct>()
}
