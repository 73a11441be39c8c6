//! What is refused, as values. The codes are the ABI's: Python turns each into its named exception.

/// Why an input is refused, or what went wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A combination of parameters that this library does not have.
    #[error("{0}")]
    UnsupportedCell(String),
    /// A buffer whose length does not fit the cell.
    #[error("{name} has {found} bytes, {wanted} are needed")]
    WrongLength {
        /// The buffer.
        name: &'static str,
        /// Its length.
        found: usize,
        /// The length that the cell demands.
        wanted: usize,
    },
    /// An element that is not below the modulus.
    #[error("{name}[{place}] is not below the field's modulus")]
    NonCanonical {
        /// The buffer.
        name: &'static str,
        /// The element's index in it.
        place: usize,
    },
    /// A size that is no power of two within the range.
    #[error("n = {0} is not a power of two between 2^{1} and 2^{2}")]
    BadSize(u64, u32, u32),
    /// A trace that breaks its AIR.
    #[error("the trace breaks the AIR {air}: row {row}, {what}")]
    BrokenTrace {
        /// The AIR.
        air: &'static str,
        /// The first row at which a constraint fails.
        row: usize,
        /// The constraint, in words.
        what: String,
    },
    /// The library refused to make a proof.
    #[error("plonky3 made no proof: {0}")]
    Library(String),
    /// A panic inside, which is a fault of ours or of the library.
    #[error("a panic inside plonky3: {0}")]
    Panic(String),
}

impl Error {
    /// The ABI's status. 0 is success.
    #[must_use]
    pub const fn code(&self) -> i32 {
        match self {
            Self::UnsupportedCell(_) => 1,
            Self::WrongLength { .. } => 2,
            Self::NonCanonical { .. } => 3,
            Self::BadSize(..) => 4,
            Self::BrokenTrace { .. } => 5,
            Self::Library(_) => 6,
            Self::Panic(_) => 7,
        }
    }

    /// The index of the first offender, where there is one.
    #[must_use]
    pub const fn place(&self) -> Option<usize> {
        match self {
            Self::NonCanonical { place, .. } | Self::BrokenTrace { row: place, .. } => Some(*place),
            _ => None,
        }
    }
}
