//! What is refused, with the names that the protocol gives to it.
use std::fmt::{Display, Formatter, Result};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    UnsupportedCell(String),
    WrongLength(String),
    NonCanonical(String),
    Unsatisfied(String),
    Prover(String),
    Case(String),
    Protocol(String),
}

impl Error {
    /// The exception's name in an answer.
    pub fn name(&self) -> &'static str {
        match self {
            Self::UnsupportedCell(_) => "UnsupportedCellError",
            Self::WrongLength(_) => "WrongLengthError",
            Self::NonCanonical(_) => "NonCanonicalFieldElementError",
            Self::Unsatisfied(_) => "UnsatisfiedTraceError",
            Self::Prover(_) => "ProverError",
            Self::Case(_) => "CaseError",
            Self::Protocol(_) => "ProtocolError",
        }
    }
}

impl Display for Error {
    fn fmt(&self, to: &mut Formatter<'_>) -> Result {
        let (Self::UnsupportedCell(text)
        | Self::WrongLength(text)
        | Self::NonCanonical(text)
        | Self::Unsatisfied(text)
        | Self::Prover(text)
        | Self::Case(text)
        | Self::Protocol(text)) = self;
        to.write_str(text)
    }
}
