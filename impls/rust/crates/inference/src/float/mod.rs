//! The float engine: a [`Graph`] of kind float made ready once, then run on any number of batches.
//!
//! A [`Model`] holds packed weights; the memory that a run takes beside them is that of the values of one sample (64
//! where a layer has one row a sample) for each worker, and of the results. Kernels are chosen when the model is made:
//! AVX-512, AVX2 with FMA, or plain code ([`Level`]). Sums are formed in float32.
//!
//! ```
//! # fn f(bytes: &[u8], x: &[f32]) -> Result<(), Box<dyn std::error::Error>> {
//! use zkpair_inference::{float::{Input, Model}, graph::Graph};
//! let model = Model::new(&Graph::read(bytes)?)?;
//! let outputs = model.run(&[Input::F32(x)], 64, 1)?; // 64 samples, one worker
//! # Ok(()) }
//! ```
mod broadcast;
mod build;
mod conv;
mod error;
mod image;
mod kernel;
pub mod level;
mod linear;
mod math;
mod matmul;
mod moving;
mod operator;
mod plan;
mod pool;
mod rows;
mod run;
mod single;
mod slots;
mod winograd;

use std::sync::Mutex;

pub use error::FloatError;
pub use level::Level;

use crate::graph::{Graph, Type};
use plan::Plan;

/// The largest value of a whole batch, in numbers: 16 GiB.
const LONGEST_VALUE: usize = if usize::BITS < 64 { 1 << 28 } else { 1 << 32 };

/// What an input is given as.
#[derive(Debug, Clone, Copy)]
pub enum Input<'a> {
    /// Real numbers.
    F32(&'a [f32]),
    /// Indices.
    I32(&'a [i32]),
}

impl Input<'_> {
    fn len(self) -> usize {
        match self {
            Self::F32(x) => x.len(),
            Self::I32(x) => x.len(),
        }
    }
}

/// Multiplications that pay for waking another thread (some 0.2 ms).
const WORK_A_CALL: usize = 1 << 24;

/// A graph made ready to run. Several threads may run it at the same time.
#[derive(Debug)]
pub struct Model {
    plan: Plan,
    spaces: Mutex<Vec<run::Space>>,
}

impl Model {
    /// With the best instructions that are there.
    ///
    /// # Errors
    /// [`FloatError::Kind`] for a graph of integers.
    pub fn new(graph: &Graph<'_>) -> Result<Self, FloatError> {
        Self::with_level(graph, Level::best())
    }

    /// With the instructions of a level, or plain code where it is not there.
    ///
    /// # Errors
    /// As [`Model::new`].
    pub fn with_level(graph: &Graph<'_>, level: Level) -> Result<Self, FloatError> {
        Ok(Self { plan: Plan::new(graph, level)?, spaces: Mutex::new(Vec::new()) })
    }

    /// The instructions that it uses.
    pub fn level(&self) -> Level {
        self.plan.level
    }

    /// The outputs, each in C order. An input is `batch` samples one after the other; a graph of a fixed size takes a batch
    /// of 1, its inputs as they are declared. An output that is an input of indices comes back as their bits.
    ///
    /// With more than one worker the samples are divided among the calling thread and others of the current rayon pool,
    /// where there is enough to do; else nothing of rayon is touched.
    ///
    /// # Errors
    /// [`FloatError`]: inputs that do not fit the graph, or an index beyond its axis.
    pub fn run(&self, inputs: &[Input<'_>], batch: usize, workers: usize) -> Result<Vec<Vec<f32>>, FloatError> {
        let work = self.plan.stages.iter().fold(0_usize, |sum, stage| sum.saturating_add(stage.work));
        self.run_by(inputs, batch, if work.saturating_mul(batch) < WORK_A_CALL { 1 } else { workers })
    }

    /// [`Model::run`] without regard to how much there is to do in all.
    ///
    /// # Errors
    /// As [`Model::run`].
    pub fn run_by(&self, inputs: &[Input<'_>], batch: usize, workers: usize) -> Result<Vec<Vec<f32>>, FloatError> {
        self.check(inputs, batch)?;
        // Indices travel as their bits: operators that move numbers move them, and Gather reads them.
        let indices = inputs.iter().filter_map(|input| match input {
            Input::F32(_) => None,
            Input::I32(x) => Some(x.iter().map(|i| f32::from_bits(i.cast_unsigned())).collect()),
        });
        let bits: Vec<Vec<f32>> = indices.collect();
        let mut bits = bits.iter();
        let slices = inputs.iter().map(|input| match *input {
            Input::F32(x) => x,
            Input::I32(_) => bits.next().map(Vec::as_slice).unwrap_or_default(),
        });
        let slices: Vec<&[f32]> = slices.collect();
        run::run(&self.plan, &self.spaces, &slices, batch, workers)
    }

    /// Do inputs fit a batch, by number, type and length?
    ///
    /// # Errors
    /// [`FloatError`], as [`Model::run`] would give it; an index beyond its axis is seen only there.
    pub fn check(&self, inputs: &[Input<'_>], batch: usize) -> Result<(), FloatError> {
        let plan = &self.plan;
        if inputs.len() != plan.inputs.len() {
            return Err(FloatError::Inputs { expected: plan.inputs.len(), got: inputs.len() });
        }
        if !plan.batched && batch != 1 {
            return Err(FloatError::FixedSize { batch });
        }
        let largest = plan.stages.iter().flat_map(|stage| &stage.steps).map(|step| step.size).max().unwrap_or(0);
        let largest = plan.inputs.iter().map(|input| input.size).fold(largest, usize::max);
        if batch.checked_mul(largest).is_none_or(|size| size > LONGEST_VALUE) {
            return Err(FloatError::TooLarge { batch, limit: LONGEST_VALUE });
        }
        for (i, (input, declared)) in inputs.iter().zip(&plan.inputs).enumerate() {
            let expected = declared.size * batch;
            if input.len() != expected {
                return Err(FloatError::WrongLength { input: i, batch, expected, got: input.len() });
            }
            if !matches!((input, declared.type_), (Input::F32(_), Type::F32) | (Input::I32(_), Type::I32)) {
                return Err(FloatError::Type { input: i, expected: declared.type_.name() });
            }
        }
        Ok(())
    }
}
