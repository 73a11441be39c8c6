//! What is refused before or while a graph runs.

/// Why a graph of integers was not run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IntegerError {
    /// A graph of kind float.
    #[error("the graph is of kind float; the integer engine takes graphs of kind int8")]
    NotInteger,
    /// Another number of inputs than the graph has.
    #[error("{given} inputs are given, and the graph has {expected}")]
    WrongInputs {
        /// How many the graph has.
        expected: usize,
        /// How many are given.
        given: usize,
    },
    /// An input with another type of numbers.
    #[error("input v{input} is to be {expected}")]
    WrongType {
        /// Which input.
        input: usize,
        /// int8, or int32 for indices.
        expected: &'static str,
    },
    /// An input that does not have the elements of a batch of that size.
    #[error("input v{input} has {given} elements, a batch of {batch} has {expected}")]
    WrongLength {
        /// Which input.
        input: usize,
        /// The elements of the batch.
        expected: usize,
        /// The elements given.
        given: usize,
        /// The size of the batch.
        batch: usize,
    },
    /// Bytes that are not those of all inputs for a batch of that size.
    #[error("the inputs have {given} bytes, a batch of {batch} has {expected}")]
    WrongBytes {
        /// The bytes of the batch.
        expected: usize,
        /// The bytes given.
        given: usize,
        /// The size of the batch.
        batch: usize,
    },
    /// A batch for a graph without one.
    #[error("the graph takes no batch: a batch of {batch} is given")]
    NoBatch {
        /// The size of the batch.
        batch: usize,
    },
    /// An index that was given lies beyond its axis.
    #[error("{node}: index {index} lies beyond an axis of {size} elements")]
    IndexBeyond {
        /// The layer.
        node: String,
        /// The index.
        index: i64,
        /// Elements along the axis.
        size: usize,
    },
    /// A value with its padding takes more than 2 GiB, or all values that live at once more than can be addressed.
    #[error("{what} takes more memory than there is for it")]
    TooLarge {
        /// What.
        what: String,
    },
    /// A layer whose operands do not fit each other, which no graph that was read has.
    #[error("{node}: the operands do not fit each other")]
    Misfit {
        /// The layer.
        node: String,
    },
}
