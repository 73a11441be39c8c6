//! From a graph to steps: weights packed, clamps taken into the layer before, forms of images chosen, buffers shared.
//!
//! Steps are grouped in stages. In a stage the samples go through all its steps one after the other, so that what flows
//! between the steps stays in the cache; where layers have one row a sample (Linear after Flatten), many samples go
//! together, so that their weights are fetched once for all. Only what a later stage needs is kept for the whole batch.
use super::{
    build::Builder,
    error::{FloatError, Result},
    level::Level,
    operator::Operator,
    slots,
};
use crate::graph::{Float, Graph, Kind, Node, Op, Operand, Type, elements};

/// Samples that go together through a stage whose weights are used once a sample.
const TOGETHER: usize = 64;

/// To write a number takes about as long as so many multiplications.
const A_NUMBER: usize = 4;

/// Numbers of an image with its padding: eight times what a value may have, for a channel takes up to eight lanes.
const LARGEST_PADDED: usize = 1 << if usize::BITS < 64 { 28 } else { 31 };

/// Where an operand lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In a buffer of the worker.
    Slot(usize),
    /// In an input of the graph.
    Input(usize),
    /// In what is kept for the whole batch.
    Kept(usize),
    /// In a constant.
    Constant(usize),
}

/// An operand: where it lies, and how many numbers a sample (or the constant) has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Source {
    pub(super) place: Place,
    pub(super) size: usize,
}

/// One operator at work.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) operator: Box<dyn Operator>,
    pub(super) sources: Vec<Source>,
    /// The slot that it writes, and how many numbers a sample.
    pub(super) slot: usize,
    pub(super) size: usize,
}

/// Steps that samples pass together.
#[derive(Debug, Default)]
pub(super) struct Stage {
    /// How many samples at a time.
    pub(super) together: usize,
    pub(super) steps: Vec<Step>,
    /// Multiplications of one sample, about.
    pub(super) work: usize,
    /// What is kept at its end: from which slot or input, as which buffer of the batch.
    pub(super) kept: Vec<(Source, usize)>,
}

/// An input, as the graph declares it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct InputSize {
    pub(super) size: usize,
    pub(super) type_: Type,
}

/// A graph made ready to run.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) level: Level,
    pub(super) batched: bool,
    pub(super) inputs: Vec<InputSize>,
    pub(super) constants: Vec<Vec<f32>>,
    pub(super) stages: Vec<Stage>,
    /// Numbers a sample of what is kept for the batch.
    pub(super) kept: Vec<usize>,
    /// Which of them are the results.
    pub(super) outputs: Vec<usize>,
}

/// A step before its buffers have places: it writes buffer `y`, and reads buffers or what is there already.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) operator: Box<dyn Operator>,
    pub(super) sources: Vec<DraftSource>,
    pub(super) y: usize,
    /// Is this a layer with weights and one row a sample?
    pub(super) together: Option<bool>,
}

/// What a draft reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum DraftSource {
    /// What another draft writes.
    Buffer(usize),
    /// An input of the graph.
    Input(usize),
    /// A constant.
    Constant(usize),
}

/// A convolution copies its input with the padding around it. A well-formed graph may declare any padding where the steps
/// are as wide, and nearly nothing comes out.
fn check_padding(graph: &Graph<'_>, node: &Node) -> Result<()> {
    let (Op::Float(Float::Conv(conv)), Some(&x)) = (&node.op, node.operands.first()) else { return Ok(()) };
    let &[_, channels, height, width] = graph.shape(x) else { return Ok(()) };
    let [top, left, bottom, right] = conv.window.pads;
    let side = |size: usize, before: usize, after: usize| size.checked_add(before)?.checked_add(after);
    let padded = || {
        let pixels = side(height, top, bottom)?.checked_mul(side(width, left, right)?)?;
        pixels.checked_mul(channels.checked_next_multiple_of(8)?)
    };
    match padded() {
        Some(size) if size <= LARGEST_PADDED => Ok(()),
        _ => Err(FloatError::Padding { node: node.to_string(), limit: LARGEST_PADDED }),
    }
}

impl Plan {
    pub(super) fn new(graph: &Graph<'_>, level: Level) -> Result<Self> {
        if graph.kind != Kind::Float {
            return Err(FloatError::Kind);
        }
        let level = if level.is_there() { level } else { Level::Scalar };
        for node in &graph.nodes {
            check_padding(graph, node)?;
        }
        let mut builder = Builder::new(graph, level);
        for node in &graph.nodes {
            builder.node(node);
        }
        let outputs: Vec<(DraftSource, usize)> = graph
            .outputs
            .iter()
            .map(|&value| (builder.plain(value), elements(graph.shape(Operand::Value(value)))))
            .collect();
        let inputs = graph.values.iter().take(graph.inputs);
        let inputs = inputs.map(|value| InputSize { size: elements(&value.shape), type_: value.type_ }).collect();
        let mut plan = Self {
            level,
            batched: graph.is_batched(),
            inputs,
            constants: builder.constants,
            stages: Vec::new(),
            kept: Vec::new(),
            outputs: Vec::new(),
        };
        plan.place(builder.drafts, &builder.sizes, &outputs);
        Ok(plan)
    }

    /// Divides the drafts into stages and gives every buffer its place.
    fn place(&mut self, drafts: Vec<Draft>, sizes: &[usize], outputs: &[(DraftSource, usize)]) {
        let size_of = |buffer: usize| sizes.get(buffer).copied().unwrap_or(0);
        // Stages: a draft that says nothing of it goes with those before it.
        let mut stages: Vec<(bool, Vec<Draft>)> = Vec::new();
        for draft in drafts {
            match stages.last_mut() {
                Some((together, drafts)) if draft.together.is_none_or(|wanted| wanted == *together) => {
                    drafts.push(draft)
                }
                _ => stages.push((draft.together == Some(true), vec![draft])),
            }
        }
        // What leaves its stage: buffer -> where it is kept.
        let mut home = vec![0; sizes.len()];
        for (stage, (_, drafts)) in stages.iter().enumerate() {
            for draft in drafts {
                if let Some(home) = home.get_mut(draft.y) {
                    *home = stage;
                }
            }
        }
        let home_of = |buffer: usize| home.get(buffer).copied().unwrap_or(0);
        let mut kept_as: Vec<Option<usize>> = vec![None; sizes.len()];
        let mut keep = |buffer: usize, kept: &mut Vec<usize>| {
            if let Some(place @ None) = kept_as.get_mut(buffer) {
                *place = Some(kept.len());
                kept.push(size_of(buffer));
            }
        };
        for (stage, (_, drafts)) in stages.iter().enumerate() {
            for source in drafts.iter().flat_map(|draft| &draft.sources) {
                if let &DraftSource::Buffer(buffer) = source
                    && home_of(buffer) != stage
                {
                    keep(buffer, &mut self.kept);
                }
            }
        }
        for &(source, _) in outputs {
            if let DraftSource::Buffer(buffer) = source {
                keep(buffer, &mut self.kept);
            }
        }
        let kept_as = |buffer: usize| kept_as.get(buffer).copied().flatten();
        for (stage, (together, drafts)) in stages.into_iter().enumerate() {
            let slots = slots::assign(&drafts, size_of, kept_as);
            let slot_of = |buffer: usize| slots.get(&buffer).copied().unwrap_or(0);
            let place = |source: &DraftSource| match *source {
                DraftSource::Buffer(buffer) => {
                    let here = home_of(buffer) == stage;
                    let place =
                        if here { Place::Slot(slot_of(buffer)) } else { Place::Kept(kept_as(buffer).unwrap_or(0)) };
                    Source { place, size: size_of(buffer) }
                }
                DraftSource::Input(input) => {
                    Source { place: Place::Input(input), size: self.inputs.get(input).map_or(0, |input| input.size) }
                }
                DraftSource::Constant(constant) => Source { place: Place::Constant(constant), size: 0 },
            };
            let mut made = Stage { together: if together { TOGETHER } else { 1 }, ..Stage::default() };
            for draft in drafts {
                let (slot, size) = (slot_of(draft.y), size_of(draft.y));
                if let Some(kept) = kept_as(draft.y) {
                    made.kept.push((Source { place: Place::Slot(slot), size }, kept));
                }
                made.work = made.work.saturating_add(draft.operator.work()).saturating_add(size * A_NUMBER);
                let sources = draft.sources.iter().map(place).collect();
                made.steps.push(Step { operator: draft.operator, sources, slot, size });
            }
            self.stages.push(made);
        }
        self.keep_outputs(outputs, kept_as);
    }

    /// Every output is a buffer of its own: an input that is an output, or one that is an output twice, is copied.
    fn keep_outputs(&mut self, outputs: &[(DraftSource, usize)], kept_as: impl Fn(usize) -> Option<usize>) {
        let mut copies = Stage { together: TOGETHER, ..Stage::default() };
        for &(source, size) in outputs {
            let place = match source {
                DraftSource::Buffer(buffer) => {
                    let kept = kept_as(buffer).unwrap_or(0);
                    if !self.outputs.contains(&kept) {
                        self.outputs.push(kept);
                        continue;
                    }
                    Place::Kept(kept)
                }
                DraftSource::Input(input) => Place::Input(input),
                DraftSource::Constant(constant) => Place::Constant(constant), // no output is one
            };
            copies.kept.push((Source { place, size }, self.kept.len()));
            self.outputs.push(self.kept.len());
            self.kept.push(size);
        }
        if !copies.kept.is_empty() {
            self.stages.push(copies);
        }
    }
}
