//! `halo2/*`: a cell is a handle; keys, witnesses, public elements and proofs are bytes, read where they lie.
use pyo3::{prelude::*, types::PyBytes};
use zkpair_algebra::Timed;
use zkpair_halo::{
    SEED_BYTES, Stream,
    encoding::array,
    halo2::{Cell, Error, Rejection, Statement, Version, Witnessed, key_text},
};

use crate::{
    errors::named_in,
    input::{bytes, encoded},
};

type Argument<'a, 'py> = &'a Bound<'py, PyAny>;
/// None when accepted, else the reason; and the kernel's nanoseconds.
type Verdict = (Option<String>, u64);

/// The exception of `zkpair_rust.halo2.errors` for what was refused; `place` is the index of the element.
fn refused(py: Python<'_>, error: &Error) -> PyErr {
    use zkpair_halo::Error as Input;
    let name = match error {
        Error::Unsupported { .. } => "UnsupportedCellError",
        Error::Input(Input::Size { .. }) => "UnsupportedSizeError",
        Error::Input(Input::NotCanonical { .. }) => "NonCanonicalFieldElementError",
        Error::Input(Input::Cache { .. }) => "CacheError",
        Error::Input(Input::WrongParameters { .. }) => "WrongParametersError",
        Error::Input(_) => "WrongLengthError",
        Error::OutOfRange { .. } | Error::FalseWitness => "FalseWitnessError",
        Error::WrongKey { .. } => "WrongKeyError",
        _ => "ProverError",
    };
    named_in(py, "zkpair_rust.halo2.errors", name, &error.to_string(), error.place())
}

fn verdict(timed: Timed<Result<(), Rejection>>) -> Verdict {
    (timed.value.err().map(|reason| reason.to_string()), timed.kernel_ns)
}

/// A statement of one size in one version.
#[pyclass(frozen, module = "zkpair_rust._native")]
struct Halo2Cell(Cell);

/// A witness with its public element and seed, checked.
#[pyclass(frozen, module = "zkpair_rust._native")]
struct Halo2Witness {
    cell: Cell,
    checked: Witnessed,
    random: Stream,
}

#[pymethods]
impl Halo2Witness {
    /// The proof, and the kernel's nanoseconds; with `by_halo2` the same bytes by halo2's prover.
    #[pyo3(signature = (*, by_halo2 = false))]
    fn prove<'py>(&self, py: Python<'py>, by_halo2: bool) -> PyResult<(Bound<'py, PyBytes>, u64)> {
        let prove = if by_halo2 { Cell::prove_by_halo2 } else { Cell::prove };
        let Timed { value, kernel_ns } =
            py.detach(|| Timed::measure(|| prove(&self.cell, &self.checked, self.random.clone())));
        let proof = value.map_err(|error| refused(py, &error))?;
        Ok((PyBytes::new(py, &proof), kernel_ns))
    }
}

#[pymethods]
impl Halo2Cell {
    #[new]
    fn new(py: Python<'_>, circuit: &str, version: &str, rows: usize) -> PyResult<Self> {
        let cell = || Cell::new(Statement::named(circuit)?, Version::named(version)?, rows);
        cell().map(Self).map_err(|error| refused(py, &error))
    }

    /// Reads or makes halo2's parameters, so that no call that is measured does.
    fn load(&self, py: Python<'_>) -> PyResult<()> {
        py.detach(|| self.0.params()).map(drop).map_err(|error| refused(py, &error))
    }

    /// The verifying key anew, as text; and the kernel's nanoseconds.
    fn keygen(&self, py: Python<'_>) -> PyResult<(String, u64)> {
        let Timed { value, kernel_ns } = py.detach(|| {
            Timed::measure(|| self.0.params().and_then(|params| self.0.keygen(&params)).map(|key| key_text(&key)))
        });
        Ok((value.map_err(|error| refused(py, &error))?, kernel_ns))
    }

    /// `key` is this cell's key, and all that verifying takes is at hand; with `proving` all that proving takes, with `by_halo2` all
    /// that proving by halo2 takes.
    #[pyo3(signature = (key, proving, *, by_halo2 = false))]
    fn hold_key(&self, py: Python<'_>, key: Argument<'_, '_>, proving: bool, by_halo2: bool) -> PyResult<()> {
        let key = bytes("key", key)?;
        let held = py.detach(|| -> Result<(), Error> {
            self.0.hold_key(&key)?;
            let keys = self.0.keys()?;
            match (proving, by_halo2) {
                (false, _) => keys.prepare_verifier(),
                (true, false) => keys.prepare_prover()?,
                (true, true) => {
                    keys.proving()?;
                }
            }
            Ok(())
        });
        held.map_err(|error| refused(py, &error))
    }

    /// log2 of the circuit's rows, bytes of a proof.
    fn shape(&self, py: Python<'_>) -> PyResult<(u32, usize)> {
        let shape = py.detach(|| self.0.shape()).map_err(|error| refused(py, &error))?;
        Ok((shape.log_rows, shape.proof_bytes))
    }

    /// The witness gives the public element, or what fails is told.
    fn witness(
        &self,
        py: Python<'_>,
        witness: Argument<'_, '_>,
        public: Argument<'_, '_>,
        seed: Argument<'_, '_>,
    ) -> PyResult<Halo2Witness> {
        let (witness, public, seed) = (encoded("witness", witness)?, encoded("public", public)?, bytes("seed", seed)?);
        let seed: [u8; SEED_BYTES] = array("seed", &seed).map_err(|error| refused(py, &error.into()))?;
        let checked = py.detach(|| self.0.check(&witness, &public)).map_err(|error| refused(py, &error))?;
        Ok(Halo2Witness { cell: self.0, checked, random: Stream::new(&seed) })
    }

    /// Does the proof hold?
    fn verify(&self, py: Python<'_>, proof: Argument<'_, '_>, public: Argument<'_, '_>) -> PyResult<Verdict> {
        let (proof, public) = (encoded("proof", proof)?, encoded("public", public)?);
        Ok(verdict(py.detach(|| Timed::measure(|| self.0.verify(&proof, &public)))))
    }

    /// Do all of `count` proofs hold?
    fn verify_batch(
        &self,
        py: Python<'_>,
        proofs: Argument<'_, '_>,
        publics: Argument<'_, '_>,
        count: usize,
    ) -> PyResult<Verdict> {
        let (proofs, publics) = (encoded("proofs", proofs)?, encoded("publics", publics)?);
        Ok(verdict(py.detach(|| Timed::measure(|| self.0.verify_batch(&proofs, &publics, count)))))
    }
}

pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<Halo2Cell>()?;
    module.add_class::<Halo2Witness>()
}
