//! Products of matrices that are computed: [..., m, k] times [..., k, n], leading axes broadcast.
use super::{
    error::Result,
    kernel::{Packed, Rows, multiply, width},
    level::Level,
    operator::{Operator, Scratch, operand, part, part_mut},
};

const NONE: [f32; 32] = [0.0; 32];

/// A product; the right side is packed each time.
#[derive(Debug)]
pub(super) struct MatMul {
    pub(super) level: Level,
    pub(super) m: usize,
    pub(super) k: usize,
    pub(super) n: usize,
    /// For each product of one sample: which matrix of the left operand, which of the right.
    pub(super) pairs: Vec<[usize; 2]>,
    /// Numbers of a sample of each operand; 0 for a constant.
    pub(super) samples: [usize; 2],
}

impl MatMul {
    /// The pairs for leading axes of these lengths.
    pub(super) fn pairs(a: &[usize], c: &[usize]) -> Vec<[usize; 2]> {
        let rank = a.len().max(c.len());
        let full = |x: &[usize]| [vec![1; rank - x.len()], x.to_vec()].concat();
        let mut pairs = vec![[0, 0]];
        for (a, c) in full(a).into_iter().zip(full(c)) {
            let step = |size: usize, i: usize| if size == 1 { 0 } else { i };
            pairs = pairs
                .iter()
                .flat_map(|&[p, q]| (0..a.max(c)).map(move |i| [p * a + step(a, i), q * c + step(c, i)]))
                .collect();
        }
        pairs
    }
}

impl Operator for MatMul {
    fn run(&self, samples: usize, operands: &[&[f32]], y: &mut [f32], scratch: &mut Scratch) -> Result<()> {
        let Self { m, k, n, .. } = *self;
        let (a, c) = (operand(operands, 0), operand(operands, 1));
        let mut results = y.chunks_exact_mut((m * n).max(1));
        for sample in 0..samples {
            for &[p, q] in &self.pairs {
                let a = part(a, sample * self.samples[0] + p * m * k, m * k);
                let c = part(c, sample * self.samples[1] + q * k * n, k * n);
                let Some(y) = results.next() else { return Ok(()) };
                let at = Rows {
                    x: a,
                    x_stride: k,
                    segments: &[0],
                    length: k,
                    y_stride: n,
                    lo: f32::NEG_INFINITY,
                    hi: f32::INFINITY,
                };
                let mut first = 0;
                while first < n {
                    let width = width(self.level, n - first);
                    let count = width.min(n - first);
                    let packed = Scratch::of(&mut scratch.columns, k * width);
                    if count < width {
                        packed.fill(0.0);
                    }
                    for (packed, row) in packed.chunks_exact_mut(width).zip(c.chunks_exact(n)) {
                        part_mut(packed, 0, count).copy_from_slice(part(row, first, count));
                    }
                    let panel = Packed { width, weights: packed, bias: NONE.get(..width).unwrap_or_default() };
                    multiply(self.level, m, &at, panel, count, y.get_mut(first..).unwrap_or_default());
                    first += width;
                }
            }
        }
        Ok(())
    }

    fn work(&self) -> usize {
        self.pairs.len().saturating_mul(self.m * self.k).saturating_mul(self.n)
    }
}
