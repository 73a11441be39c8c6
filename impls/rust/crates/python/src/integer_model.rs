//! `IntegerModel`: an int8 graph that runs, bytes in and bytes out.
use pyo3::{prelude::*, types::PyBytes};
use zkpair_inference::{
    Timed,
    graph::Graph,
    integer::{Engine, IntegerError, Level, level},
    peak,
};

use crate::{
    errors::named,
    graph_model::graph_error,
    input::{bytes, int8s},
};

/// The exception for what the integer engine refused.
fn integer_error(py: Python<'_>, error: &IntegerError) -> PyErr {
    let name = match error {
        IntegerError::NotInteger => "MalformedGraphError",
        IntegerError::WrongLength { .. } | IntegerError::WrongBytes { .. } | IntegerError::NoBatch { .. } => {
            "WrongLengthError"
        }
        IntegerError::TooLarge { .. } => "TooLargeError",
        IntegerError::IndexBeyond { .. } => "ShapeMismatchError",
        _ => "InputError",
    };
    named(py, name, &error.to_string(), None)
}

/// A model in exact integers: its graph planned, its weights packed for a level of vector instructions.
#[pyclass(frozen, name = "IntegerModel", module = "zkpair_rust._native")]
pub(crate) struct IntegerModel {
    engine: Engine,
}

#[pymethods]
impl IntegerModel {
    /// From a graph's bytes; `level` is one that this processor has, by default the best.
    #[new]
    #[pyo3(signature = (graph, level = None))]
    fn new(py: Python<'_>, graph: &Bound<'_, PyAny>, level: Option<&str>) -> PyResult<Self> {
        let graph = bytes("graph", graph)?;
        let level = level.map_or_else(|| Ok(self::level()), |name| named_level(py, name))?;
        py.detach(|| match Graph::read(&graph) {
            Ok(graph) => Ok(Engine::new(&graph, level)),
            Err(error) => Err(error),
        })
        .map_err(|error| graph_error(py, &error))?
        .map(|engine| Self { engine })
        .map_err(|error| integer_error(py, &error))
    }

    /// The vector instructions in use: `scalar`, `avx2` or `avx512vnni`.
    #[getter]
    fn level(&self) -> &'static str {
        self.engine.level().name()
    }

    /// int8 elements of all outputs together, for one sample.
    #[getter]
    fn outputs(&self) -> usize {
        self.engine.output_elements().iter().sum()
    }

    /// Raises for inputs that are not those of a batch of that size.
    fn check(&self, inputs: &Bound<'_, PyAny>, batch: usize) -> PyResult<()> {
        let joined = int8s("inputs", inputs)?;
        self.engine.check_joined(&joined, batch).map_err(|error| integer_error(inputs.py(), &error))
    }

    /// The outputs one after another, int8, for the inputs one after another.
    #[pyo3(signature = (inputs, batch, threads = 1))]
    fn run<'py>(
        &self,
        inputs: &Bound<'py, PyAny>,
        batch: usize,
        threads: usize,
    ) -> PyResult<(Bound<'py, PyBytes>, u64)> {
        let py = inputs.py();
        let joined = int8s("inputs", inputs)?;
        let timed = py.detach(|| Timed::measure(|| self.engine.run_joined(&joined, batch, threads)));
        let outputs = timed.value.map_err(|error| integer_error(py, &error))?;
        let given = PyBytes::new_with(py, outputs.len(), |bytes| {
            bytes.iter_mut().zip(&outputs).for_each(|(to, output)| *to = output.cast_unsigned());
            Ok(())
        })?;
        Ok((given, timed.kernel_ns))
    }
}

fn named_level(py: Python<'_>, name: &str) -> PyResult<Level> {
    let mut there = Level::ALL.into_iter().filter(|level| level.is_there());
    there.clone().find(|level| level.name() == name).ok_or_else(|| {
        let names = there.by_ref().map(Level::name).collect::<Vec<_>>().join(", ");
        named(py, "UnsupportedParameterError", &format!("level={name:?} is not one of: {names}"), None)
    })
}

/// The levels of vector instructions that this processor has, the lowest first.
#[pyfunction]
fn integer_levels() -> Vec<&'static str> {
    Level::ALL.into_iter().filter(|level| level.is_there()).map(Level::name).collect()
}

/// The level that models get by default.
#[pyfunction]
fn integer_level() -> &'static str {
    level().name()
}

/// int8 multiply-accumulates a second that one thread reaches at a level of vector instructions, operands in registers.
#[pyfunction]
#[pyo3(signature = (seconds, level = None))]
fn int8_peak_macs_per_second(py: Python<'_>, seconds: f64, level: Option<&str>) -> PyResult<f64> {
    let level = level.map_or_else(|| Ok(self::level()), |name| named_level(py, name))?;
    Ok(py.detach(|| peak::int8_macs_per_second(level, seconds)))
}

/// float32 multiply-accumulates a second that one thread reaches, operands in registers.
#[pyfunction]
fn f32_peak_macs_per_second(py: Python<'_>, seconds: f64) -> f64 {
    py.detach(|| peak::f32_macs_per_second(seconds))
}

pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(integer_level, module)?)?;
    module.add_function(wrap_pyfunction!(integer_levels, module)?)?;
    module.add_function(wrap_pyfunction!(int8_peak_macs_per_second, module)?)?;
    module.add_function(wrap_pyfunction!(f32_peak_macs_per_second, module)?)?;
    module.add_class::<IntegerModel>()
}
