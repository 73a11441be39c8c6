//! docs/protocols/inference.md, "Integers", word for word: one element after another, in 64 bits.
use zkpair_inference::graph::{Clamp, Graph, Integer, Moving, Op, Operand, Window};

/// An array of any rank in C order.
#[derive(Debug, Clone)]
pub struct Array {
    pub shape: Vec<usize>,
    pub data: Vec<i64>,
}

impl Array {
    /// Every element from its index.
    pub fn from_fn(shape: &[usize], f: impl Fn(&[usize]) -> i64) -> Self {
        let data = (0..shape.iter().product()).map(|i| f(&unravelled(shape, i))).collect();
        Self { shape: shape.to_vec(), data }
    }

    /// The element at an index; axes of 1 are repeated, missing ones in front left out.
    fn at(&self, index: &[usize]) -> i64 {
        let own = &index[index.len() - self.shape.len()..];
        let place =
            own.iter().zip(&self.shape).fold(0, |place, (i, side)| place * side + if *side == 1 { 0 } else { *i });
        self.data[place]
    }
}

fn unravelled(shape: &[usize], mut place: usize) -> Vec<usize> {
    let mut index = vec![0; shape.len()];
    for (i, side) in index.iter_mut().zip(shape).rev() {
        (*i, place) = (place % side, place / side);
    }
    index
}

fn rescaled(accumulator: i64, shift: u8, clamp: Clamp) -> i64 {
    let half = if shift == 0 { 0 } else { 1 << (shift - 1) };
    ((accumulator + half) >> shift).max(clamp.lo.into()).min(clamp.hi.into())
}

/// All values of the graph for these inputs.
pub fn values(graph: &Graph<'_>, inputs: &[Array], batch: usize) -> Vec<Array> {
    let mut values = inputs.to_vec();
    let tensors: Vec<Array> = graph
        .tensors
        .iter()
        .map(|tensor| Array { shape: tensor.shape.clone(), data: tensor.integers().collect() })
        .collect();
    for node in &graph.nodes {
        let operands: Vec<&Array> = node
            .operands
            .iter()
            .map(|operand| match operand {
                Operand::Value(value) => &values[*value],
                Operand::Tensor(tensor) => &tensors[*tensor],
            })
            .collect();
        let mut shape = graph.values[node.output].shape.clone();
        if shape.first() == Some(&0) {
            shape[0] = batch;
        }
        let value = match &node.op {
            Op::Moving(op) => moved(op, &operands, &shape),
            Op::Integer(op) => computed(op, &operands, &shape),
            Op::Float(_) => panic!("an operator on floats"),
        };
        values.push(value);
    }
    values
}

fn moved(op: &Moving, operands: &[&Array], shape: &[usize]) -> Array {
    let x = operands[0];
    match op {
        Moving::Flatten | Moving::Reshape { .. } => Array { shape: shape.to_vec(), data: x.data.clone() },
        Moving::Transpose { perm } => Array::from_fn(shape, |index| {
            let mut from = vec![0; perm.len()];
            perm.iter().zip(index).for_each(|(axis, i)| from[*axis] = *i);
            x.at(&from)
        }),
        Moving::Concat { axis } => Array::from_fn(shape, |index| {
            let mut index = index.to_vec();
            for operand in operands {
                if index[*axis] < operand.shape[*axis] {
                    return operand.at(&index);
                }
                index[*axis] -= operand.shape[*axis];
            }
            panic!("beyond all operands")
        }),
        Moving::Gather { axis } => {
            let indices = operands[1];
            Array::from_fn(shape, |index| {
                let (front, rest) = index.split_at(*axis);
                let (chosen, behind) = rest.split_at(indices.shape.len());
                let place = indices.at(chosen) as usize;
                x.at(&[front, &[place], behind].concat())
            })
        }
        Moving::MaxPool(window) => {
            Array::from_fn(shape, |index| under(window, x, index).into_iter().flatten().max().unwrap_or(-128))
        }
    }
}

/// What lies under a window, None where it is padding.
fn under(window: &Window, x: &Array, index: &[usize]) -> Vec<Option<i64>> {
    let [n, c, row, column] = *index else { panic!("no image") };
    let [top, left, ..] = window.pads;
    let mut found = Vec::new();
    for i in 0..window.kernel[0] {
        for j in 0..window.kernel[1] {
            let y = (row * window.strides[0] + i * window.dilations[0]) as i64 - top as i64;
            let z = (column * window.strides[1] + j * window.dilations[1]) as i64 - left as i64;
            let inside = (0..x.shape[2] as i64).contains(&y) && (0..x.shape[3] as i64).contains(&z);
            found.push(inside.then(|| x.at(&[n, c, y as usize, z as usize])));
        }
    }
    found
}

fn computed(op: &Integer, operands: &[&Array], shape: &[usize]) -> Array {
    let x = operands[0];
    let second = |index: &[usize]| operands[1].at(index);
    match op {
        Integer::Linear { shift, clamp } => Array::from_fn(shape, |index| {
            let (o, front) = index.split_last().unwrap();
            let sum: i64 = (0..operands[1].shape[1]).map(|i| x.at(&[front, &[i]].concat()) * second(&[*o, i])).sum();
            rescaled(sum + operands[2].at(&[*o]), shift[*o], *clamp)
        }),
        Integer::Conv { conv, shift, clamp } => Array::from_fn(shape, |index| {
            let (n, o) = (index[0], index[1]);
            let per = operands[1].shape[1];
            let first = o / (shape[1] / conv.groups) * per;
            let mut sum = operands[2].at(&[o]);
            for i in 0..per {
                let taken = under(&conv.window, x, &[n, first + i, index[2], index[3]]);
                for (place, x) in taken.into_iter().enumerate() {
                    let across = conv.window.kernel[1];
                    sum += x.unwrap_or(0) * second(&[o, i, place / across, place % across]);
                }
            }
            rescaled(sum, shift[o], *clamp)
        }),
        Integer::Requantise { left, shift, clamp } => {
            Array::from_fn(shape, |index| rescaled(x.at(index) << left, *shift, *clamp))
        }
        Integer::Add { left: [a, c], shift, clamp } => {
            Array::from_fn(shape, |index| rescaled((x.at(index) << a) + (second(index) << c), *shift, *clamp))
        }
        Integer::Sub { left: [a, c], shift, clamp } => {
            Array::from_fn(shape, |index| rescaled((x.at(index) << a) - (second(index) << c), *shift, *clamp))
        }
        Integer::Mul { shift, clamp } => {
            Array::from_fn(shape, |index| rescaled(x.at(index) * second(index), *shift, *clamp))
        }
        Integer::MatMul { shift, clamp } => Array::from_fn(shape, |index| {
            let (front, last) = index.split_at(index.len() - 2);
            let k = x.shape[x.shape.len() - 1];
            let products =
                (0..k).map(|i| x.at(&[front, &[last[0], i]].concat()) * second(&[front, &[i, last[1]]].concat()));
            rescaled(products.sum(), *shift, *clamp)
        }),
        Integer::AveragePool { window, multiplier, shift, clamp } => Array::from_fn(shape, |index| {
            rescaled(multiplier * under(window, x, index).into_iter().flatten().sum::<i64>(), *shift, *clamp)
        }),
        Integer::Pad { pads, value } => Array::from_fn(shape, |index| {
            let inside: Option<Vec<usize>> = index
                .iter()
                .zip(pads)
                .zip(&x.shape)
                .map(|((i, before), side)| i.checked_sub(*before).filter(|i| i < side))
                .collect();
            inside.map_or(i64::from(*value), |index| x.at(&index))
        }),
        Integer::Table => Array::from_fn(shape, |index| second(&[(x.at(index) + 128) as usize])),
        Integer::Softmax { axis, exponent } => Array::from_fn(shape, |index| {
            let along = (0..shape[*axis]).map(|i| {
                let mut index = index.to_vec();
                index[*axis] = i;
                x.at(&index)
            });
            let line: Vec<i64> = along.collect();
            let largest = *line.iter().max().unwrap();
            let power = |x: i64| second(&[(largest - x) as usize]);
            let total: i64 = line.iter().map(|x| power(*x)).sum();
            (((power(x.at(index)) << (exponent + 1)) + total).div_euclid(2 * total)).min(127)
        }),
        Integer::LayerNorm { epsilon, shift, clamp } => Array::from_fn(shape, |index| {
            let (channel, front) = index.split_last().unwrap();
            let n = shape[shape.len() - 1] as i64;
            let line: Vec<i64> = (0..n as usize).map(|i| x.at(&[front, &[i]].concat())).collect();
            let sum: i64 = line.iter().sum();
            let squares: i64 = line.iter().map(|x| (n * x - sum).pow(2)).sum();
            let rho = (((squares + epsilon) << 16) / n).isqrt().max(1);
            let z = (((n * x.at(index) - sum) << 17) + rho).div_euclid(2 * rho);
            rescaled(z * second(&[*channel]) + operands[2].at(&[*channel]), shift[*channel], *clamp)
        }),
    }
}
