//! Integer layers cannot wrap: Σ|w|·128 + |b| + 2^(s−1) < p/2, p = 2^31 − 2^24 + 1, and the like for other operators.
use std::cell::OnceCell;

use super::{
    Graph, GraphError, Integer, Node, Op, Operand, Tensor,
    error::{Result, malformed},
};

/// p of KoalaBear, in which the same sums are proven.
const MODULUS: i128 = (1 << 31) - (1 << 24) + 1;
/// The largest |accumulator|, rounding included: ⌊p/2⌋.
const BOUND: i128 = MODULUS / 2;
const MAX_X: i128 = 128;
const LONGEST_SOFTMAX: i128 = 8191;
const LONGEST_NORM: i128 = 1024;
const NORM_FRACTION_BITS: u32 = 8;

/// What is asked of a tensor, computed at most once however many nodes use it.
pub(super) struct Facts {
    extremes: OnceCell<(i64, i64)>,
    row_sums: OnceCell<Vec<i64>>,
}

impl Facts {
    pub(super) fn of(tensors: &[Tensor<'_>]) -> Vec<Self> {
        tensors.iter().map(|_| Self { extremes: OnceCell::new(), row_sums: OnceCell::new() }).collect()
    }

    /// The lowest and the highest element of integers.
    pub(super) fn extremes(&self, tensor: &Tensor<'_>) -> (i64, i64) {
        let widen = |(low, high): (i64, i64), x: i64| (low.min(x), high.max(x));
        *self.extremes.get_or_init(|| tensor.integers().fold((i64::MAX, i64::MIN), widen))
    }

    /// Σ|w| over all axes but the first.
    fn row_sums(&self, tensor: &Tensor<'_>) -> &[i64] {
        let rows = tensor.shape.first().copied().unwrap_or(1).max(1);
        self.row_sums.get_or_init(|| {
            let mut elements = tensor.integers();
            let row = elements.len() / rows;
            (0..rows).map(|_| elements.by_ref().take(row).map(i64::abs).sum()).collect()
        })
    }
}

/// Holds one node of an integer graph to its bounds. Types and shapes are known to fit.
pub(super) fn check(graph: &Graph<'_>, facts: &[Facts], node: &Node) -> Result<()> {
    let Op::Integer(op) = &node.op else { return Ok(()) };
    let largest = |place: usize| match node.operands.get(place) {
        Some(Operand::Tensor(t)) => match (facts.get(*t), graph.tensors.get(*t)) {
            (Some(facts), Some(tensor)) => {
                let (low, high) = facts.extremes(tensor);
                i128::from(low.abs().max(high.abs()))
            }
            _ => MAX_X,
        },
        _ => MAX_X,
    };
    let sum = |reached: i128, shift: u8| refuse_beyond(|| node.to_string(), reached + rounding(shift), BOUND);
    let side = |axis: usize| node.operands.first().and_then(|&x| graph.shape(x).get(axis)).map_or(0, |&n| n as i128);
    match op {
        Integer::Linear { shift, .. } | Integer::Conv { shift, .. } => {
            channels(graph, facts, node, shift, |sum| sum * MAX_X)
        }
        Integer::LayerNorm { shift, .. } => {
            let n = node.operands.first().and_then(|&x| graph.shape(x).last()).map_or(0, |&n| n as i128);
            refuse_beyond(|| node.to_string(), n, LONGEST_NORM)?;
            let largest_z = ((n as u64).isqrt() + 2) << NORM_FRACTION_BITS;
            channels(graph, facts, node, shift, |g| g * i128::from(largest_z))
        }
        Integer::Requantise { left, shift, .. } => sum(largest(0) << left, *shift),
        Integer::Add { left: [a, c], shift, .. } | Integer::Sub { left: [a, c], shift, .. } => {
            sum((largest(0) << a) + (largest(1) << c), *shift)
        }
        Integer::Mul { shift, .. } => sum(largest(0) * largest(1), *shift),
        Integer::MatMul { shift, .. } => {
            let k = node.operands.first().and_then(|&a| graph.shape(a).last()).map_or(0, |&k| k as i128);
            sum(k * largest(0) * largest(1), *shift)
        }
        Integer::AveragePool { window, multiplier, shift, .. } => {
            let [height, width] = window.kernel;
            sum((i128::from(*multiplier) * MAX_X).saturating_mul(height as i128 * width as i128), *shift)
        }
        Integer::Softmax { axis, .. } => {
            let table = node.operands.get(1).and_then(|operand| match operand {
                Operand::Tensor(t) => Some((facts.get(*t)?, graph.tensors.get(*t)?)),
                Operand::Value(_) => None,
            });
            let fits = table.is_some_and(|(facts, tensor)| {
                let (low, high) = facts.extremes(tensor);
                low >= 0 && high <= 1 << 16 && tensor.integers().next().is_some_and(|first| first >= 1)
            });
            if !fits {
                return Err(malformed(format!(
                    "{node}: the table holds integers from 0 to 2^16, and its first is not 0"
                )));
            }
            refuse_beyond(|| node.to_string(), side(*axis), LONGEST_SOFTMAX)
        }
        Integer::Pad { .. } | Integer::Table => Ok(()),
    }
}

/// The operators with weights, a bias and a shift for each channel; `scaled` is what the weights' absolute sum can reach.
fn channels(
    graph: &Graph<'_>,
    facts: &[Facts],
    node: &Node,
    shift: &[u8],
    scaled: impl Fn(i128) -> i128,
) -> Result<()> {
    let (Some(&Operand::Tensor(w)), Some(&Operand::Tensor(b))) = (node.operands.get(1), node.operands.get(2)) else {
        return Err(malformed(format!("{node}: weights and bias must be tensors")));
    };
    let (Some(weights), Some(facts), Some(bias)) = (graph.tensors.get(w), facts.get(w), graph.tensors.get(b)) else {
        return Err(malformed(format!("{node}: no such tensors")));
    };
    if shift.len() != bias.len() {
        return Err(malformed(format!("{node}: {} shifts for {} channels", shift.len(), bias.len())));
    }
    let sums = facts.row_sums(weights).iter().zip(bias.integers()).zip(shift);
    for (channel, ((&sum, bias), &shift)) in sums.enumerate() {
        let reached = scaled(i128::from(sum)) + i128::from(bias.abs()) + rounding(shift);
        refuse_beyond(|| format!("{node}, channel {channel}"), reached, BOUND)?;
    }
    Ok(())
}

/// 2^(s−1), or 0 for s = 0: what requantisation adds before it shifts.
fn rounding(shift: u8) -> i128 {
    (1 << shift) >> 1
}

fn refuse_beyond(layer: impl FnOnce() -> String, reached: i128, bound: i128) -> Result<()> {
    if reached > bound {
        return Err(GraphError::AccumulatorOverflow { layer: layer(), reached, bound: bound + 1 });
    }
    Ok(())
}
