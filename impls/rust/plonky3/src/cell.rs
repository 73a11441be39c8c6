//! What a cell demands: AIR, field, hash, setting, trace length. Nothing of it is read from a proof.
use crate::error::Error;

/// The statement's AIR.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Air {
    /// Two columns of a Fibonacci sequence.
    Fibonacci,
    /// A chain of Poseidon2 hashes.
    HashChain,
    /// Pointer chasing in a read-only memory.
    Permutation,
    /// A chain of multiplications.
    Chain,
}

/// The field of trace and public inputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// p = 2^64 − 2^32 + 1, challenges in the quadratic extension.
    Goldilocks,
    /// p = 2^31 − 2^24 + 1, challenges in the extension of degree 4.
    KoalaBear,
}

/// The hash of commitments and transcript.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    /// SHA3-256.
    Sha3,
    /// BLAKE3 with 256 bits.
    Blake3,
    /// Poseidon2 over the field.
    Poseidon2,
}

/// The one explicit set of options; nothing else is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// 121 queries, no grinding: at least 100 bits proven by unique decoding.
    Default,
    /// 28 queries, 16 bits of grinding: the common setting, about 39 proven bits.
    Queries28,
}

/// log2 of the blowup factor, of every setting.
pub const LOG_BLOWUP: usize = 3;

impl Setting {
    /// Number of FRI queries.
    #[must_use]
    pub const fn queries(self) -> usize {
        match self {
            Self::Default => 121,
            Self::Queries28 => 28,
        }
    }

    /// Bits of grinding before the queries are drawn.
    #[must_use]
    pub const fn grinding(self) -> usize {
        match self {
            Self::Default => 0,
            Self::Queries28 => 16,
        }
    }
}

/// A cell of `stark/prove` or `stark/verify`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The AIR.
    pub air: Air,
    /// The field.
    pub field: Field,
    /// The hash.
    pub hash: Hash,
    /// The options.
    pub setting: Setting,
    /// log2 of the trace length.
    pub log_n: u32,
}

/// Trace lengths that a cell may have, as powers of two.
pub const LOG_N: (u32, u32) = (6, 18);

impl Cell {
    /// Refuses what no library here has: one AIR over KoalaBear, no SHA3 there, no Poseidon2 over Goldilocks.
    pub fn new(air: Air, field: Field, hash: Hash, setting: Setting, n: u64) -> Result<Self, Error> {
        let supported = match field {
            Field::Goldilocks => hash != Hash::Poseidon2,
            Field::KoalaBear => air == Air::Fibonacci && hash != Hash::Sha3 && setting == Setting::Default,
        };
        if !supported {
            return Err(Error::UnsupportedCell(format!(
                "plonky3 has no cell {air:?} over {field:?} with {hash:?} and {setting:?} here; there are Goldilocks with \
                 Sha3 or Blake3, and Fibonacci over KoalaBear with Blake3 or Poseidon2 in the default setting"
            )));
        }
        let log_n = n.trailing_zeros();
        if !n.is_power_of_two() || log_n < LOG_N.0 || log_n > LOG_N.1 {
            return Err(Error::BadSize(n, LOG_N.0, LOG_N.1));
        }
        Ok(Self { air, field, hash, setting, log_n })
    }

    /// The trace length n.
    #[must_use]
    pub const fn n(&self) -> usize {
        1 << self.log_n
    }

    /// Degree of the extension that challenges come from.
    #[must_use]
    pub const fn extension(&self) -> usize {
        self.field.extension()
    }
}

impl Field {
    /// Degree of the extension that challenges come from.
    #[must_use]
    pub const fn extension(self) -> usize {
        match self {
            Self::Goldilocks => 2,
            Self::KoalaBear => 4,
        }
    }
}

impl Air {
    /// Columns of the trace that the prover is given.
    #[must_use]
    pub const fn columns(self) -> usize {
        match self {
            Self::Fibonacci | Self::Chain => 2,
            Self::HashChain => 8,
            Self::Permutation => 4,
        }
    }

    /// Public inputs.
    #[must_use]
    pub const fn publics(self) -> usize {
        match self {
            Self::Fibonacci => 3,
            Self::HashChain => 4,
            Self::Permutation => 2,
            Self::Chain => 1,
        }
    }

    /// The task's name for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fibonacci => "fibonacci",
            Self::HashChain => "hash_chain",
            Self::Permutation => "permutation",
            Self::Chain => "chain",
        }
    }
}
