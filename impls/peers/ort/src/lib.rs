//! ONNX Runtime called from Rust through the crate ort, behind a C ABI: a session is opened from a model's bytes and run
//! on the caller's memory.
//!
//! The library itself is that of the onnxruntime wheel, so that both arms run the same code and differ by the way to it.
pub mod abi;

use std::{
    path::Path,
    sync::{Mutex, OnceLock},
    time::Instant,
};

use ort::{
    environment::Environment,
    session::{Session, SessionInputValue, builder::GraphOptimizationLevel},
    value::TensorRef,
};

/// What went wrong, for a reader.
pub type Failure = String;

/// The numbers of one input with its shape.
#[derive(Debug, Clone, Copy)]
pub enum Input<'a> {
    /// Real numbers.
    F32(&'a [i64], &'a [f32]),
    /// Indices.
    I32(&'a [i64], &'a [i32]),
}

/// A model made ready.
pub struct Network(Mutex<Session>);

/// The process has one environment: that of the library that was named first.
fn environment(library: &Path) -> Result<&'static Environment, Failure> {
    static ENVIRONMENT: OnceLock<Environment> = OnceLock::new();
    if let Some(environment) = ENVIRONMENT.get() {
        return Ok(environment);
    }
    let builder = ort::init_from(library).map_err(|error| format!("{}: {error}", library.display()))?;
    let made = builder.build().map_err(|error| error.to_string())?;
    Ok(ENVIRONMENT.get_or_init(|| made))
}

impl Network {
    /// From an ONNX model's bytes, with every optimisation of graphs; operators use `threads` threads.
    ///
    /// # Errors
    /// What ONNX Runtime says of the library or of the model.
    pub fn open(library: &Path, model: &[u8], threads: usize) -> Result<Self, Failure> {
        let text = |error: ort::Error<_>| error.to_string();
        let mut builder = Session::builder(environment(library)?)
            .map_err(|error| error.to_string())?
            .with_optimization_level(GraphOptimizationLevel::All)
            .map_err(text)?
            .with_intra_threads(threads)
            .map_err(text)?
            .with_inter_threads(1)
            .map_err(text)?
            .with_parallel_execution(false)
            .map_err(text)?;
        let session = builder.commit_from_memory(model).map_err(|error| error.to_string())?;
        Ok(Self(Mutex::new(session)))
    }

    /// Runs the model, writes its outputs to `outputs`, and gives the nanoseconds of the run alone.
    ///
    /// # Errors
    /// Inputs that do not fit the model, or outputs of another length.
    pub fn run(&self, inputs: &[Input<'_>], outputs: &mut [&mut [f32]]) -> Result<u64, Failure> {
        let values = inputs.iter().map(|input| {
            Ok::<SessionInputValue<'_>, ort::Error>(match *input {
                Input::F32(shape, numbers) => TensorRef::from_array_view((shape, numbers))?.into(),
                Input::I32(shape, numbers) => TensorRef::from_array_view((shape, numbers))?.into(),
            })
        });
        let values = values.collect::<Result<Vec<_>, _>>().map_err(|error| error.to_string())?;
        let mut session = self.0.lock().map_err(|_| "the session broke in another thread")?;
        if values.len() != session.inputs().len() || outputs.len() != session.outputs().len() {
            return Err(format!(
                "the model has {} inputs and {} outputs",
                session.inputs().len(),
                session.outputs().len()
            ));
        }
        let begun = Instant::now();
        let found = session.run::<0>(values.as_slice()).map_err(|error| error.to_string())?;
        let kernel_ns = begun.elapsed().as_nanos() as u64;
        for ((_, value), to) in found.iter().zip(outputs) {
            let (shape, numbers) = value.try_extract_tensor::<f32>().map_err(|error| error.to_string())?;
            if numbers.len() != to.len() {
                return Err(format!("an output has the shape {shape:?}, not {} elements", to.len()));
            }
            to.copy_from_slice(numbers);
        }
        Ok(kernel_ns)
    }
}
