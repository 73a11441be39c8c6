//! One step of a plan: what is computed, from which slots into which.
use crate::integer::{
    operators::{
        Rescale,
        elementwise::{Binary, Broadcast},
        layer_norm::LayerNorm,
        lookup::Table,
        moving::{Gather, Padding, Part, Permutation},
        pool::Pool,
        softmax::Softmax,
    },
    product::{Clamp, Packed, Rows},
};

/// Where an operand lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::integer) enum Source {
    /// In a slot.
    Slot(usize),
    /// Among the plan's constants.
    Constant(usize),
    /// In an input of indices.
    Indices(usize),
    /// Among the plan's indices.
    FixedIndices(usize),
}

/// A step.
#[derive(Debug, Clone)]
pub(in crate::integer) struct Step {
    /// The node that it is for, as messages name it.
    pub node: String,
    pub work: Work,
    pub sources: Vec<Source>,
    pub output: usize,
}

impl Step {
    /// Of a sample, those of empty lanes included.
    pub fn multiplications(&self) -> usize {
        match &self.work {
            Work::Product(product) => {
                let row: usize = product.parts.iter().map(|part| part.packed.work()).sum();
                row.saturating_mul(product.positions).saturating_mul(product.pooled)
            }
            Work::MatMul(work) => work.pairs.len().saturating_mul(work.m * work.k * work.n),
            _ => 0,
        }
    }
}

/// What a step computes.
#[derive(Debug, Clone)]
pub(in crate::integer) enum Work {
    Product(Product),
    MatMul(MatMul),
    Lookup(Box<Table>),
    Binary(Binary, Rescale, Broadcast),
    MaxPool(Pool),
    AveragePool(Pool, i32, Rescale),
    LayerNorm(LayerNorm),
    Softmax(Softmax),
    Permute(Permutation),
    Pad(Padding),
    Part(Part),
    Gather(Gather),
}

/// Linear, or Conv: with groups, one part for each.
#[derive(Debug, Clone)]
pub(in crate::integer) struct Product {
    pub parts: Vec<Group>,
    pub rows: Rows,
    /// Outputs' rows of one sample.
    pub positions: usize,
    /// Rows of which each output is the largest.
    pub pooled: usize,
    /// Outputs of a row, of all groups together.
    pub stride: usize,
}

/// A group of channels.
#[derive(Debug, Clone)]
pub(in crate::integer) struct Group {
    pub packed: Packed,
    /// Its first input and its first output within a row.
    pub first_input: usize,
    pub first_output: usize,
}

/// Products of matrices of which the second is a value as well, or one of many.
#[derive(Debug, Clone)]
pub(in crate::integer) struct MatMul {
    /// Rows, inner, columns.
    pub m: usize,
    pub k: usize,
    pub n: usize,
    /// First elements of the two factors of each product, in the order of the results.
    pub pairs: Vec<[usize; 2]>,
    pub shift: u8,
    pub clamp: Clamp,
}
