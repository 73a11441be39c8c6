//! `snark/*`: handles for circuits and keys that were parsed and checked once; witnesses as buffers of canonical limbs.
use std::sync::OnceLock;

use pyo3::{prelude::*, types::PyBytes};
use zkpair_algebra::Timed;
use zkpair_snark::{
    Error, PreparedVerifyingKey, ProvingKey, Trapdoor, Witness, fr_from_words, prove, r1cs::R1cs, setup, witness, zkey,
};

use crate::{
    errors::named_in,
    input::{bytes, encoded, limbs},
    output::LimbArray,
};

type Argument<'a, 'py> = &'a Bound<'py, PyAny>;

/// The exception of `zkpair_rust.snark.errors` for what the snark crate refused; `place` is the index of the element or constraint.
fn refused(py: Python<'_>, error: &Error) -> PyErr {
    let name = match error {
        Error::NonCanonical { .. } => "NonCanonicalFieldElementError",
        Error::OffCurve { .. } => "NotOnCurveError",
        Error::WrongSubgroup { .. } => "NotInSubgroupError",
        Error::Mismatch { .. } => "CircuitMismatchError",
        Error::Unsatisfied { .. } | Error::SelfCheck => "UnsatisfiedWitnessError",
        Error::Trapdoor { .. } => "InvalidTrapdoorError",
        _ => "MalformedFileError",
    };
    let place = error.index().and_then(|index| usize::try_from(index).ok());
    named_in(py, "zkpair_rust.snark.errors", name, &error.to_string(), place)
}

/// The constraints of a `.r1cs`.
#[pyclass(frozen, module = "zkpair_rust._native")]
struct Groth16Circuit(R1cs);

#[pymethods]
impl Groth16Circuit {
    #[new]
    fn new(py: Python<'_>, r1cs: Argument<'_, '_>, file: &str) -> PyResult<Self> {
        let r1cs = bytes("r1cs", r1cs)?;
        py.detach(|| R1cs::parse(&r1cs, file)).map(Self).map_err(|error| refused(py, &error))
    }

    #[getter]
    fn num_constraints(&self) -> usize {
        self.0.num_constraints()
    }

    #[getter]
    fn num_signals(&self) -> u32 {
        self.0.num_signals
    }

    #[getter]
    fn num_public(&self) -> u32 {
        self.0.num_public()
    }

    /// Every constraint holds for this witness, or the first that does not is named.
    fn check_witness(&self, py: Python<'_>, witness: Argument<'_, '_>, file: &str) -> PyResult<()> {
        let words = limbs("witness", witness, 4)?;
        let check = || Witness::from_words(&words, file).and_then(|witness| self.0.check(witness.values(), file));
        py.detach(check).map_err(|error| refused(py, &error))
    }

    /// The key was made from these constraints.
    fn check_key(&self, py: Python<'_>, key: &Groth16ProvingKey, file: &str) -> PyResult<()> {
        py.detach(|| self.0.check_key(&key.key, file)).map_err(|error| refused(py, &error))
    }

    /// The trapdoor gives a sound key for this circuit.
    fn check_trapdoor(&self, py: Python<'_>, trapdoor: Argument<'_, '_>, file: &str) -> PyResult<()> {
        let words = limbs("trapdoor", trapdoor, 4)?;
        let check = || Trapdoor::from_words(&words)?.check_for(&self.0, file);
        py.detach(check).map_err(|error: Error| refused(py, &error))
    }

    /// The key for τ, α, β, γ, δ, and the kernel's nanoseconds.
    fn setup(&self, py: Python<'_>, trapdoor: Argument<'_, '_>) -> PyResult<(Groth16ProvingKey, u64)> {
        let words = limbs("trapdoor", trapdoor, 4)?;
        let work = || {
            let Timed { value: key, kernel_ns } =
                Timed::measure(|| setup(&self.0, &Trapdoor::from_words(&words)?, "the circuit"));
            Ok((Groth16ProvingKey::from(key?), kernel_ns))
        };
        py.detach(work).map_err(|error: Error| refused(py, &error))
    }
}

/// A proving key, with its verifying key prepared when the prover first checks itself.
#[pyclass(frozen, module = "zkpair_rust._native")]
struct Groth16ProvingKey {
    key: ProvingKey,
    prepared: OnceLock<PreparedVerifyingKey>,
}

impl From<ProvingKey> for Groth16ProvingKey {
    fn from(key: ProvingKey) -> Self {
        Self { key, prepared: OnceLock::new() }
    }
}

#[pymethods]
impl Groth16ProvingKey {
    #[new]
    fn new(py: Python<'_>, zkey: Argument<'_, '_>, file: &str) -> PyResult<Self> {
        let zkey = bytes("zkey", zkey)?;
        py.detach(|| zkey::parse_proving(&zkey, file)).map(Self::from).map_err(|error| refused(py, &error))
    }

    #[getter]
    fn num_signals(&self) -> u32 {
        self.key.vk.num_signals
    }

    #[getter]
    fn num_public(&self) -> usize {
        self.key.vk.num_public()
    }

    #[getter]
    fn domain_size(&self) -> u32 {
        self.key.vk.domain_size
    }

    /// The `.zkey`.
    fn to_bytes<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &py.detach(|| zkey::write_proving(&self.key)))
    }

    /// The verifying key: the `.zkey` cut to its sections 1, 2 and 3.
    fn verifying_key<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &zkey::write_verifying(&self.key.vk))
    }

    /// The proof for a witness and (r, s), and the kernel's nanoseconds; with `check`, verified before it is given out.
    fn prove<'py>(
        &self,
        py: Python<'py>,
        witness: Argument<'_, 'py>,
        randomness: Argument<'_, 'py>,
        check: bool,
    ) -> PyResult<(Bound<'py, PyBytes>, u64)> {
        let (words, randomness) = (limbs("witness", witness, 4)?, limbs("randomness", randomness, 4)?);
        let work = || {
            let [r, s] = fr_from_words::<2>(&randomness, "randomness")?;
            let witness = Witness::from_words(&words, "witness")?;
            let Timed { value: proof, kernel_ns } = Timed::measure(|| {
                let proof = prove(&self.key, &witness, r, s)?;
                if check {
                    let public = words.get(1..=self.key.vk.num_public()).unwrap_or_default();
                    self.prepared().verify(&proof, public).map_err(|_| Error::SelfCheck)?;
                }
                Ok::<_, Error>(proof)
            });
            Ok::<_, Error>((proof?.to_bytes(), kernel_ns))
        };
        let (proof, kernel_ns) = py.detach(work).map_err(|error| refused(py, &error))?;
        Ok((PyBytes::new(py, &proof), kernel_ns))
    }
}

impl Groth16ProvingKey {
    fn prepared(&self) -> &PreparedVerifyingKey {
        self.prepared.get_or_init(|| PreparedVerifyingKey::from(&self.key.vk))
    }
}

/// A verifying key with its pairing lines computed once.
#[pyclass(frozen, module = "zkpair_rust._native")]
struct Groth16VerifyingKey(PreparedVerifyingKey);

#[pymethods]
impl Groth16VerifyingKey {
    #[new]
    fn new(py: Python<'_>, verifying_key: Argument<'_, '_>, file: &str) -> PyResult<Self> {
        let verifying_key = bytes("verifying_key", verifying_key)?;
        let vk = py.detach(|| zkey::parse_verifying(&verifying_key, file)).map_err(|error| refused(py, &error))?;
        Ok(Self(PreparedVerifyingKey::from(&vk)))
    }

    #[getter]
    fn num_public(&self) -> usize {
        self.0.num_public()
    }

    /// None when the proof is accepted, else the reason; and the kernel's nanoseconds.
    fn verify(
        &self,
        py: Python<'_>,
        proof: Argument<'_, '_>,
        public: Argument<'_, '_>,
    ) -> PyResult<(Option<String>, u64)> {
        let (proof, public) = (bytes("proof", proof)?, encoded("public", public)?);
        let Timed { value: verdict, kernel_ns } = py.detach(|| Timed::measure(|| self.0.verify_bytes(&proof, &public)));
        Ok((verdict.err().map(|reason| reason.to_string()), kernel_ns))
    }
}

/// The values of a `.wtns` as canonical limbs, (n, 4).
#[pyfunction]
fn groth16_witness(py: Python<'_>, wtns: Argument<'_, '_>, file: &str) -> PyResult<LimbArray> {
    let wtns = bytes("wtns", wtns)?;
    let words = py.detach(|| witness::parse(&wtns, file)).map_err(|error| refused(py, &error))?;
    Ok(LimbArray::new(words, 4))
}

/// A `.zkey` cut to its sections 1, 2 and 3.
#[pyfunction]
fn groth16_cut<'py>(py: Python<'py>, zkey: Argument<'_, 'py>, file: &str) -> PyResult<Bound<'py, PyBytes>> {
    let zkey = bytes("zkey", zkey)?;
    let cut = py.detach(|| zkey::cut_to_verifying(&zkey, file)).map_err(|error| refused(py, &error))?;
    Ok(PyBytes::new(py, &cut))
}

pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<Groth16Circuit>()?;
    module.add_class::<Groth16ProvingKey>()?;
    module.add_class::<Groth16VerifyingKey>()?;
    module.add_function(wrap_pyfunction!(groth16_witness, module)?)?;
    module.add_function(wrap_pyfunction!(groth16_cut, module)?)
}
