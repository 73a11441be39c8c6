//! What is refused, and where.
use halo2_proofs::plonk;

/// An input that is refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A cell that does not exist.
    #[error("{parameter}={got:?} is not done here; supported: {supported}")]
    Unsupported {
        /// The parameter.
        parameter: &'static str,
        /// Its value.
        got: String,
        /// Those there are.
        supported: &'static str,
    },
    /// Lengths, encodings, parameters.
    #[error(transparent)]
    Input(#[from] crate::Error),
    /// A witness outside of what the statement says about each of its elements.
    #[error("witness[{index}] is out of range: {bound}")]
    OutOfRange {
        /// Which element.
        index: usize,
        /// What it must be.
        bound: String,
    },
    /// A witness of another public element.
    #[error("the witness does not give the public element: the statement is false")]
    FalseWitness,
    /// A key of something else.
    #[error("the key is not that of {cell}: make it anew with halo2/keygen")]
    WrongKey {
        /// The cell.
        cell: String,
    },
    /// What halo2 answers.
    #[error("halo2: {0}")]
    Halo2(String),
}

impl From<plonk::Error> for Error {
    fn from(error: plonk::Error) -> Self {
        Self::Halo2(error.to_string())
    }
}

impl Error {
    /// The index of the element at fault, where there is one.
    pub fn place(&self) -> Option<usize> {
        match self {
            Self::Input(error) => error.place(),
            Self::OutOfRange { index, .. } => Some(*index),
            _ => None,
        }
    }
}
