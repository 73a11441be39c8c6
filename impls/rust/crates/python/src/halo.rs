//! `halo/*`: the generators are a handle; polynomials, statements and proofs are bytes, read where they lie.
use pyo3::{prelude::*, types::PyBytes};
use zkpair_algebra::Timed;
use zkpair_halo::{
    Error,
    ipa::{Generators, Opening, accumulate, commit, decide, decide_one_by_one, open, verify},
};

use crate::{errors::named_in, input::encoded};

type Argument<'a, 'py> = &'a Bound<'py, PyAny>;
/// None when accepted, else the reason; and the kernel's nanoseconds.
type Verdict = (Option<String>, u64);

/// The exception of `zkpair_rust.halo.errors` for what the halo crate refused; `place` is the index of the offender.
fn refused(py: Python<'_>, error: &Error) -> PyErr {
    let name = match error {
        Error::Size { .. } => "UnsupportedSizeError",
        Error::Length { .. } => "WrongLengthError",
        Error::NotCanonical { .. } => "NonCanonicalFieldElementError",
        Error::NotOnCurve { .. } => "NotOnCurveError",
        Error::Infinity { .. } => "PointAtInfinityError",
        Error::WrongParameters { .. } => "WrongParametersError",
        Error::Opening { .. } => "OpeningRejectedError",
        Error::Cache { .. } => "CacheError",
        _ => "ProverError",
    };
    named_in(py, "zkpair_rust.halo.errors", name, &error.to_string(), error.place())
}

fn bytes(py: Python<'_>, timed: Timed<Result<Vec<u8>, Error>>) -> PyResult<(Bound<'_, PyBytes>, u64)> {
    let value = timed.value.map_err(|error| refused(py, &error))?;
    Ok((PyBytes::new(py, &value), timed.kernel_ns))
}

fn verdict<E: ToString>(timed: Timed<Result<(), E>>) -> Verdict {
    (timed.value.err().map(|reason| reason.to_string()), timed.kernel_ns)
}

/// halo2's generators for one size, checked when made.
#[pyclass(frozen, module = "zkpair_rust._native")]
struct HaloGenerators(Generators);

#[pymethods]
impl HaloGenerators {
    #[new]
    fn new(py: Python<'_>, params: Argument<'_, '_>, n: usize) -> PyResult<Self> {
        let params = encoded("params", params)?;
        py.detach(|| Generators::parse(&params, n)).map(Self).map_err(|error| refused(py, &error))
    }

    fn __len__(&self) -> usize {
        self.0.size()
    }

    /// The commitment.
    fn commit<'py>(
        &self,
        py: Python<'py>,
        polynomial: Argument<'_, 'py>,
        blind: Argument<'_, 'py>,
    ) -> PyResult<(Bound<'py, PyBytes>, u64)> {
        let (polynomial, blind) = (encoded("polynomial", polynomial)?, encoded("blind", blind)?);
        let timed = py.detach(|| Timed::measure(|| commit(&self.0, &polynomial, &blind)));
        bytes(py, timed)
    }

    /// Commitment ‖ value ‖ proof.
    fn open<'py>(
        &self,
        py: Python<'py>,
        polynomial: Argument<'_, 'py>,
        blind: Argument<'_, 'py>,
        point: Argument<'_, 'py>,
        seed: Argument<'_, 'py>,
    ) -> PyResult<(Bound<'py, PyBytes>, u64)> {
        let (polynomial, blind) = (encoded("polynomial", polynomial)?, encoded("blind", blind)?);
        let (point, seed) = (encoded("point", point)?, encoded("seed", seed)?);
        let timed = py.detach(|| {
            Timed::measure(|| {
                Opening::parse(self.0.size(), &polynomial, &blind, &point, &seed)
                    .and_then(|opening| open(&self.0, &opening))
            })
        });
        bytes(py, timed)
    }

    /// Raises for what `open` would refuse.
    fn check_opening(
        &self,
        py: Python<'_>,
        polynomial: Argument<'_, '_>,
        blind: Argument<'_, '_>,
        point: Argument<'_, '_>,
        seed: Argument<'_, '_>,
    ) -> PyResult<()> {
        let (polynomial, blind) = (encoded("polynomial", polynomial)?, encoded("blind", blind)?);
        let (point, seed) = (encoded("point", point)?, encoded("seed", seed)?);
        let parsed = py.detach(|| Opening::parse(self.0.size(), &polynomial, &blind, &point, &seed));
        parsed.map(drop).map_err(|error| refused(py, &error))
    }

    /// Does a proof hold?
    fn verify(&self, py: Python<'_>, statement: Argument<'_, '_>, proof: Argument<'_, '_>) -> PyResult<Verdict> {
        let (statement, proof) = (encoded("statement", statement)?, encoded("proof", proof)?);
        Ok(verdict(py.detach(|| Timed::measure(|| verify(&self.0, &statement, &proof)))))
    }

    /// Proof ‖ G'.
    fn accumulate<'py>(
        &self,
        py: Python<'py>,
        openings: Argument<'_, 'py>,
        count: usize,
        seed: Argument<'_, 'py>,
    ) -> PyResult<(Bound<'py, PyBytes>, u64)> {
        let (openings, seed) = (encoded("openings", openings)?, encoded("seed", seed)?);
        let timed = py.detach(|| Timed::measure(|| accumulate(&self.0, &openings, count, &seed)));
        bytes(py, timed)
    }

    /// Do all openings hold? With `one_by_one` by a sum over all generators for each as well.
    fn decide(
        &self,
        py: Python<'_>,
        openings: Argument<'_, '_>,
        count: usize,
        accumulation: Argument<'_, '_>,
        one_by_one: bool,
    ) -> PyResult<Verdict> {
        let (openings, accumulation) = (encoded("openings", openings)?, encoded("accumulation", accumulation)?);
        let decide = if one_by_one { decide_one_by_one } else { decide };
        Ok(verdict(py.detach(|| Timed::measure(|| decide(&self.0, &openings, count, &accumulation)))))
    }
}

pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<HaloGenerators>()
}
