//! What all circuits of the family share: their witness, and how many rows a circuit has.
use std::sync::Arc;

use halo2_proofs::{circuit::Value, plonk::Circuit};
use pasta_curves::Fp;

use crate::params::MIN_K;

/// Rows at the end that no circuit may use: five blinding factors (no column is opened at more than three points) and the row
/// in which the permutation and lookup arguments end.
pub const UNUSABLE_ROWS: usize = 6;

/// Rows that a circuit of 2^k rows can use.
pub const fn usable_rows(k: u32) -> usize {
    (1 << k) - UNUSABLE_ROWS
}

/// The smallest k whose usable rows suffice.
pub fn smallest_k(rows: usize) -> u32 {
    (MIN_K..).find(|k| rows <= usable_rows(*k)).unwrap_or(u32::MAX)
}

/// A circuit's witness; unknown where a key is made.
#[derive(Debug, Clone, Default)]
pub struct Witness(Option<Arc<[Fp]>>);

impl Witness {
    /// For proving.
    pub fn known(elements: &[Fp]) -> Self {
        Self(Some(elements.into()))
    }

    /// For making keys.
    pub const fn unknown() -> Self {
        Self(None)
    }

    /// The element at `index`; zero past the end, which no checked witness shows.
    pub fn at(&self, index: usize) -> Value<Fp> {
        self.map(|elements| elements.get(index).copied().unwrap_or_default())
    }

    /// What follows from all elements.
    pub fn map<T>(&self, f: impl FnOnce(&[Fp]) -> T) -> Value<T> {
        self.0.as_deref().map_or(Value::unknown(), |elements| Value::known(f(elements)))
    }
}

/// The cell at `index` of a column that was worked out beforehand; zero past its end.
pub fn cell(column: &Value<Vec<Fp>>, index: usize) -> Value<Fp> {
    column.as_ref().map(|values| values.get(index).copied().unwrap_or_default())
}

/// A circuit for the statement of size 2^k: the statement that fills the 2^k rows of the plain version.
pub trait Laid: Circuit<Fp> {
    /// The circuit.
    fn of(k: u32, witness: Witness) -> Self;

    /// log2 of the rows that this version takes.
    fn log_rows(k: u32) -> u32;
}
