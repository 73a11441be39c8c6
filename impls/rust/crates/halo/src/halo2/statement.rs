//! The four statements, apart from any circuit: what a witness is, and which public element it gives.
use std::ops::RangeInclusive;

use pasta_curves::Fp;

use super::{Error, chain, linear_regression, poseidon, range_lookup};
use crate::params;

/// The smallest k of any statement.
pub const MIN_K: u32 = 6;

/// What is proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Statement {
    /// x_{i+1} = x_i·(x_i + b).
    Chain,
    /// Values in a range, and their sum.
    RangeLookup,
    /// A chain of Poseidon hashes.
    Poseidon,
    /// Predictions of a quantised model, and their sum.
    LinearRegression,
}

impl Statement {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Chain, Self::RangeLookup, Self::Poseidon, Self::LinearRegression];

    /// As a cell's parameter names it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Chain => "chain",
            Self::RangeLookup => "range_lookup",
            Self::Poseidon => "poseidon",
            Self::LinearRegression => "linear_regression",
        }
    }

    /// By its name.
    ///
    /// # Errors
    /// [`Error::Unsupported`].
    pub fn named(name: &str) -> Result<Self, Error> {
        let supported = "chain, range_lookup, poseidon, linear_regression";
        let unsupported = || Error::Unsupported { parameter: "circuit", got: name.into(), supported };
        Self::ALL.into_iter().find(|one| one.name() == name).ok_or_else(unsupported)
    }

    /// The k that it exists for.
    pub const fn sizes(self) -> RangeInclusive<u32> {
        let smallest = match self {
            Self::Chain | Self::RangeLookup => MIN_K,
            Self::Poseidon => poseidon::MIN_K,
            Self::LinearRegression => linear_regression::MIN_K,
        };
        smallest..=params::MAX_K
    }

    /// Elements of a witness.
    pub fn witness_elements(self, k: u32) -> usize {
        match self {
            Self::Chain => 2,
            Self::RangeLookup => range_lookup::values(k),
            Self::Poseidon => 1,
            Self::LinearRegression => linear_regression::FEATURES * linear_regression::samples(k),
        }
    }

    /// How often its step is done: steps, values, hashes, rows of data.
    pub fn count(self, k: u32) -> usize {
        match self {
            Self::Chain => chain::steps(k),
            Self::RangeLookup => range_lookup::values(k),
            Self::Poseidon => poseidon::hashes(k),
            Self::LinearRegression => linear_regression::samples(k),
        }
    }

    /// The public element that a witness of the right length gives.
    ///
    /// # Errors
    /// [`Error::OutOfRange`].
    pub fn evaluate(self, k: u32, witness: &[Fp]) -> Result<Fp, Error> {
        let at = |index: usize| witness.get(index).copied().unwrap_or_default();
        match self {
            Self::Chain => Ok(chain::evaluate(k, at(0), at(1))),
            Self::RangeLookup => range_lookup::evaluate(k, witness),
            Self::Poseidon => Ok(poseidon::evaluate(k, at(0))),
            Self::LinearRegression => linear_regression::evaluate(witness),
        }
    }
}
