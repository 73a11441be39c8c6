//! Models as graphs of operators (`docs/protocols/inference.md`), made ready once and run on buffers.
use pyo3::{prelude::*, types::PyTuple};
use zkpair_inference::{
    Timed,
    float::{self, FloatError, Model},
    graph::{Graph, GraphError, Operand, Type},
};

use crate::{
    errors::named,
    input::{self, Input},
    output::SingleArray,
};

/// The exception for a graph that was refused.
pub(crate) fn graph_error(py: Python<'_>, error: &GraphError) -> PyErr {
    let (name, place) = match error {
        GraphError::NotFinite { index, .. } => ("NotFiniteError", Some(*index)),
        GraphError::ShapeMismatch { .. } => ("ShapeMismatchError", None),
        GraphError::TooLarge { .. } => ("TooLargeError", None),
        GraphError::AccumulatorOverflow { .. } => ("AccumulatorOverflowError", None),
        _ => ("MalformedGraphError", None),
    };
    named(py, name, &error.to_string(), place)
}

fn float_error(py: Python<'_>, error: &FloatError) -> PyErr {
    let name = match error {
        FloatError::Kind => "MalformedGraphError",
        FloatError::Inputs { .. } | FloatError::WrongLength { .. } | FloatError::FixedSize { .. } => "WrongLengthError",
        FloatError::TooLarge { .. } | FloatError::Padding { .. } => "TooLargeError",
        _ => "InputError",
    };
    named(py, name, &error.to_string(), None)
}

/// An input of the graph: its shape, 0 in front where it has a batch, and its type.
#[derive(Clone)]
struct Declared {
    shape: Vec<usize>,
    type_: Type,
}

/// Numbers of one input, as the graph declares them.
enum Given {
    F32(Input<f32>),
    I32(Input<i32>),
}

/// A float graph with its weights packed for this processor. Any threads may run it, at the same time as well.
#[pyclass(frozen, module = "zkpair_rust._native")]
pub(crate) struct FloatModel {
    model: Model,
    inputs: Vec<Declared>,
    outputs: Vec<Vec<usize>>,
}

impl FloatModel {
    /// The inputs as slices, held for the call.
    fn given(&self, py: Python<'_>, inputs: &[Bound<'_, PyAny>]) -> PyResult<Vec<Given>> {
        if inputs.len() != self.inputs.len() {
            return Err(float_error(py, &FloatError::Inputs { expected: self.inputs.len(), got: inputs.len() }));
        }
        let one = |(i, (argument, declared)): (usize, (&Bound<'_, PyAny>, &Declared))| {
            let name = format!("input {i}");
            Ok(match declared.type_ {
                Type::I32 => Given::I32(input::machine_words(&name, argument)?),
                _ => Given::F32(input::machine_words(&name, argument)?),
            })
        };
        inputs.iter().zip(&self.inputs).enumerate().map(one).collect()
    }
}

#[pymethods]
impl FloatModel {
    /// From a graph's bytes. The weights are copied, so the bytes may go.
    #[new]
    fn new(py: Python<'_>, graph: &Bound<'_, PyAny>) -> PyResult<Self> {
        let bytes = input::bytes("graph", graph)?;
        let graph = py.detach(|| Graph::read(&bytes)).map_err(|error| graph_error(py, &error))?;
        let model = py.detach(|| Model::new(&graph)).map_err(|error| float_error(py, &error))?;
        let inputs = graph.values.iter().take(graph.inputs);
        let inputs = inputs.map(|value| Declared { shape: value.shape.clone(), type_: value.type_ }).collect();
        let outputs = graph.outputs.iter().map(|&output| graph.shape(Operand::Value(output)).to_vec()).collect();
        Ok(Self { model, inputs, outputs })
    }

    /// Shape and type (`f32`, `i32`) of every input; 0 in front of a shape is the batch.
    #[getter]
    fn inputs<'py>(&self, py: Python<'py>) -> PyResult<Vec<(Bound<'py, PyTuple>, &'static str)>> {
        self.inputs.iter().map(|declared| Ok((PyTuple::new(py, &declared.shape)?, declared.type_.name()))).collect()
    }

    /// The shape of every output.
    #[getter]
    fn outputs<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyTuple>>> {
        self.outputs.iter().map(|shape| PyTuple::new(py, shape)).collect()
    }

    /// The vector instructions that it uses.
    #[getter]
    fn simd(&self) -> &'static str {
        self.model.level().name()
    }

    /// Refuses inputs that do not fit a batch, and a NaN or an infinity among them.
    fn check(&self, py: Python<'_>, inputs: Vec<Bound<'_, PyAny>>, batch: usize) -> PyResult<()> {
        let given = self.given(py, &inputs)?;
        let slices: Vec<float::Input<'_>> = given.iter().map(Given::lent).collect();
        self.model.check(&slices, batch).map_err(|error| float_error(py, &error))?;
        for (i, given) in given.iter().enumerate() {
            if let Given::F32(x) = given
                && let Some(place) = x.iter().position(|x| !x.is_finite())
            {
                let message = format!("input {i}: number {place} is not finite (counting in row-major order)");
                return Err(named(py, "NotFiniteError", &message, Some(place)));
            }
        }
        Ok(())
    }

    /// The outputs for a batch, each flat in C order, and the nanoseconds that they took. Inputs are buffers of float32
    /// (indices: int32) numbers, or their bytes; read-only ones are read where they lie. Threads beyond one are rayon's.
    #[pyo3(signature = (inputs, batch = 1, threads = 1))]
    fn run(
        &self,
        py: Python<'_>,
        inputs: Vec<Bound<'_, PyAny>>,
        batch: usize,
        threads: usize,
    ) -> PyResult<(Vec<SingleArray>, u64)> {
        let given = self.given(py, &inputs)?;
        let timed = py.detach(|| {
            let slices: Vec<float::Input<'_>> = given.iter().map(Given::lent).collect();
            Timed::measure(|| self.model.run(&slices, batch, threads))
        });
        let outputs = timed.value.map_err(|error| float_error(py, &error))?;
        Ok((outputs.into_iter().map(SingleArray::from).collect(), timed.kernel_ns))
    }
}

impl Given {
    fn lent(&self) -> float::Input<'_> {
        match self {
            Self::F32(x) => float::Input::F32(x),
            Self::I32(x) => float::Input::I32(x),
        }
    }
}

/// The vector instructions that float models use here.
#[pyfunction]
fn float_simd() -> &'static str {
    float::Level::best().name()
}

pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<FloatModel>()?;
    module.add_function(wrap_pyfunction!(float_simd, module)?)
}
