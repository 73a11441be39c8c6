//! Softmax and LayerNorm: sums along an axis, in sixteen lanes that are added at the end.
use super::{
    error::Result,
    level::{Level, by_level},
    math::exp,
    operator::{Operator, Scratch, operand},
};

const V: usize = 16;

/// Σ f(x).
#[inline(always)]
fn sum_of(x: &[f32], f: impl Fn(f32) -> f32) -> f32 {
    let (chunks, rest) = x.as_chunks::<V>();
    let mut sums = [0f32; V];
    for chunk in chunks {
        for (sum, &x) in sums.iter_mut().zip(chunk) {
            *sum += f(x);
        }
    }
    sums.into_iter().sum::<f32>() + rest.iter().map(|&x| f(x)).sum::<f32>()
}

/// e^(x_i − max)/Σ e^(x_j − max) along an axis.
#[derive(Debug)]
pub(super) struct Softmax {
    pub(super) level: Level,
    /// Elements along the axis, and how far apart they lie.
    pub(super) length: usize,
    pub(super) inner: usize,
}

impl Operator for Softmax {
    fn run(&self, _: usize, operands: &[&[f32]], y: &mut [f32], scratch: &mut Scratch) -> Result<()> {
        let x = operand(operands, 0);
        if self.inner == 1 {
            softmax(self.level, x, self.length, y);
            return Ok(());
        }
        let block = (self.length * self.inner).max(1);
        let row = Scratch::of(&mut scratch.columns, 2 * self.length);
        let (from, to) = row.split_at_mut(self.length);
        for (x, y) in x.chunks_exact(block).zip(y.chunks_exact_mut(block)) {
            for i in 0..self.inner {
                from.iter_mut().zip(x.iter().skip(i).step_by(self.inner)).for_each(|(from, x)| *from = *x);
                softmax(self.level, from, self.length, to);
                y.iter_mut().skip(i).step_by(self.inner).zip(to.iter()).for_each(|(y, to)| *y = *to);
            }
        }
        Ok(())
    }
}

by_level! {
    /// Each row of `length` numbers.
    fn softmax(x: &[f32], length: usize, y: &mut [f32]) {
        for (x, y) in x.chunks_exact(length.max(1)).zip(y.chunks_exact_mut(length.max(1))) {
            let (chunks, rest) = x.as_chunks::<V>();
            let larger = |a: f32, b: f32| if b > a { b } else { a };
            let mut most = [f32::NEG_INFINITY; V];
            for chunk in chunks {
                most.iter_mut().zip(chunk).for_each(|(most, &x)| *most = larger(*most, x));
            }
            let most = most.into_iter().chain(rest.iter().copied()).fold(f32::NEG_INFINITY, larger);
            y.iter_mut().zip(x).for_each(|(y, &x)| *y = exp(x - most));
            let scale = 1.0 / sum_of(y, |y| y);
            y.iter_mut().for_each(|y| *y *= scale);
        }
    }
}

/// (x − μ)/√(σ² + eps)·g + b over rows.
#[derive(Debug)]
pub(super) struct LayerNorm {
    pub(super) level: Level,
    pub(super) eps: f32,
    pub(super) g: Vec<f32>,
    pub(super) b: Vec<f32>,
}

impl Operator for LayerNorm {
    fn run(&self, _: usize, operands: &[&[f32]], y: &mut [f32], _: &mut Scratch) -> Result<()> {
        layer_norm(self.level, operand(operands, 0), self.eps, &self.g, &self.b, y);
        Ok(())
    }
}

by_level! {
    fn layer_norm(x: &[f32], eps: f32, g: &[f32], b: &[f32], y: &mut [f32]) {
        let n = g.len().max(1);
        for (x, y) in x.chunks_exact(n).zip(y.chunks_exact_mut(n)) {
            let mean = sum_of(x, |x| x) / n as f32;
            let variance = sum_of(x, |x| (x - mean) * (x - mean)) / n as f32;
            let scale = 1.0 / (variance + eps).sqrt();
            for (((y, &x), &g), &b) in y.iter_mut().zip(x).zip(g).zip(b) {
                *y = (x - mean) * scale * g + b;
            }
        }
    }
}
