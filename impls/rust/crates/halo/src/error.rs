//! What is refused, and where.

/// An input that is refused. `name` is the argument; indices count from 0.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A size outside of the range.
    #[error("{name} is {got}; a power of two from 2^{min_log2} to 2^{max_log2} is needed")]
    Size {
        /// What has this size.
        name: &'static str,
        /// The size.
        got: usize,
        /// log2 of the smallest that is taken.
        min_log2: u32,
        /// log2 of the largest that is taken.
        max_log2: u32,
    },
    /// A buffer of the wrong length.
    #[error("{name} has {got} bytes, {expected} are needed")]
    Length {
        /// The argument.
        name: &'static str,
        /// Bytes needed.
        expected: usize,
        /// Bytes found.
        got: usize,
    },
    /// An integer that is not below its modulus: it has a second encoding.
    #[error("{name}[{index}] is not below the modulus: reduce it before passing it on")]
    NotCanonical {
        /// The argument.
        name: &'static str,
        /// Which element or point.
        index: usize,
    },
    /// Coordinates that do not satisfy y² = x³ + 5, or an x that no point has.
    #[error("{name}[{index}] does not lie on Vesta: check the coordinates' order and encoding")]
    NotOnCurve {
        /// The argument.
        name: &'static str,
        /// Which point.
        index: usize,
    },
    /// The point at infinity where a transcript has to absorb a point: it has no coordinates.
    #[error("{name}[{index}] is the point at infinity, which no transcript can absorb")]
    Infinity {
        /// The argument.
        name: &'static str,
        /// Which point.
        index: usize,
    },
    /// Generators that are not those of halo2 for this size.
    #[error("{name} are not halo2's parameters for k = {k}: hash to curve under \"Halo2-Parameters\" gives others")]
    WrongParameters {
        /// The argument.
        name: &'static str,
        /// log2 of the number of generators.
        k: u32,
    },
    /// The directory of cached parameters cannot be written.
    #[error("parameters cannot be kept in {path}: {reason}")]
    Cache {
        /// The file or directory.
        path: String,
        /// What the system says.
        reason: String,
    },
    /// An opening among many that does not hold.
    #[error("opening {index} does not hold: {reason}")]
    Opening {
        /// Which opening.
        index: usize,
        /// Why.
        reason: String,
    },
    /// What halo2's prover answers instead of a proof.
    #[error("halo2 made no proof: {0}")]
    Prover(String),
}

impl Error {
    /// The index of the element, point or opening at fault, where there is one.
    pub fn place(&self) -> Option<usize> {
        match *self {
            Self::NotCanonical { index, .. }
            | Self::NotOnCurve { index, .. }
            | Self::Infinity { index, .. }
            | Self::Opening { index, .. } => Some(index),
            _ => None,
        }
    }
}
