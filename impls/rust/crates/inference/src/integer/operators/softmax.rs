//! Softmax along an axis, from a table of powers.
//!
//! ```text
//! p_i = t[max x − x_i]    y_i = min(⌊(p_i·2^(E+1) + Σp)/(2·Σp)⌋, 127)
//! ```
use super::{
    super::{Level, with_level::by_level},
    floor,
};

/// Elements whose powers are kept while they are summed; in longer lines there are no more than so many different ones.
const KEPT: usize = 256;

/// The table and the axis: `outer` times `size` times `inner` elements.
#[derive(Debug, Clone)]
pub struct Softmax {
    /// t, integers from 0 to 2^16, the first at least 1.
    pub table: Box<[i32; 256]>,
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
        compute(level, self, x, out);
    }

    #[inline(always)]
    fn blocks(&self, x: &[i8], out: &mut [i8]) {
        let block = (self.size * self.inner).max(1);
        for (x, out) in x.chunks_exact(block).zip(out.chunks_exact_mut(block)) {
            if self.inner == 1 && self.size <= KEPT {
                self.line(x, out);
            } else {
                (0..self.inner).for_each(|first| self.strided(x, out, first));
            }
        }
    }

    #[inline(always)]
    #[expect(clippy::indexing_slicing, reason = "a byte is below 256")]
    fn power(&self, largest: i8, x: i8) -> i32 {
        self.table[usize::from(largest.cast_unsigned().wrapping_sub(x.cast_unsigned()))]
    }

    /// The numerator is below 2^30 and the quotient at most 128: float64 has both, and rounding reaches no integer that the
    /// quotient, a multiple of 1/(2·Σp) > 2^−31, does not.
    #[inline(always)]
    fn share(&self, power: i32, total: i32) -> i8 {
        let numerator = (power << (self.exponent + 1)) + total;
        floor(f64::from(numerator) / f64::from(2 * total)).min(127) as i8
    }

    /// Neighbours in memory: the look-ups, then the divisions, which the compiler vectorises.
    #[inline(always)]
    fn line(&self, x: &[i8], out: &mut [i8]) {
        let largest = x.iter().copied().max().unwrap_or_default();
        let mut powers = [0_i32; KEPT];
        powers.iter_mut().zip(x).for_each(|(power, x)| *power = self.power(largest, *x));
        let total = powers.iter().take(x.len()).sum();
        out.iter_mut().zip(&powers).for_each(|(out, power)| *out = self.share(*power, total));
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

by_level! {
    fn compute(softmax: &Softmax, x: &[i8], out: &mut [i8]) = Softmax::blocks;
}
