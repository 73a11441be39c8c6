//! An int8 graph that runs: its plan, and memory to run it in.
use std::{
    ops::Range,
    sync::{Mutex, PoisonError},
};

use super::{
    Level,
    error::IntegerError,
    plan::{Plan, Port},
    workspace::Workspace,
};
use crate::{
    graph::{Graph, Type},
    team,
};

/// What a graph is given: int8 values, or int32 indices.
#[derive(Debug, Clone, Copy)]
pub enum Input<'a> {
    /// Of a value.
    I8(&'a [i8]),
    /// Of indices.
    I32(&'a [i32]),
}

impl Input<'_> {
    fn len(&self) -> usize {
        match self {
            Self::I8(elements) => elements.len(),
            Self::I32(elements) => elements.len(),
        }
    }
}

/// Bytes of values at most that a chunk of samples holds at once, so that they stay in a core's own cache.
const CHUNK_BYTES: usize = 1 << 18;
/// Samples of a chunk at most: more of them no longer make better use of the weights.
const CHUNK_SAMPLES: usize = 48;

/// Parts of a batch for each thread: so many that they end together, so few that each makes good use of the weights.
const SHARES: usize = 4;

/// Multiplications that pay for waking another thread (some 0.2 ms).
const WORK_A_CALL: usize = 1 << 25;

/// A graph of integers, ready to run, by several threads at once if need be.
#[derive(Debug)]
pub struct Engine {
    plan: Plan,
    /// Those that no thread is using.
    spare: Mutex<Vec<Workspace>>,
}

impl Engine {
    /// Plans the graph and packs its weights for `level`, or for the highest level below it that this processor has.
    ///
    /// # Errors
    /// [`IntegerError::NotInteger`]; [`IntegerError::TooLarge`] where a sample's values cannot be addressed.
    pub fn new(graph: &Graph<'_>, level: Level) -> Result<Self, IntegerError> {
        Ok(Self { plan: Plan::new(graph, level)?, spare: Mutex::new(Vec::new()) })
    }

    /// The level in use.
    pub fn level(&self) -> Level {
        self.plan.level
    }

    /// Elements of each input of the graph, for one sample.
    pub fn input_elements(&self) -> Vec<usize> {
        self.plan.inputs.iter().map(|port| port.elements).collect()
    }

    /// Elements of each output of the graph, for one sample.
    pub fn output_elements(&self) -> Vec<usize> {
        self.plan.output_sizes().collect()
    }

    /// The outputs for a batch, in C order, computed by the calling thread.
    ///
    /// # Errors
    /// [`IntegerError`], for inputs that are not those of the graph, or indices beyond their axis.
    pub fn run(&self, inputs: &[Input<'_>], batch: usize) -> Result<Vec<Vec<i8>>, IntegerError> {
        self.run_parallel(inputs, batch, 1)
    }

    /// The same by the calling thread and at most `threads − 1` of rayon's current pool, sample by sample, or by `threads` of
    /// the pool, layer by layer, where there are fewer samples; by the calling thread alone where there is little to do.
    ///
    /// # Errors
    /// As [`Engine::run`].
    pub fn run_parallel(
        &self,
        inputs: &[Input<'_>],
        batch: usize,
        threads: usize,
    ) -> Result<Vec<Vec<i8>>, IntegerError> {
        self.check(inputs, batch)?;
        let mut outputs = self.outputs(batch)?;
        let mut parts: Vec<&mut [i8]> = outputs.iter_mut().map(Vec::as_mut_slice).collect();
        let pays = self.plan.multiplications.saturating_mul(batch) >= WORK_A_CALL;
        if !pays || threads <= 1 {
            self.part(inputs, 0..batch, &mut parts, 1)?;
            return Ok(outputs);
        }
        if batch < threads {
            // Fewer samples than threads: they share the layers of each.
            let mut result = Ok(());
            rayon::scope(|_| result = self.part(inputs, 0..batch, &mut parts, threads));
            result?;
            return Ok(outputs);
        }
        let each = chunk_samples(&self.plan, batch).min(batch.div_ceil(threads * SHARES));
        let mut tasks = Vec::with_capacity(batch.div_ceil(each));
        for first in (0..batch).step_by(each) {
            let range = first..(first + each).min(batch);
            let mut own = Vec::with_capacity(parts.len());
            for (rest, size) in parts.iter_mut().zip(self.plan.output_sizes()) {
                let whole = std::mem::take(rest);
                let (part, others) = whole.split_at_mut((range.len() * size).min(whole.len()));
                own.push(part);
                *rest = others;
            }
            tasks.push((range, own));
        }
        team::share(threads, tasks, |(range, mut own)| self.part(inputs, range, &mut own, 1))?;
        Ok(outputs)
    }

    /// [`Engine::run_parallel`] with all inputs one after another, and all outputs: the bytes of a case (docs/contract.md).
    ///
    /// # Errors
    /// As [`Engine::run`].
    pub fn run_joined(&self, joined: &[i8], batch: usize, threads: usize) -> Result<Vec<i8>, IntegerError> {
        let inputs = self.split(joined, batch)?;
        let lent: Vec<Input<'_>> = inputs.iter().map(Owned::lent).collect();
        let mut outputs = self.run_parallel(&lent, batch, threads)?;
        Ok(if outputs.len() == 1 { outputs.pop().unwrap_or_default() } else { outputs.concat() })
    }

    /// Are these the inputs of the graph for a batch of that size, indices aside?
    ///
    /// # Errors
    /// As [`Engine::run`].
    pub fn check_joined(&self, joined: &[i8], batch: usize) -> Result<(), IntegerError> {
        self.split(joined, batch).map(drop)
    }

    fn split<'a>(&self, joined: &'a [i8], batch: usize) -> Result<Vec<Owned<'a>>, IntegerError> {
        if !self.plan.is_batched && batch != 1 {
            return Err(IntegerError::NoBatch { batch });
        }
        let bytes = |port: &Port| port.elements.checked_mul(batch)?.checked_mul(port.type_.size());
        let expected = self.plan.inputs.iter().try_fold(0_usize, |sum, port| sum.checked_add(bytes(port)?));
        let expected = expected.ok_or_else(|| too_large(batch))?;
        if joined.len() != expected {
            return Err(IntegerError::WrongBytes { expected, given: joined.len(), batch });
        }
        let mut rest = joined;
        let mut inputs = Vec::with_capacity(self.plan.inputs.len());
        for port in &self.plan.inputs {
            let (own, others) = rest.split_at_checked(bytes(port).unwrap_or_default()).unwrap_or_default();
            inputs.push(match port.type_ {
                Type::I8 => Owned::I8(own),
                _ => Owned::I32(
                    own.as_chunks().0.iter().map(|word| i32::from_le_bytes(word.map(i8::cast_unsigned))).collect(),
                ),
            });
            rest = others;
        }
        Ok(inputs)
    }

    fn check(&self, inputs: &[Input<'_>], batch: usize) -> Result<(), IntegerError> {
        let expected = self.plan.inputs.len();
        if inputs.len() != expected {
            return Err(IntegerError::WrongInputs { expected, given: inputs.len() });
        }
        if !self.plan.is_batched && batch != 1 {
            return Err(IntegerError::NoBatch { batch });
        }
        for (number, (input, port)) in inputs.iter().zip(&self.plan.inputs).enumerate() {
            let expected = match (input, port.type_) {
                (Input::I8(_), Type::I8) | (Input::I32(_), Type::I32) => {
                    port.elements.checked_mul(batch).ok_or_else(|| too_large(batch))?
                }
                (_, Type::I32) => return Err(IntegerError::WrongType { input: number, expected: "int32" }),
                _ => return Err(IntegerError::WrongType { input: number, expected: "int8" }),
            };
            if input.len() != expected {
                return Err(IntegerError::WrongLength { input: number, expected, given: input.len(), batch });
            }
        }
        Ok(())
    }

    fn outputs(&self, batch: usize) -> Result<Vec<Vec<i8>>, IntegerError> {
        let bytes = self.plan.output_sizes().map(|size| size.checked_mul(batch).ok_or_else(|| too_large(batch)));
        bytes.map(|bytes| Ok(vec![0; bytes?])).collect()
    }

    /// Takes a part of the batch through the graph, chunk by chunk; `outputs` hold that part alone.
    fn part(
        &self,
        inputs: &[Input<'_>],
        range: Range<usize>,
        outputs: &mut [&mut [i8]],
        threads: usize,
    ) -> Result<(), IntegerError> {
        let spare = || self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = spare().pop();
        let mut workspace = taken.unwrap_or_else(|| Workspace::new(&self.plan));
        let result = samples(&self.plan, &mut workspace, inputs, range, outputs, threads);
        spare().push(workspace);
        result
    }
}

/// An input that lies among others; indices are copied to where they are aligned.
enum Owned<'a> {
    I8(&'a [i8]),
    I32(Vec<i32>),
}

impl Owned<'_> {
    fn lent(&self) -> Input<'_> {
        match self {
            Self::I8(elements) => Input::I8(elements),
            Self::I32(elements) => Input::I32(elements),
        }
    }
}

fn too_large(batch: usize) -> IntegerError {
    IntegerError::TooLarge { what: format!("a batch of {batch}") }
}

/// Samples that are taken through the graph together: as many as fit, in chunks of about the same size.
fn chunk_samples(plan: &Plan, samples: usize) -> usize {
    let most = (CHUNK_BYTES / plan.memory.max(1)).clamp(1, CHUNK_SAMPLES);
    samples.div_ceil(samples.div_ceil(most).max(1)).max(1)
}

/// Takes a part of the batch through the graph, chunk by chunk.
fn samples(
    plan: &Plan,
    workspace: &mut Workspace,
    inputs: &[Input<'_>],
    range: Range<usize>,
    outputs: &mut [&mut [i8]],
    threads: usize,
) -> Result<(), IntegerError> {
    let (chunk, begin) = (chunk_samples(plan, range.len()), range.start);
    workspace.reserve(plan, chunk)?;
    for first in range.clone().step_by(chunk) {
        let count = chunk.min(range.end - first);
        workspace.load(plan, inputs, first, count);
        workspace.run(plan, inputs, first..first + count, threads)?;
        for (output, slot) in outputs.iter_mut().zip(&plan.outputs) {
            workspace.store(plan, *slot, first - begin, count, output);
        }
    }
    Ok(())
}
