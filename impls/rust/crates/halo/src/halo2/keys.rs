//! Keys, made once a process: halo2 can write none of them, so every process makes them anew.
use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError},
};

use halo2_proofs::{
    plonk::{ProvingKey, VerifyingKey},
    poly::commitment::Params,
};
use pasta_curves::EqAffine;

use super::{Cell, Error, count::proof_bytes, linear::Linear, prover};
use crate::params;

/// A cell's keys and what follows from them.
#[derive(Debug)]
pub struct Keys {
    cell: Cell,
    params: Arc<Params<EqAffine>>,
    verifying: VerifyingKey<EqAffine>,
    text: String,
    proof_bytes: usize,
    proving: OnceLock<ProvingKey<EqAffine>>,
    prover: OnceLock<prover::Key>,
    linear: OnceLock<Linear>,
}

/// Sizes that decide what a proof costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// log2 of the circuit's rows.
    pub log_rows: u32,
    /// Bytes of a proof.
    pub proof_bytes: usize,
    /// Bytes of the key's text.
    pub key_bytes: usize,
}

impl Keys {
    fn new(cell: Cell) -> Result<Self, Error> {
        let params = cell.params()?;
        let verifying = cell.keygen(&params)?;
        let (text, proof_bytes) = (key_text(&verifying), proof_bytes(&params, &verifying)?);
        let (proving, prover, linear) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        Ok(Self { cell, params, verifying, text, proof_bytes, proving, prover, linear })
    }

    /// halo2's parameters.
    pub fn params(&self) -> &Params<EqAffine> {
        &self.params
    }

    /// The verifying key.
    pub fn verifying(&self) -> &VerifyingKey<EqAffine> {
        &self.verifying
    }

    /// The pinned key's text, the only form in which halo2 shows it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Bytes of every proof.
    pub fn proof_bytes(&self) -> usize {
        self.proof_bytes
    }

    /// Sizes.
    pub fn shape(&self) -> Shape {
        let (log_rows, proof_bytes, key_bytes) = (self.cell.log_rows(), self.proof_bytes, self.text.len());
        Shape { log_rows, proof_bytes, key_bytes }
    }

    fn make_proving(&self) -> Result<ProvingKey<EqAffine>, Error> {
        self.cell.proving_key(&self.params, self.verifying.clone())
    }

    /// halo2's proving key, made when it is asked for first.
    ///
    /// # Errors
    /// [`Error::Halo2`], which no cell shows.
    pub fn proving(&self) -> Result<&ProvingKey<EqAffine>, Error> {
        made_once(&self.proving, || self.make_proving())
    }

    /// Makes what this crate's prover needs beside a witness, which is otherwise made when it is asked for first.
    ///
    /// # Errors
    /// As [`Self::proving`].
    pub fn prepare_prover(&self) -> Result<(), Error> {
        self.prover().map(drop)
    }

    /// halo2's proving key is made for it, read and dropped.
    pub(super) fn prover(&self) -> Result<&prover::Key, Error> {
        made_once(&self.prover, || prover::Key::new(&self.params, &self.make_proving()?, &self.text))
    }

    /// Makes what a verifier needs beside the key, which is otherwise made when it is asked for first.
    pub fn prepare_verifier(&self) {
        let _ = self.linear();
    }

    pub(super) fn linear(&self) -> &Linear {
        self.linear.get_or_init(|| Linear::new(&self.params))
    }
}

/// What the lock keeps, or what `make` makes. Two threads may both make it: it is the same.
fn made_once<T>(lock: &OnceLock<T>, make: impl FnOnce() -> Result<T, Error>) -> Result<&T, Error> {
    if lock.get().is_none() {
        let _ = lock.set(make()?);
    }
    lock.get().ok_or_else(|| Error::Halo2("the proving key is gone".into()))
}

/// The pinned key's text, `format!("{:?}", vk.pinned())`.
pub fn key_text(key: &VerifyingKey<EqAffine>) -> String {
    format!("{:?}", key.pinned())
}

type Made<K, V> = LazyLock<Mutex<HashMap<K, Arc<V>>>>;

/// What was made for `key`, else what `make` makes; whoever asks meanwhile waits.
fn once<K: Eq + Hash, V>(made: &Made<K, V>, key: K, make: impl FnOnce() -> Result<V, Error>) -> Result<Arc<V>, Error> {
    let mut made = made.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(value) = made.get(&key) {
        return Ok(value.clone());
    }
    let value = Arc::new(make()?);
    made.insert(key, value.clone());
    Ok(value)
}

/// halo2's parameters for 2^k rows.
pub(super) fn params(k: u32) -> Result<Arc<Params<EqAffine>>, Error> {
    static MADE: Made<u32, Params<EqAffine>> = LazyLock::new(Mutex::default);
    once(&MADE, k, || Ok(params::cached(&params::default_directory(), k)?))
}

/// The keys of a cell.
pub(super) fn of(cell: Cell) -> Result<Arc<Keys>, Error> {
    static MADE: Made<Cell, Keys> = LazyLock::new(Mutex::default);
    once(&MADE, cell, || Keys::new(cell))
}
