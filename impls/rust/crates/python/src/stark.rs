//! `stark/*`: a cell is a handle; traces, public inputs and proofs are bytes, read where they lie.
use pyo3::{prelude::*, types::PyBytes};
use zkpair_algebra::Timed;
use zkpair_stark::{Air, Cell, Error, FriCell, Hash, Setting};

use crate::{errors::named_in, input::encoded};

type Argument<'a, 'py> = &'a Bound<'py, PyAny>;

/// The exception of `zkpair_rust.stark.errors` for what the stark crate refused; `place` is the index of the element or row.
fn refused(py: Python<'_>, error: &Error) -> PyErr {
    let name = match error {
        Error::Unsupported { .. } => "UnsupportedCellError",
        Error::Size { .. } => "UnsupportedSizeError",
        Error::Length { .. } => "WrongLengthError",
        Error::NotCanonical { .. } => "NonCanonicalFieldElementError",
        Error::Transition { .. } | Error::Boundary { .. } | Error::NotAPermutation { .. } => "UnsatisfiedTraceError",
        Error::Degenerate => "DegenerateTraceError",
        Error::Degree { .. } => "DegreeTooHighError",
        _ => "ProverError",
    };
    named_in(py, "zkpair_rust.stark.errors", name, &error.to_string(), error.place())
}

/// A statement about traces of one length, under a hash and a setting.
#[pyclass(frozen, module = "zkpair_rust._native")]
struct StarkCell(Cell);

#[pymethods]
impl StarkCell {
    #[new]
    fn new(py: Python<'_>, air: &str, hash: &str, setting: &str, rows: usize) -> PyResult<Self> {
        let cell = || Cell::new(Air::named(air)?, Hash::named(hash)?, Setting::named(setting)?, rows);
        cell().map(Self).map_err(|error| refused(py, &error))
    }

    /// The trace satisfies the AIR, or the first row and constraint that fail are named.
    fn check(&self, py: Python<'_>, trace: Argument<'_, '_>, public: Argument<'_, '_>) -> PyResult<()> {
        let (trace, public) = (encoded("trace", trace)?, encoded("public", public)?);
        py.detach(|| self.0.check(&trace, &public)).map_err(|error| refused(py, &error))
    }

    /// The proof, and the kernel's nanoseconds.
    fn prove<'py>(
        &self,
        py: Python<'py>,
        trace: Argument<'_, 'py>,
        public: Argument<'_, 'py>,
    ) -> PyResult<(Bound<'py, PyBytes>, u64)> {
        let (trace, public) = (encoded("trace", trace)?, encoded("public", public)?);
        let Timed { value: proof, kernel_ns } = py.detach(|| Timed::measure(|| self.0.prove(&trace, &public)));
        let proof = proof.map_err(|error| refused(py, &error))?;
        Ok((PyBytes::new(py, &proof), kernel_ns))
    }

    /// The proofs for `count` traces and public inputs, concatenated, in one call; and the kernel's nanoseconds.
    fn prove_batch<'py>(
        &self,
        py: Python<'py>,
        traces: Argument<'_, 'py>,
        publics: Argument<'_, 'py>,
        count: usize,
    ) -> PyResult<(Vec<Bound<'py, PyBytes>>, u64)> {
        let (traces, publics) = (encoded("traces", traces)?, encoded("publics", publics)?);
        let Timed { value: proofs, kernel_ns } =
            py.detach(|| Timed::measure(|| self.0.prove_batch(&traces, &publics, count)));
        let proofs = proofs.map_err(|error| refused(py, &error))?;
        Ok((proofs.iter().map(|proof| PyBytes::new(py, proof)).collect(), kernel_ns))
    }

    /// Elements of a trace and of its public inputs.
    fn elements(&self) -> (usize, usize) {
        self.0.elements()
    }

    /// Bits as winterfell computes them: proven by unique decoding, proven by list decoding, conjectured.
    fn winterfell_security(&self) -> (u32, u32, u32) {
        let bits = self.0.winterfell_security();
        (bits.unique_decoding, bits.list_decoding, bits.conjectured)
    }

    /// None when the proof is accepted, else the reason; and the kernel's nanoseconds.
    fn verify(
        &self,
        py: Python<'_>,
        proof: Argument<'_, '_>,
        public: Argument<'_, '_>,
    ) -> PyResult<(Option<String>, u64)> {
        let (proof, public) = (encoded("proof", proof)?, encoded("public", public)?);
        let Timed { value: verdict, kernel_ns } = py.detach(|| Timed::measure(|| self.0.verify(&proof, &public)));
        Ok((verdict.err().map(|reason| reason.to_string()), kernel_ns))
    }
}

/// The low-degree test for a domain of one size, under a hash.
#[pyclass(frozen, module = "zkpair_rust._native")]
struct StarkFriCell(FriCell);

#[pymethods]
impl StarkFriCell {
    #[new]
    fn new(py: Python<'_>, hash: &str, domain_size: usize) -> PyResult<Self> {
        let cell = Hash::named(hash).and_then(|hash| FriCell::new(hash, domain_size));
        cell.map(Self).map_err(|error| refused(py, &error))
    }

    /// The evaluations are those of a polynomial of degree below n/8, or its degree is told.
    fn check(&self, py: Python<'_>, evaluations: Argument<'_, '_>) -> PyResult<()> {
        let evaluations = encoded("evaluations", evaluations)?;
        py.detach(|| self.0.check(&evaluations)).map_err(|error| refused(py, &error))
    }

    /// The proof, and the kernel's nanoseconds.
    fn prove<'py>(&self, py: Python<'py>, evaluations: Argument<'_, 'py>) -> PyResult<(Bound<'py, PyBytes>, u64)> {
        let evaluations = encoded("evaluations", evaluations)?;
        let Timed { value: proof, kernel_ns } = py.detach(|| Timed::measure(|| self.0.prove(&evaluations)));
        let proof = proof.map_err(|error| refused(py, &error))?;
        Ok((PyBytes::new(py, &proof), kernel_ns))
    }

    /// None when the proof is accepted, else the reason; and the kernel's nanoseconds.
    fn verify(&self, py: Python<'_>, proof: Argument<'_, '_>) -> PyResult<(Option<String>, u64)> {
        let proof = encoded("proof", proof)?;
        let Timed { value: verdict, kernel_ns } = py.detach(|| Timed::measure(|| self.0.verify(&proof)));
        Ok((verdict.err().map(|reason| reason.to_string()), kernel_ns))
    }
}

pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<StarkCell>()?;
    module.add_class::<StarkFriCell>()
}
