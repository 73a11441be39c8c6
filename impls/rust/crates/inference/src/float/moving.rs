//! Transpose, Concat, Pad and Gather, over the axes of one sample.
use super::{
    error::{FloatError, Result},
    operator::{Operator, Scratch, operand, part, part_mut},
};

/// How far apart the elements of each axis lie.
fn strides(shape: &[usize]) -> Vec<usize> {
    let mut step = 1;
    let mut strides = Vec::with_capacity(shape.len());
    for side in shape.iter().rev() {
        strides.push(step);
        step *= side;
    }
    strides.reverse();
    strides
}

/// The axes in another order.
#[derive(Debug)]
pub(super) struct Transpose {
    /// Length of each axis of the result, and how far apart its elements lie in the operand.
    axes: Vec<(usize, usize)>,
    size: usize,
}

impl Transpose {
    /// Of a sample of this shape.
    pub(super) fn new(shape: &[usize], perm: &[usize]) -> Self {
        let strides = strides(shape);
        let pick = |of: &[usize], axis: usize| of.get(axis).copied().unwrap_or(1);
        let mut axes: Vec<(usize, usize)> = Vec::new();
        for &axis in perm {
            let (length, stride) = (pick(shape, axis), pick(&strides, axis));
            match axes.last_mut() {
                Some(last) if last.1 == length * stride => *last = (last.0 * length, stride),
                _ if length == 1 => {}
                _ => axes.push((length, stride)),
            }
        }
        Self { axes, size: shape.iter().product() }
    }
}

fn transpose(axes: &[(usize, usize)], x: &[f32], y: &mut [f32]) {
    match axes {
        [] => y.iter_mut().zip(x).for_each(|(y, x)| *y = *x),
        &[(length, 1)] => part_mut(y, 0, length).copy_from_slice(part(x, 0, length)),
        &[(_, stride)] => y.iter_mut().zip(x.iter().step_by(stride.max(1))).for_each(|(y, x)| *y = *x),
        [(length, stride), rest @ ..] => {
            let size = rest.iter().map(|axis| axis.0).product::<usize>().max(1);
            for (i, y) in y.chunks_exact_mut(size).take(*length).enumerate() {
                transpose(rest, x.get(i * stride..).unwrap_or_default(), y);
            }
        }
    }
}

impl Operator for Transpose {
    fn run(&self, n: usize, operands: &[&[f32]], y: &mut [f32], _: &mut Scratch) -> Result<()> {
        let size = self.size.max(1);
        for (x, y) in operand(operands, 0).chunks_exact(size).zip(y.chunks_exact_mut(size)).take(n) {
            transpose(&self.axes, x, y);
        }
        Ok(())
    }
}

/// One after the other along an axis.
#[derive(Debug)]
pub(super) struct Concat {
    /// Blocks of one sample, each with a piece of every operand.
    pub(super) blocks: usize,
    /// Numbers of each operand's pieces.
    pub(super) pieces: Vec<usize>,
}

impl Operator for Concat {
    fn run(&self, n: usize, operands: &[&[f32]], y: &mut [f32], _: &mut Scratch) -> Result<()> {
        let size = self.pieces.iter().sum::<usize>().max(1);
        for (i, y) in y.chunks_exact_mut(size).take(n * self.blocks).enumerate() {
            let mut y = y;
            for (x, &piece) in operands.iter().zip(&self.pieces) {
                let Some((now, rest)) = std::mem::take(&mut y).split_at_mut_checked(piece) else { break };
                now.copy_from_slice(part(x, i * piece, piece));
                y = rest;
            }
        }
        Ok(())
    }
}

/// A border.
#[derive(Debug)]
pub(super) struct Pad {
    shape: Vec<usize>,
    padded: Vec<usize>,
    before: Vec<usize>,
    value: f32,
}

impl Pad {
    /// Around a sample of this shape.
    pub(super) fn new(shape: &[usize], before: &[usize], after: &[usize], value: f32) -> Self {
        let sides = shape.iter().zip(before).zip(after);
        let padded = sides.map(|((side, before), after)| side + before + after).collect();
        Self { shape: shape.to_vec(), padded, before: before.to_vec(), value }
    }
}

fn pad(shape: &[usize], padded: &[usize], before: &[usize], x: &[f32], y: &mut [f32]) {
    match (shape, padded, before) {
        ([], ..) => y.iter_mut().zip(x).for_each(|(y, x)| *y = *x),
        ([length], _, [before]) => part_mut(y, *before, *length).copy_from_slice(part(x, 0, *length)),
        ([length, shape @ ..], [_, padded @ ..], [first, before @ ..]) => {
            let (from, to) = (shape.iter().product::<usize>().max(1), padded.iter().product::<usize>().max(1));
            for (x, y) in x.chunks_exact(from).zip(y.chunks_exact_mut(to).skip(*first)).take(*length) {
                pad(shape, padded, before, x, y);
            }
        }
        _ => {}
    }
}

impl Operator for Pad {
    fn run(&self, n: usize, operands: &[&[f32]], y: &mut [f32], _: &mut Scratch) -> Result<()> {
        let (from, to) = (self.shape.iter().product::<usize>().max(1), self.padded.iter().product::<usize>().max(1));
        y.fill(self.value);
        for (x, y) in operand(operands, 0).chunks_exact(from).zip(y.chunks_exact_mut(to)).take(n) {
            pad(&self.shape, &self.padded, &self.before, x, y);
        }
        Ok(())
    }
}

/// a[..., indices, ...]. Indices that are computed with come as the bits of i32 in the place of f32.
#[derive(Debug)]
pub(super) struct Gather {
    pub(super) node: String,
    /// Elements before the axis (of a sample), on it, and after it.
    pub(super) outer: usize,
    pub(super) size: usize,
    pub(super) inner: usize,
    /// Constant indices, or how many a sample brings.
    pub(super) indices: std::result::Result<Vec<i32>, usize>,
    /// Is `a` a constant?
    pub(super) constant: bool,
}

impl Operator for Gather {
    fn run(&self, n: usize, operands: &[&[f32]], y: &mut [f32], _: &mut Scratch) -> Result<()> {
        let (a, given) = (operand(operands, 0), operand(operands, 1));
        let all = self.outer * self.size * self.inner;
        let mut pieces = y.chunks_exact_mut(self.inner.max(1));
        for sample in 0..n {
            let a = if self.constant { a } else { part(a, sample * all, all) };
            for outer in 0..self.outer {
                let a = part(a, outer * self.size * self.inner, self.size * self.inner);
                let mut piece = |index: i32| {
                    let place = usize::try_from(index).ok().filter(|&place| place < self.size);
                    let Some(place) = place else {
                        return Err(FloatError::Index { node: self.node.clone(), index, size: self.size });
                    };
                    if let Some(y) = pieces.next() {
                        y.copy_from_slice(part(a, place * self.inner, self.inner));
                    }
                    Ok(())
                };
                match &self.indices {
                    Ok(indices) => indices.iter().try_for_each(|&index| piece(index))?,
                    Err(count) => {
                        let bits = part(given, sample * count, *count).iter();
                        bits.map(|bits| bits.to_bits().cast_signed()).try_for_each(&mut piece)?;
                    }
                }
            }
        }
        Ok(())
    }
}
