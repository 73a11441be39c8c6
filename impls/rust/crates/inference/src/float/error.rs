//! Why a plan cannot be made, or not be run.

/// What is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FloatError {
    /// The graph has integer operators.
    #[error("the graph is of kind int8; the float engine runs graphs of kind float")]
    Kind,
    /// Another number of inputs.
    #[error("{got} inputs are given, the graph has {expected}")]
    Inputs {
        /// How many the graph has.
        expected: usize,
        /// How many are given.
        got: usize,
    },
    /// An input of another type.
    #[error("input {input} is of type {expected}")]
    Type {
        /// Which input.
        input: usize,
        /// What the graph declares.
        expected: &'static str,
    },
    /// An input of another size.
    #[error("input {input} has {got} numbers, {expected} are needed for a batch of {batch}")]
    WrongLength {
        /// Which input.
        input: usize,
        /// For how many samples.
        batch: usize,
        /// How many numbers they take.
        expected: usize,
        /// How many are given.
        got: usize,
    },
    /// A graph of a fixed size runs once: its batch is 1.
    #[error("the graph has a fixed size: a batch of {batch} cannot be run")]
    FixedSize {
        /// What was asked.
        batch: usize,
    },
    /// An index that gathers from beyond an axis.
    #[error("{node}: index {index} lies beyond an axis of {size} elements")]
    Index {
        /// The layer.
        node: String,
        /// The index.
        index: i32,
        /// Elements of the axis.
        size: usize,
    },
    /// A convolution whose input with its padding takes more memory than any value may.
    #[error("{node}: the input with its padding takes more than {limit} numbers")]
    Padding {
        /// The layer.
        node: String,
        /// The limit.
        limit: usize,
    },
    /// More memory than a batch may take.
    #[error("a batch of {batch} takes more than {limit} numbers for one value")]
    TooLarge {
        /// For how many samples.
        batch: usize,
        /// The limit.
        limit: usize,
    },
}

pub(super) type Result<T> = std::result::Result<T, FloatError>;
