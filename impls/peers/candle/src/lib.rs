//! Our graphs in candle, behind a C ABI: its tensors and operators, called as one would call them for such a network.
//!
//! What candle has no operator for (strides that differ by axis, padding that differs by side, windows of pools that
//! overlap a border) is refused by name when a graph is opened.
#[path = "../../ort/src/abi.rs"]
pub mod abi;
mod operators;

use std::{collections::HashMap, path::Path, time::Instant};

use candle_core::{Device, Tensor};
use zkpair_inference::graph::{Graph, Kind, Operand};

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

/// A graph with its weights as candle's tensors.
pub struct Network {
    graph: Graph<'static>,
    tensors: Vec<Tensor>,
}

impl Network {
    /// From a graph's bytes. candle takes its threads from rayon's pool, so their number is not asked for here.
    ///
    /// # Errors
    /// A graph that is none, or an operator that candle has not.
    pub fn open(_library: &Path, model: &[u8], _threads: usize) -> Result<Self, Failure> {
        let graph = Graph::read(model).map_err(|error| error.to_string())?.into_owned();
        if graph.kind != Kind::Float {
            return Err("a graph of kind float is needed".into());
        }
        if let Some((node, reason)) =
            graph.nodes.iter().find_map(|node| operators::unsupported(&node.op).map(|reason| (node, reason)))
        {
            return Err(format!("{node}: candle has no {reason}"));
        }
        let tensors = graph.tensors.iter().map(operators::weight).collect::<Result<_, _>>();
        Ok(Self { tensors: tensors.map_err(|error| error.to_string())?, graph })
    }

    /// Runs the graph, writes its outputs to `outputs`, and gives the nanoseconds of candle's operators.
    ///
    /// # Errors
    /// Inputs that do not fit the graph, or outputs of another length.
    pub fn run(&self, inputs: &[Input<'_>], outputs: &mut [&mut [f32]]) -> Result<u64, Failure> {
        if inputs.len() != self.graph.inputs || outputs.len() != self.graph.outputs.len() {
            return Err(format!("the graph has {} inputs and {} outputs", self.graph.inputs, self.graph.outputs.len()));
        }
        let begun = Instant::now();
        let found = self.values(inputs).map_err(|error| error.to_string())?;
        let kernel_ns = begun.elapsed().as_nanos() as u64;
        for (value, to) in found.iter().zip(outputs) {
            let numbers =
                value.flatten_all().and_then(|flat| flat.to_vec1::<f32>()).map_err(|error| error.to_string())?;
            if numbers.len() != to.len() {
                return Err(format!("an output has {} elements, not {}", numbers.len(), to.len()));
            }
            to.copy_from_slice(&numbers);
        }
        Ok(kernel_ns)
    }

    fn values(&self, inputs: &[Input<'_>]) -> candle_core::Result<Vec<Tensor>> {
        let mut values: HashMap<usize, Tensor> = HashMap::new();
        let shape = |sides: &[i64]| sides.iter().map(|&side| side as usize).collect::<Vec<_>>();
        for (place, (input, declared)) in inputs.iter().zip(&self.graph.values).enumerate() {
            let (tensor, sides) = match *input {
                Input::F32(sides, numbers) => (Tensor::from_slice(numbers, shape(sides), &Device::Cpu)?, sides),
                Input::I32(sides, numbers) => {
                    let indices: Vec<u32> = numbers.iter().map(|&index| index.cast_unsigned()).collect();
                    (Tensor::from_vec(indices, shape(sides), &Device::Cpu)?, sides)
                }
            };
            let fits = sides.len() == declared.shape.len()
                && sides.iter().zip(&declared.shape).all(|(&given, &side)| side == 0 || given as usize == side);
            if !fits {
                candle_core::bail!("input {place} has the shape {sides:?}, {:?} is needed", declared.shape);
            }
            values.insert(place, tensor);
        }
        for node in &self.graph.nodes {
            let operands = node.operands.iter().filter_map(|operand| match *operand {
                Operand::Value(place) => values.get(&place),
                Operand::Tensor(place) => self.tensors.get(place),
            });
            let operands: Vec<&Tensor> = operands.collect();
            let value = operators::run(&node.op, &operands)?;
            values.insert(node.output, value);
        }
        Ok(self.graph.outputs.iter().filter_map(|output| values.get(output).cloned()).collect())
    }
}
