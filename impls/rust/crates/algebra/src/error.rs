//! What can be wrong with an input, and where.

/// An input that is refused. `name` is the argument, `index` counts elements (or points) from 0.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// An integer that is not below the modulus: it has a second encoding, which proofs of equal work forbid.
    #[error("{name}[{index}] is not below the modulus of {field}: reduce it before passing it on")]
    NotCanonical {
        /// The argument.
        name: String,
        /// The field (`bn254_fr`, `bn254_fq`, `pasta_fp`, `pasta_fq`).
        field: &'static str,
        /// Which element or point.
        index: usize,
    },
    /// Coordinates that do not satisfy the curve's equation.
    #[error("{name}[{index}] does not lie on {curve}: check the coordinates' order and encoding")]
    NotOnCurve {
        /// The argument.
        name: String,
        /// The curve, as the task's parameter has it.
        curve: &'static str,
        /// Which point.
        index: usize,
    },
    /// A point of the curve outside the subgroup of prime order r.
    #[error("{name}[{index}] lies on {curve} but outside its subgroup of order r: clear the cofactor")]
    NotInSubgroup {
        /// The argument.
        name: String,
        /// `bn254_g1` or `bn254_g2`.
        curve: &'static str,
        /// Which point.
        index: usize,
    },
    /// Two arguments that must be equally long are not.
    #[error("{name} has {got} elements, {expected} are needed")]
    WrongLength {
        /// The argument.
        name: String,
        /// The length that the other argument asks for.
        expected: usize,
        /// The length found.
        got: usize,
    },
    /// The transform needs a subgroup of the multiplicative group whose order is the length.
    #[error("{name} has {got} elements; a power of two from 1 to 2^28 is needed")]
    NotAPowerOfTwo {
        /// The argument.
        name: String,
        /// The length found.
        got: usize,
    },
}

impl InputError {
    /// The index of the offending element, where there is one.
    pub fn index(&self) -> Option<usize> {
        match *self {
            Self::NotCanonical { index, .. } | Self::NotOnCurve { index, .. } | Self::NotInSubgroup { index, .. } => {
                Some(index)
            }
            Self::WrongLength { .. } | Self::NotAPowerOfTwo { .. } => None,
        }
    }
}
