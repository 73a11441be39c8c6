//! A plan while it grows: slots, places of values, steps.
use super::{
    Plan, Port, Slot, memory,
    place::Place,
    step::{Source, Step, Work},
};
use crate::{
    graph::{Graph, Node, Operand, Tensor, Type, elements},
    integer::{Level, error::IntegerError, operators::moving::Permutation, product::SLACK},
};

/// Slots begin at multiples of so many bytes.
const ALIGNMENT: usize = 64;

/// Bytes of one value of a sample, its padding among them: eight times what the format lets a value have. A well-formed graph
/// may declare any padding where the steps are as wide.
const LARGEST: usize = if usize::BITS < 64 { 1 << 28 } else { 1 << 31 };

pub(super) struct Builder<'a> {
    pub graph: &'a Graph<'a>,
    pub level: Level,
    pub is_batched: bool,
    /// How often each value is needed.
    pub uses: Vec<usize>,
    inputs: Vec<Port>,
    places: Vec<Option<Place>>,
    slots: Vec<Slot>,
    steps: Vec<Step>,
    constants: Vec<Vec<i8>>,
    indices: Vec<Vec<i32>>,
}

impl<'a> Builder<'a> {
    pub fn new(graph: &'a Graph<'a>, level: Level) -> Result<Self, IntegerError> {
        let mut uses = vec![0; graph.values.len()];
        let operands = graph.nodes.iter().flat_map(|node| &node.operands);
        let used = operands.filter_map(|operand| match operand {
            Operand::Value(value) => Some(value),
            Operand::Tensor(_) => None,
        });
        for value in used.chain(&graph.outputs) {
            if let Some(count) = uses.get_mut(*value) {
                *count += 1;
            }
        }
        let places = vec![None; graph.values.len()];
        let is_batched = graph.is_batched();
        let mut builder = Self {
            graph,
            level,
            is_batched,
            uses,
            inputs: Vec::new(),
            places,
            slots: Vec::new(),
            steps: Vec::new(),
            constants: Vec::new(),
            indices: Vec::new(),
        };
        for (number, value) in graph.values.iter().take(graph.inputs).enumerate() {
            let elements = builder.sample(&value.shape).iter().product();
            let slot = if value.type_ == Type::I8 { Some(builder.slot("an input", elements)?) } else { None };
            builder.inputs.push(Port { type_: value.type_, elements, slot });
            if let Some(slot) = slot {
                builder.put(number, Place::plain(slot));
            }
        }
        Ok(builder)
    }

    pub fn finish(mut self) -> Result<Plan, IntegerError> {
        let graph = self.graph;
        for (number, node) in graph.nodes.iter().enumerate() {
            // A pool that its convolution has done already has its place.
            if self.places.get(node.output).is_some_and(Option::is_none) {
                self.lower(number, node)?;
            }
        }
        let mut outputs = Vec::new();
        for output in &graph.outputs {
            outputs.push(self.plain(Operand::Value(*output), "the outputs")?);
        }
        let ports = self.inputs.iter().filter_map(|port| port.slot);
        let memory = memory::assign(&mut self.slots, &self.steps, ports, &outputs)?;
        let multiplications = self.steps.iter().fold(0_usize, |sum, step| sum.saturating_add(step.multiplications()));
        Ok(Plan {
            multiplications,
            level: self.level,
            is_batched: self.is_batched,
            inputs: self.inputs,
            steps: self.steps,
            constants: self.constants,
            indices: self.indices,
            slots: self.slots,
            outputs,
            memory,
        })
    }

    /// The shape of one sample.
    pub fn sample<'s>(&self, shape: &'s [usize]) -> &'s [usize] {
        match shape {
            [0, rest @ ..] if self.is_batched => rest,
            whole => whole,
        }
    }

    /// The shape of an operand beside samples of `rank` axes: that of one sample of a value; a tensor may have an axis of 1
    /// for the batch.
    pub fn beside(&self, operand: Operand, rank: usize) -> &'a [usize] {
        let shape = self.graph.shape(operand);
        match shape {
            [0 | 1, rest @ ..] if self.is_batched && rest.len() == rank => rest,
            whole => whole,
        }
    }

    /// An axis of a value, counted within a sample.
    pub fn axis(&self, axis: usize) -> usize {
        axis.saturating_sub(usize::from(self.is_batched))
    }

    pub fn tensor(&self, node: &Node, place: usize) -> Result<&'a Tensor<'a>, IntegerError> {
        let tensor = match node.operands.get(place) {
            Some(Operand::Tensor(number)) => self.graph.tensors.get(*number),
            _ => None,
        };
        tensor.ok_or_else(|| misfit(node))
    }

    pub fn operand(&self, node: &Node, place: usize) -> Result<Operand, IntegerError> {
        node.operands.get(place).copied().ok_or_else(|| misfit(node))
    }

    /// A new slot for values of `size` elements a sample.
    pub fn slot(&mut self, what: &str, size: usize) -> Result<usize, IntegerError> {
        let reserved = size.checked_add(SLACK).and_then(|bytes| bytes.checked_next_multiple_of(ALIGNMENT));
        let reserved = reserved.filter(|bytes| *bytes <= LARGEST);
        let reserved = reserved.ok_or_else(|| IntegerError::TooLarge { what: what.to_owned() })?;
        self.slots.push(Slot { size, reserved, offset: 0 });
        Ok(self.slots.len() - 1)
    }

    pub fn constant(&mut self, mut elements: Vec<i8>) -> Source {
        elements.extend([0; SLACK]);
        self.constants.push(elements);
        Source::Constant(self.constants.len() - 1)
    }

    pub fn fixed_indices(&mut self, indices: Vec<i32>) -> Source {
        self.indices.push(indices);
        Source::FixedIndices(self.indices.len() - 1)
    }

    pub fn put(&mut self, value: usize, place: Place) {
        if let Some(slot) = self.places.get_mut(value) {
            *slot = Some(place);
        }
    }

    pub fn place(&self, operand: Operand) -> Option<Place> {
        match operand {
            Operand::Value(value) => self.places.get(value).copied().flatten(),
            Operand::Tensor(_) => None,
        }
    }

    pub fn step(&mut self, node: &str, work: Work, sources: Vec<Source>, output: usize) {
        self.steps.push(Step { node: node.to_owned(), work, sources, output });
    }

    /// The slot of a value in C order.
    pub fn plain(&mut self, operand: Operand, node: &str) -> Result<usize, IntegerError> {
        let (Operand::Value(value), Some(place)) = (operand, self.place(operand)) else {
            return Err(IntegerError::Misfit { node: node.to_owned() });
        };
        match place {
            Place { plain: Some(slot), .. } => Ok(slot),
            Place { last: Some(from), image: [channels, area], .. } => {
                let slot = self.slot(node, elements(self.sample_of(operand)))?;
                let work = Work::Permute(Permutation::channels_first(channels, area));
                self.step(node, work, vec![Source::Slot(from)], slot);
                self.put(value, Place { plain: Some(slot), ..place });
                Ok(slot)
            }
            Place { .. } => Err(IntegerError::Misfit { node: node.to_owned() }),
        }
    }

    /// The slot of an image, or of several in a graph without a batch, with channels last; height, width and channels.
    pub fn last(&mut self, operand: Operand, node: &str) -> Result<(usize, [usize; 3]), IntegerError> {
        let misfit = || IntegerError::Misfit { node: node.to_owned() };
        let shape = self.sample_of(operand);
        let &[channels, height, width] = images(shape).ok_or_else(misfit)?;
        let (Operand::Value(value), Some(place)) = (operand, self.place(operand)) else { return Err(misfit()) };
        let sides = [height, width, channels];
        match place {
            Place { last: Some(slot), .. } => Ok((slot, sides)),
            Place { plain: Some(slot), .. } if channels == 1 || height * width == 1 => Ok((slot, sides)),
            Place { plain: Some(from), .. } => {
                let slot = self.slot(node, elements(shape))?;
                let work = Work::Permute(Permutation::channels_last(channels, height * width));
                self.step(node, work, vec![Source::Slot(from)], slot);
                self.put(value, Place { last: Some(slot), image: [channels, height * width], ..place });
                Ok((slot, sides))
            }
            Place { .. } => Err(misfit()),
        }
    }

    /// The shape of one sample of a value.
    pub fn sample_of(&self, operand: Operand) -> &'a [usize] {
        let graph = self.graph;
        self.sample(graph.shape(operand))
    }
}

/// Channels, height and width: of [C, H, W], or of [N, C, H, W] where the sample is a batch of a fixed size.
pub(super) fn images(shape: &[usize]) -> Option<&[usize; 3]> {
    if shape.len() > 4 { None } else { shape.last_chunk() }
}

pub(super) fn misfit(node: &Node) -> IntegerError {
    IntegerError::Misfit { node: node.to_string() }
}
