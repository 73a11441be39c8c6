//! Softmax along an axis, from a table of powers.
//!
//! ```text
//! p_i = t[max x − x_i]    y_i = min(⌊(p_i·2^(E+1) + Σp)/(2·Σp)⌋, 127)
//! ```
use super::super::Level;

/// The table and the axis: `outer` times `size` times `inner` elements.
#[derive(Debug, Clone)]
pub struct Softmax {
    /// t, 256 integers from 0 to 2^16, the first at least 1.
    pub table: Vec<i32>,
    /// E, at most 7.
    pub exponent: u8,
    /// Elements along the axis, at most 8191.
    pub size: usize,
    /// Elements between neighbours on the axis.
    pub inner: usize,
}

impl Softmax {
    /// Whole blocks of size·inner elements.
    pub fn run(&self, level: Level, x: &[i8], out: &mut [i8]) {
        let block = self.size * self.inner;
        level.with(|| {
            for (x, out) in x.chunks_exact(block).zip(out.chunks_exact_mut(block)) {
                if self.inner == 1 {
                    self.line(x, out);
                    continue;
                }
                for first in 0..self.inner {
                    self.strided(x, out, first);
                }
            }
        });
    }

    #[inline(always)]
    fn power(&self, largest: i8, x: i8) -> i32 {
        let below = i32::from(largest) - i32::from(x);
        self.table.get(below.unsigned_abs() as usize).copied().unwrap_or_default()
    }

    /// The numerator is below 2^30 and the quotient at most 128: float64 has both, and rounding reaches no integer that the
    /// quotient, a multiple of 1/(2·Σp) > 2^−31, does not.
    #[inline(always)]
    fn share(&self, power: i32, total: i32) -> i8 {
        let numerator = (power << (self.exponent + 1)) + total;
        (f64::from(numerator) / f64::from(2 * total)).min(127.0) as i8
    }

    #[inline(always)]
    #[expect(clippy::indexing_slicing, reason = "a byte is below 256")]
    fn line(&self, x: &[i8], out: &mut [i8]) {
        let largest = x.iter().copied().max().unwrap_or_default();
        let total: i32 = x.iter().map(|x| self.power(largest, *x)).sum();
        // No more than 256 different results: beyond as many elements they are looked up.
        if x.len() >= 256 {
            let shares: [i8; 256] =
                std::array::from_fn(|i| self.share(self.table.get(i).copied().unwrap_or_default(), total));
            for (out, x) in out.iter_mut().zip(x) {
                let below = i32::from(largest) - i32::from(*x);
                *out = shares[below.unsigned_abs() as u8 as usize];
            }
            return;
        }
        for (out, x) in out.iter_mut().zip(x) {
            *out = self.share(self.power(largest, *x), total);
        }
    }

    #[inline(always)]
    fn strided(&self, x: &[i8], out: &mut [i8], first: usize) {
        let along = || x.iter().skip(first).step_by(self.inner);
        let largest = along().copied().max().unwrap_or_default();
        let total: i32 = along().map(|x| self.power(largest, *x)).sum();
        for (out, x) in out.iter_mut().skip(first).step_by(self.inner).zip(along()) {
            *out = self.share(self.power(largest, *x), total);
        }
    }
}
