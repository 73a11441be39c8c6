//! A cell: statement, hash, setting and number of rows, chosen at run time.
use crate::{
    Error, Rejection,
    air::{Chain, Fibonacci, HashChain, Permutation, PublicInputs, Statement},
    hash::{Blake3, Sha3},
    options::Setting,
    prove,
    security::{self, WinterfellSecurity},
    trace::{Columns, public_inputs},
    verify,
};

/// log2 of the smallest trace.
pub const MIN_LOG2_ROWS: u32 = 6;
/// log2 of the largest trace.
pub const MAX_LOG2_ROWS: u32 = 22;

/// The parameter `air`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Air {
    /// [`Fibonacci`].
    Fibonacci,
    /// [`HashChain`].
    HashChain,
    /// [`Permutation`].
    Permutation,
    /// [`Chain`].
    Chain,
}

impl Air {
    /// The AIR of this name.
    ///
    /// # Errors
    /// [`Error::Unsupported`].
    pub fn named(name: &str) -> Result<Self, Error> {
        match name {
            Fibonacci::NAME => Ok(Self::Fibonacci),
            HashChain::NAME => Ok(Self::HashChain),
            Permutation::NAME => Ok(Self::Permutation),
            Chain::NAME => Ok(Self::Chain),
            _ => Err(Error::Unsupported {
                name: "air",
                value: name.to_owned(),
                supported: "fibonacci, hash_chain, permutation, chain",
            }),
        }
    }
}

/// The parameter `hash`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hash {
    /// SHA3-256.
    Sha3_256,
    /// BLAKE3 with 256 bits.
    Blake3,
}

impl Hash {
    /// The hash of this name.
    ///
    /// # Errors
    /// [`Error::Unsupported`].
    pub fn named(name: &str) -> Result<Self, Error> {
        match name {
            "sha3_256" => Ok(Self::Sha3_256),
            "blake3" => Ok(Self::Blake3),
            _ => Err(Error::Unsupported { name: "hash", value: name.to_owned(), supported: "sha3_256, blake3" }),
        }
    }
}

/// A statement about a trace of a fixed number of rows, under a hash and a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    air: Air,
    hash: Hash,
    setting: Setting,
    rows: usize,
}

/// Calls a function that is generic over statement and hasher with those of the cell.
macro_rules! dispatch {
    ($cell:expr, $module:ident::$function:ident($($argument:expr),*)) => {
        match ($cell.air, $cell.hash) {
            (Air::Fibonacci, Hash::Sha3_256) => $module::$function::<Fibonacci, Sha3>($($argument),*),
            (Air::Fibonacci, Hash::Blake3) => $module::$function::<Fibonacci, Blake3>($($argument),*),
            (Air::HashChain, Hash::Sha3_256) => $module::$function::<HashChain, Sha3>($($argument),*),
            (Air::HashChain, Hash::Blake3) => $module::$function::<HashChain, Blake3>($($argument),*),
            (Air::Permutation, Hash::Sha3_256) => {
                $module::$function::<Permutation, Sha3>($($argument),*)
            }
            (Air::Permutation, Hash::Blake3) => {
                $module::$function::<Permutation, Blake3>($($argument),*)
            }
            (Air::Chain, Hash::Sha3_256) => $module::$function::<Chain, Sha3>($($argument),*),
            (Air::Chain, Hash::Blake3) => $module::$function::<Chain, Blake3>($($argument),*),
        }
    };
}

impl Cell {
    /// A cell of `rows` rows.
    ///
    /// # Errors
    /// [`Error::Size`] unless `rows` is a power of two in range.
    pub fn new(air: Air, hash: Hash, setting: Setting, rows: usize) -> Result<Self, Error> {
        let (min_log2, max_log2) = (MIN_LOG2_ROWS, MAX_LOG2_ROWS);
        if !rows.is_power_of_two() || !(min_log2..=max_log2).contains(&rows.ilog2()) {
            return Err(Error::Size { name: "the number of rows", got: rows, min_log2, max_log2 });
        }
        Ok(Self { air, hash, setting, rows })
    }

    /// The proof for `trace` (the columns one after the other, canonical little-endian u64) and `public`. The trace is not checked
    /// against the AIR: no verifier accepts the proof for one that breaks it.
    ///
    /// # Errors
    /// Wrong lengths, elements that are not canonical, [`Error::Degenerate`].
    pub fn prove(&self, trace: &[u8], public: &[u8]) -> Result<Vec<u8>, Error> {
        dispatch!(self, prove::prove(self.rows, self.setting, trace, public))
    }

    /// What [`Self::prove`] gives, byte for byte, made by winterfell's own prover: the oracle of tests, the other side of benchmarks.
    ///
    /// # Errors
    /// As [`Self::prove`].
    pub fn prove_by_winterfell(&self, trace: &[u8], public: &[u8]) -> Result<Vec<u8>, Error> {
        dispatch!(self, prove::prove_by_winterfell(self.rows, self.setting, trace, public))
    }

    /// Whether the trace satisfies the AIR.
    ///
    /// # Errors
    /// Names the first row and constraint that fail; refuses what [`Self::prove`] refuses.
    pub fn check(&self, trace: &[u8], public: &[u8]) -> Result<(), Error> {
        match self.air {
            Air::Fibonacci => check::<Fibonacci>(self.rows, trace, public),
            Air::HashChain => check::<HashChain>(self.rows, trace, public),
            Air::Permutation => check::<Permutation>(self.rows, trace, public),
            Air::Chain => check::<Chain>(self.rows, trace, public),
        }
    }

    /// Elements of a trace and of its public inputs.
    pub fn elements(&self) -> (usize, usize) {
        const fn of<S: Statement>() -> (usize, usize) {
            (S::COLUMNS, <S::PublicInputs as PublicInputs>::COUNT)
        }
        let (columns, inputs) = match self.air {
            Air::Fibonacci => of::<Fibonacci>(),
            Air::HashChain => of::<HashChain>(),
            Air::Permutation => of::<Permutation>(),
            Air::Chain => of::<Chain>(),
        };
        (columns * self.rows, inputs)
    }

    /// winterfell's own estimate of the security of this cell's proofs.
    pub fn winterfell_security(&self) -> WinterfellSecurity {
        dispatch!(self, security::security(self.rows, self.setting))
    }

    /// Whether the proof is one for exactly this cell and these public inputs. Never panics and reserves no more than the proof has.
    ///
    /// # Errors
    /// The reason why it is not.
    pub fn verify(&self, proof: &[u8], public: &[u8]) -> Result<(), Rejection> {
        dispatch!(self, verify::verify(self.rows, self.setting, proof, public))
    }
}

fn check<S: Statement>(rows: usize, trace: &[u8], public: &[u8]) -> Result<(), Error> {
    let public = public_inputs::<S>(public)?;
    Columns::parse::<S>(trace, rows)?.check::<S>(&public)
}
