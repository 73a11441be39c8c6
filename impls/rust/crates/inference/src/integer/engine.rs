//! An int8 graph that runs: its plan, and memory to run it in.
use rayon::ThreadPool;

use super::{Level, error::IntegerError, plan::Plan, workspace::Workspace};
use crate::graph::{Graph, Type};

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

/// A graph of integers, ready to run.
#[derive(Debug)]
pub struct Engine {
    plan: Plan,
    workspaces: Vec<Workspace>,
}

impl Engine {
    /// Plans the graph and packs its weights for `level`, or for the highest level below it that this processor has.
    ///
    /// # Errors
    /// [`IntegerError::NotInteger`]; [`IntegerError::TooLarge`] where a sample's values cannot be addressed.
    pub fn new(graph: &Graph<'_>, level: Level) -> Result<Self, IntegerError> {
        Ok(Self { plan: Plan::new(graph, level)?, workspaces: Vec::new() })
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
        let size = |slot: &usize| self.plan.slots.get(*slot).map_or(0, |slot| slot.size);
        self.plan.outputs.iter().map(size).collect()
    }

    /// The outputs for a batch, in C order, computed by the calling thread.
    ///
    /// # Errors
    /// [`IntegerError`], for inputs that are not those of the graph, or indices beyond their axis.
    pub fn run(&mut self, inputs: &[Input<'_>], batch: usize) -> Result<Vec<Vec<i8>>, IntegerError> {
        self.check(inputs, batch)?;
        let mut outputs = self.outputs(batch)?;
        self.reserve(1, batch)?;
        if let Some(workspace) = self.workspaces.first_mut() {
            let mut parts: Vec<&mut [i8]> = outputs.iter_mut().map(Vec::as_mut_slice).collect();
            samples(&self.plan, workspace, inputs, 0..batch, &mut parts)?;
        }
        Ok(outputs)
    }

    /// The same by the threads of a pool, each with its part of the batch.
    ///
    /// # Errors
    /// As [`Engine::run`].
    pub fn run_in(
        &mut self,
        pool: &ThreadPool,
        inputs: &[Input<'_>],
        batch: usize,
    ) -> Result<Vec<Vec<i8>>, IntegerError> {
        let threads = pool.current_num_threads().min(batch);
        if threads <= 1 {
            return self.run(inputs, batch);
        }
        self.check(inputs, batch)?;
        let mut outputs = self.outputs(batch)?;
        let share = batch.div_ceil(threads);
        self.reserve(threads, share)?;
        let sizes = self.output_elements();
        let mut rests: Vec<&mut [i8]> = outputs.iter_mut().map(Vec::as_mut_slice).collect();
        let mut results: Vec<Result<(), IntegerError>> = vec![Ok(()); threads];
        let (plan, workspaces) = (&self.plan, &mut self.workspaces);
        pool.scope(|scope| {
            for (thread, (workspace, result)) in workspaces.iter_mut().zip(&mut results).enumerate() {
                let range = (thread * share).min(batch)..((thread + 1) * share).min(batch);
                let mut parts: Vec<&mut [i8]> = Vec::with_capacity(rests.len());
                for (rest, size) in rests.iter_mut().zip(&sizes) {
                    let taken = std::mem::take(rest);
                    let (part, others) = taken.split_at_mut((range.len() * size).min(taken.len()));
                    parts.push(part);
                    *rest = others;
                }
                scope.spawn(move |_| *result = samples(plan, workspace, inputs, range, &mut parts));
            }
        });
        results.into_iter().collect::<Result<(), _>>()?;
        Ok(outputs)
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
                    port.elements.checked_mul(batch).ok_or_else(|| too_large("the inputs"))?
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
        let sizes = self.output_elements().into_iter();
        let bytes = sizes.map(|size| size.checked_mul(batch).ok_or_else(|| too_large("the outputs")));
        bytes.map(|bytes| Ok(vec![0; bytes?])).collect()
    }

    /// Workspaces for so many threads, with room for their chunks.
    fn reserve(&mut self, threads: usize, samples: usize) -> Result<(), IntegerError> {
        while self.workspaces.len() < threads {
            self.workspaces.push(Workspace::new(&self.plan));
        }
        let chunk = chunk_samples(&self.plan, samples);
        self.workspaces.iter_mut().take(threads).try_for_each(|workspace| workspace.reserve(&self.plan, chunk))
    }
}

fn too_large(what: &str) -> IntegerError {
    IntegerError::TooLarge { what: what.to_owned() }
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
    range: std::ops::Range<usize>,
    outputs: &mut [&mut [i8]],
) -> Result<(), IntegerError> {
    let (chunk, begin) = (chunk_samples(plan, range.len()), range.start);
    for first in range.clone().step_by(chunk) {
        let count = chunk.min(range.end - first);
        workspace.load(plan, inputs, first, count);
        workspace.run(plan, inputs, first, count)?;
        for (output, slot) in outputs.iter_mut().zip(&plan.outputs) {
            workspace.store(plan, *slot, first - begin, count, output);
        }
    }
    Ok(())
}
