//! Graphs of `zkpair_rust.nn` made ready once and run on tensors, without the interpreter lock.
use std::borrow::Cow;

use pyo3::{
    exceptions::{PyMemoryError, PyTypeError, PyValueError},
    prelude::*,
};
use zkpair_inference::{
    float::{Input, Model},
    graph::{Graph, Operand, Type},
};

use super::{Tensor, dtype::Dtype};

/// A float graph with one output and inputs of float32.
#[pyclass(frozen, module = "zkpair_rust._native")]
struct CompiledGraph {
    model: Model,
    input_shapes: Vec<Vec<usize>>,
    output_shape: Vec<usize>,
}

/// The numbers of a tensor while a run reads them.
struct Reading<'a> {
    tensor: &'a Tensor,
    in_place: bool,
    numbers: Cow<'a, [f32]>,
}

impl<'a> Reading<'a> {
    /// In place where nobody else can write to them meanwhile, else a copy.
    fn of(tensor: &'a Tensor) -> PyResult<Self> {
        let (description, count) = (&tensor.description, tensor.count());
        if description.dtype != Dtype::Float32 {
            let message = format!("expected a tensor of float32, but got {}", description.dtype.name());
            return Err(PyTypeError::new_err(message));
        }
        let in_place = tensor.is_compact() && tensor.storage.begin_reading();
        let numbers = if in_place {
            #[expect(unsafe_code, reason = "a tenth of a small network's time is the copy of its batch")]
            // SAFETY: compact, aligned, alive as long as the tensor; nobody has been lent it writable, and until
            // `end_reading` nobody can be, nor can it be overwritten.
            Cow::Borrowed(unsafe {
                std::slice::from_raw_parts(tensor.first.as_ptr().cast::<f32>().cast_const(), count)
            })
        } else {
            let mut copy = Vec::new();
            if copy.try_reserve_exact(count).is_err() {
                return Err(PyMemoryError::new_err(format!("there is no memory for {count} numbers")));
            }
            copy.resize(count, 0.0_f32);
            tensor.gather(copy.as_mut_ptr().cast());
            Cow::Owned(copy)
        };
        Ok(Self { tensor, in_place, numbers })
    }
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        if self.in_place {
            self.tensor.storage.end_reading();
        }
    }
}

#[pymethods]
impl CompiledGraph {
    #[new]
    fn new(py: Python<'_>, data: &[u8]) -> PyResult<Self> {
        py.detach(|| {
            let graph = Graph::read(data).map_err(|error| error.to_string())?;
            let inputs = graph.values.get(..graph.inputs).unwrap_or_default();
            let &[output] = graph.outputs.as_slice() else {
                return Err(format!("the graph has {} outputs: one is needed", graph.outputs.len()));
            };
            if let Some(other) = inputs.iter().find(|input| input.type_ != Type::F32) {
                return Err(format!("the graph has an input of {}: inputs of f32 are needed", other.type_.name()));
            }
            let input_shapes = inputs.iter().map(|input| input.shape.clone()).collect();
            let output_shape = graph.shape(Operand::Value(output)).to_vec();
            let model = Model::new(&graph).map_err(|error| error.to_string())?;
            Ok(Self { model, input_shapes, output_shape })
        })
        .map_err(PyValueError::new_err)
    }

    /// The shapes of the inputs; a 0 in front is the batch.
    fn input_shapes(&self) -> Vec<Vec<usize>> {
        self.input_shapes.clone()
    }

    /// The shape of the output; a 0 in front is the batch.
    fn output_shape(&self) -> Vec<usize> {
        self.output_shape.clone()
    }

    /// The output, of this shape, for `batch` samples.
    fn run(
        &self,
        py: Python<'_>,
        inputs: Vec<Bound<'_, Tensor>>,
        batch: usize,
        shape: Vec<isize>,
        workers: usize,
    ) -> PyResult<Tensor> {
        let read = inputs.iter().map(|tensor| Reading::of(tensor.get())).collect::<PyResult<Vec<_>>>()?;
        let slices: Vec<Input<'_>> = read.iter().map(|reading| Input::F32(&reading.numbers)).collect();
        let mut outputs = py
            .detach(|| self.model.run(&slices, batch, workers))
            .map_err(|error| PyValueError::new_err(error.to_string()))?;
        match (outputs.pop(), outputs.is_empty()) {
            (Some(output), true) => Tensor::of_floats(output, shape),
            _ => Err(PyValueError::new_err("a graph with one output is needed")),
        }
    }

    /// The vector instructions that it uses.
    fn simd(&self) -> &'static str {
        self.model.level().name()
    }
}

pub(super) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<CompiledGraph>()
}
