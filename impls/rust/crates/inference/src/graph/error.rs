//! What is refused, and where: a tensor, or a layer by its operator and value (`Conv v3`).

/// A graph that is refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum GraphError {
    /// Bytes that break the format, or are not the one form of their graph.
    #[error("{0}")]
    Malformed(String),
    /// NaN or an infinity where a weight must be.
    #[error("tensor {tensor}: element {index} is {value}; weights must be finite")]
    NotFinite {
        /// The tensor.
        tensor: String,
        /// Which element, in C order.
        index: usize,
        /// What stands there.
        value: f32,
    },
    /// Shapes, ranks or types that do not fit each other.
    #[error("{node}: {reason}")]
    ShapeMismatch {
        /// The layer, or the input.
        node: String,
        /// Why.
        reason: String,
    },
    /// More than the limit, found before anything of that size was allocated.
    #[error("{what}: {size} is more than the limit of {bound}")]
    TooLarge {
        /// What.
        what: String,
        /// Its declared size.
        size: u64,
        /// The limit.
        bound: u64,
    },
    /// The sum of a layer could wrap: Σ|w|·128 + |b| + 2^(s−1) reaches p/2.
    #[error("{layer}: the accumulator can reach {reached}, and must stay below {bound}")]
    AccumulatorOverflow {
        /// The layer, with its channel where it has several.
        layer: String,
        /// What the sum can reach.
        reached: i128,
        /// What it must stay below.
        bound: i128,
    },
}

pub(super) type Result<T> = std::result::Result<T, GraphError>;

/// What a file says may be of any length; what is said about it is not.
const LONGEST_MESSAGE: usize = 500;

pub(super) fn malformed(message: impl Into<String>) -> GraphError {
    GraphError::Malformed(cut(message.into()))
}

pub(super) fn mismatch(node: &str, reason: impl Into<String>) -> GraphError {
    GraphError::ShapeMismatch { node: node.to_owned(), reason: cut(reason.into()) }
}

/// Refuses a size above its bound.
pub(super) fn require(what: impl FnOnce() -> String, size: u64, bound: u64) -> Result<()> {
    if size > bound { Err(GraphError::TooLarge { what: what(), size, bound }) } else { Ok(()) }
}

fn cut(mut message: String) -> String {
    if let Some((at, _)) = message.char_indices().nth(LONGEST_MESSAGE) {
        message.truncate(at);
        message.push('…');
    }
    message
}
