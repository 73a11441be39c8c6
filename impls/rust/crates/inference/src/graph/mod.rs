//! A model as a graph of operators: reader and writer of `zkgraph1` bytes (`docs/protocols/inference.md`), both kinds.
//!
//! ```text
//! magic "zkgraph1" | u64 length | manifest, JSON | zeros to 64 | tensors, each with zeros to 64
//! ```
//!
//! [`Graph::read`] accepts the one form of a well-formed graph and nothing else: names, order, shapes, types, finite
//! weights and, for int8, every bound that keeps accumulators in int32 are checked, so that an engine need check none of
//! it again. It never panics, and allocates no more than a small multiple of the bytes that are there; tensors stay
//! where they are.
//!
//! ```
//! # fn f(bytes: &[u8]) -> Result<(), zkpair_inference::graph::GraphError> {
//! use zkpair_inference::graph::{Graph, Operand};
//! let graph = Graph::read(bytes)?;
//! for node in &graph.nodes {
//!     println!("{}: {:?} -> {:?}", node, node.op, graph.shape(Operand::Value(node.output)));
//! }
//! # Ok(()) }
//! ```
mod accumulators;
mod attributes;
mod canonical;
mod error;
mod manifest;
mod number;
mod op;
mod read;
mod shapes;
mod tensor;
mod text;
mod typed;
mod validate;
mod window;
mod write;

use std::fmt;

pub use error::GraphError;
pub use op::{Clamp, Conv, Float, Integer, Moving, Op, Window};
pub use tensor::{Tensor, Type};

/// What the numbers are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// f32.
    Float,
    /// int8 with exact integer arithmetic.
    Int8,
}

impl Kind {
    /// As the bytes spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Float => "float",
            Self::Int8 => "int8",
        }
    }
}

/// A shape; a 0 in front is the batch, of any size.
pub type Shape = Vec<usize>;

/// What a node takes: a value by its number (inputs first, then the nodes' outputs), or a tensor by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operand {
    /// `v0`, `v1`, …
    Value(usize),
    /// `t0`, `t1`, …
    Tensor(usize),
}

/// An input of the graph, or what a node gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// Its shape.
    pub shape: Shape,
    /// f32 or i8; i32 for inputs that are indices.
    pub type_: Type,
    /// Kind int8: q stands for q·2^−exponent. None for floats and indices.
    pub exponent: Option<i8>,
}

/// One operator.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The operator with its attributes.
    pub op: Op,
    /// What it takes, in the operator's order.
    pub operands: Vec<Operand>,
    /// The number of the value that it gives.
    pub output: usize,
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} v{}", self.op.name(), self.output)
    }
}

/// A well-formed graph. Nodes stand in the order in which they can be computed.
#[derive(Debug, Clone, PartialEq)]
pub struct Graph<'a> {
    /// What the numbers are.
    pub kind: Kind,
    /// The model's name, any text.
    pub name: String,
    /// How many of `values`, the first, are inputs.
    pub inputs: usize,
    /// Inputs, then what each node gives: node k gives value `inputs + k`.
    pub values: Vec<Value>,
    /// The operators.
    pub nodes: Vec<Node>,
    /// The numbers of the values that are the result.
    pub outputs: Vec<usize>,
    /// The weights.
    pub tensors: Vec<Tensor<'a>>,
}

impl Graph<'_> {
    /// The shape of an operand; empty for one that the graph does not have.
    pub fn shape(&self, operand: Operand) -> &[usize] {
        match operand {
            Operand::Value(place) => self.values.get(place).map(|value| value.shape.as_slice()),
            Operand::Tensor(place) => self.tensors.get(place).map(|tensor| tensor.shape.as_slice()),
        }
        .unwrap_or_default()
    }

    /// Does the graph take a batch of any size?
    pub fn is_batched(&self) -> bool {
        self.values.iter().take(self.inputs).any(|value| value.shape.first() == Some(&0))
    }
}

/// The number of elements for one sample: a batch (0 in front) counts once. Saturates.
pub fn elements(shape: &[usize]) -> usize {
    shape.iter().fold(1, |product: usize, &side| product.saturating_mul(side.max(1)))
}

/// Limits of this reader.
mod limits {
    pub(super) const FILE_BYTES: u64 = 1 << 31;
    pub(super) const MANIFEST_BYTES: u64 = 1 << 24;
    pub(super) const NODES: u64 = 1 << 16;
    pub(super) const RANK: u64 = 8;
    pub(super) const VALUE_ELEMENTS: u64 = 1 << 28;
    pub(super) const TENSOR_BYTES: u64 = 1 << 31;
    pub(super) const LONGEST_SIDE: i64 = (1 << 31) - 1;
}
