//! What is refused, and where.

/// An input that is refused. `name` is the argument; indices, rows and constraints count from 0.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A statement, hash or setting that this engine does not have.
    #[error("{name}={value} is not one of {supported}")]
    Unsupported {
        /// The parameter.
        name: &'static str,
        /// What was asked for.
        value: String,
        /// What there is.
        supported: &'static str,
    },
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
    #[error("{name} has {got} bytes, {expected} are needed ({elements} elements of {width} bytes)")]
    Length {
        /// The argument.
        name: &'static str,
        /// Bytes needed.
        expected: usize,
        /// Bytes found.
        got: usize,
        /// Elements needed.
        elements: usize,
        /// Bytes of an element.
        width: usize,
    },
    /// An integer that is not below p.
    #[error("{name}[{index}] is not below p = 2^64 - 2^32 + 1: reduce it before passing it on")]
    NotCanonical {
        /// The argument.
        name: &'static str,
        /// Which element.
        index: usize,
    },
    /// A trace that breaks a transition constraint.
    #[error("row {row} of the trace breaks transition constraint {constraint} of {air}: {formula}")]
    Transition {
        /// The first row that fails (the constraint reads it and the next).
        row: usize,
        /// The first constraint that fails there, in the AIR's order.
        constraint: usize,
        /// The AIR.
        air: &'static str,
        /// What must be zero.
        formula: &'static str,
    },
    /// A trace that breaks an assertion.
    #[error(
        "row {row} of the trace breaks assertion {assertion} of {air}: column {column} must be {expected} there, and is {found}"
    )]
    Boundary {
        /// The row.
        row: usize,
        /// Which assertion, in the AIR's order.
        assertion: usize,
        /// The AIR.
        air: &'static str,
        /// The column.
        column: usize,
        /// What the public inputs say.
        expected: u64,
        /// What the trace says.
        found: u64,
    },
    /// Columns a', v' of the permutation AIR that are not a reordering of a, v.
    #[error(
        "the columns a', v' of the trace are not a reordering of a, v: access ({address}, {value}) occurs {accesses} times in a, v and {sorted} times in a', v'"
    )]
    NotAPermutation {
        /// The address.
        address: u64,
        /// The value.
        value: u64,
        /// How often it is accessed.
        accesses: usize,
        /// How often it is in the sorted columns.
        sorted: usize,
    },
    /// A trace whose columns all have a degree below n − 1: winterfell's prover stops the process on it.
    #[error(
        "every column of the trace is a polynomial of degree below n - 1 (such as a constant): winterfell cannot prove it"
    )]
    Degenerate,
    /// Evaluations of a polynomial of too high degree.
    #[error("the evaluations are those of a polynomial of degree {degree}; below n/8 = {bound} is needed")]
    Degree {
        /// The degree found.
        degree: usize,
        /// n/8.
        bound: usize,
    },
    /// What winterfell's prover answers instead of a proof.
    #[error("winterfell made no proof: {0}")]
    Prover(String),
}

impl Error {
    /// The same in a concatenation: the trace begins at element `trace`, the public inputs at `public`.
    pub(crate) fn shifted(self, trace: usize, public: usize) -> Self {
        match self {
            Self::NotCanonical { name: "trace", index } => Self::NotCanonical { name: "traces", index: index + trace },
            Self::NotCanonical { name: "public", index } => {
                Self::NotCanonical { name: "publics", index: index + public }
            }
            other => other,
        }
    }

    /// The index of the element or row at fault, where there is one.
    pub fn place(&self) -> Option<usize> {
        match *self {
            Self::NotCanonical { index, .. } => Some(index),
            Self::Transition { row, .. } | Self::Boundary { row, .. } => Some(row),
            _ => None,
        }
    }
}
