//! What can be wrong with a matrix or a vector, and where.

/// An input that is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// NaN or infinity, which would silently spread into every coefficient.
    #[error("{name}[{index}] is not a finite number (counting in row-major order)")]
    NotFinite {
        /// The argument.
        name: &'static str,
        /// Which number, row-major.
        index: usize,
    },
    /// Two arguments that must be equally long are not.
    #[error("{name} has {got} numbers, {expected} are needed")]
    WrongLength {
        /// The argument.
        name: &'static str,
        /// The length that the other arguments ask for.
        expected: usize,
        /// The length found.
        got: usize,
    },
    /// A matrix without rows or without columns.
    #[error("{name} is empty: at least one row and one column are needed")]
    Empty {
        /// The argument.
        name: &'static str,
    },
}

impl InputError {
    /// The index of the offending number, where there is one.
    pub fn index(&self) -> Option<usize> {
        match *self {
            Self::NotFinite { index, .. } => Some(index),
            Self::WrongLength { .. } | Self::Empty { .. } => None,
        }
    }
}

/// Refuses NaN and infinities.
pub(crate) fn check_finite(name: &'static str, numbers: &[f64]) -> Result<(), InputError> {
    // The sum of x·0 is NaN as soon as one x is not finite: a pass without branches before the search.
    if numbers.iter().map(|x| x * 0.0).sum::<f64>() == 0.0 {
        return Ok(());
    }
    match numbers.iter().position(|x| !x.is_finite()) {
        None => Ok(()),
        Some(index) => Err(InputError::NotFinite { name, index }),
    }
}
