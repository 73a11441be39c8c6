//! The explicit set of options: a cell demands one of these and a verifier takes no other.
use winter_air::{BatchingMethod, FieldExtension, ProofOptions};

use crate::Error;

/// The LDE domain is this many times the trace.
pub const BLOWUP: usize = 8;
/// FRI folds by four.
pub const FOLDING: usize = 4;
/// The degree of FRI's remainder is at most this.
pub const REMAINDER_MAX_DEGREE: usize = 31;

/// Queries and grinding; blowup 8, quadratic extension, folding 4, remainder degree 31, linear batching, one partition in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// 121 queries, no grinding: at least 100 proven bits by unique decoding.
    Default,
    /// 28 queries, 16 bits of grinding: the common setting, about 39 proven bits.
    Queries28,
}

impl Setting {
    /// The setting of this name (the value of the parameter `setting`).
    ///
    /// # Errors
    /// [`Error::Unsupported`].
    pub fn named(name: &str) -> Result<Self, Error> {
        match name {
            "default" => Ok(Self::Default),
            "queries28" => Ok(Self::Queries28),
            _ => Err(Error::Unsupported { name: "setting", value: name.to_owned(), supported: "default, queries28" }),
        }
    }

    /// Queries drawn (with repetition).
    pub const fn queries(self) -> usize {
        match self {
            Self::Default => 121,
            Self::Queries28 => 28,
        }
    }

    /// Bits of proof of work before the queries are drawn.
    pub const fn grinding_bits(self) -> u32 {
        match self {
            Self::Default => 0,
            Self::Queries28 => 16,
        }
    }

    /// winterfell's options.
    pub const fn options(self) -> ProofOptions {
        ProofOptions::new(
            self.queries(),
            BLOWUP,
            self.grinding_bits(),
            FieldExtension::Quadratic,
            FOLDING,
            REMAINDER_MAX_DEGREE,
            BatchingMethod::Linear,
            BatchingMethod::Linear,
        )
    }
}
