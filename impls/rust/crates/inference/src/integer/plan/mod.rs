//! What an engine does for a graph, settled once: steps over slots of memory, weights packed, images with channels last.
//!
//! Values of the graph are images [C, H, W]; here they lie as [H, W, C], so that the inputs of a convolution lie together, and
//! are turned round only where an operator or the caller needs the other order. Convolutions pool what a 2 × 2 MaxPool after
//! them would, and Flatten costs nothing where Linear follows: its weights are packed in the order of the image.
mod builder;
mod convolution;
mod layout;
mod lower;
mod memory;
mod place;
mod step;

use super::{Level, error::IntegerError};
use crate::graph::{Graph, Kind, Type};

pub(super) use step::{MatMul, Product, Source, Step, Work};

/// An input of the graph.
#[derive(Debug, Clone)]
pub(super) struct Port {
    /// i8, or i32 for indices.
    pub type_: Type,
    /// Elements of one sample.
    pub elements: usize,
    /// Where its bytes go; None for indices.
    pub slot: Option<usize>,
}

/// A stretch of memory that holds a value while it is needed, once for each sample of a chunk.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot {
    /// Bytes of a sample; those of the next follow.
    pub size: usize,
    /// With [`super::product::SLACK`] and rounded.
    pub reserved: usize,
    /// Where it begins, for one sample.
    pub offset: usize,
}

/// Steps, in order, and the memory that they work on.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub level: Level,
    pub is_batched: bool,
    pub inputs: Vec<Port>,
    pub steps: Vec<Step>,
    pub constants: Vec<Vec<i8>>,
    pub indices: Vec<Vec<i32>>,
    pub slots: Vec<Slot>,
    /// Slots of the outputs, in C order.
    pub outputs: Vec<usize>,
    /// Bytes that a sample takes.
    pub memory: usize,
    /// Multiplications of a sample, those of empty lanes included.
    pub multiplications: usize,
}

impl Plan {
    /// Elements of each output, for one sample.
    pub fn output_sizes(&self) -> impl Iterator<Item = usize> {
        self.outputs.iter().map(|slot| self.slots.get(*slot).map_or(0, |slot| slot.size))
    }

    pub fn new(graph: &Graph<'_>, level: Level) -> Result<Self, IntegerError> {
        if graph.kind != Kind::Int8 {
            return Err(IntegerError::NotInteger);
        }
        builder::Builder::new(graph, Level::highest_up_to(level))?.finish()
    }
}
