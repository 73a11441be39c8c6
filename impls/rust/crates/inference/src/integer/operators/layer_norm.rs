//! LayerNorm over the last axis of n elements, in integers.
//!
//! ```text
//! c_i = n·x_i − Σx    D = Σc_i² + ε    ρ = max(⌊√⌊D·2^16/n⌋⌋, 1)    z_i = ⌊(c_i·2^17 + ρ)/(2ρ)⌋    y_i = R(z_i·g_i + b_i, s_i)
//! ```
use super::{
    super::{Level, product::Clamp, with_level::by_level},
    floor,
};

/// Gains, biases and shifts of the channels.
#[derive(Debug, Clone)]
pub struct LayerNorm {
    gains: Vec<i32>,
    /// b + 2^(s−1).
    starts: Vec<i32>,
    shifts: Vec<i32>,
    epsilon: i64,
    clamp: Clamp,
}

impl LayerNorm {
    /// One gain, bias and shift for each of n channels.
    pub fn new(gains: &[i8], biases: &[i32], shifts: &[u8], epsilon: i64, clamp: Clamp) -> Self {
        let half = |shift: u8| if shift == 0 { 0 } else { 1 << (shift - 1) };
        Self {
            gains: gains.iter().map(|gain| i32::from(*gain)).collect(),
            starts: biases.iter().zip(shifts).map(|(bias, shift)| bias.wrapping_add(half(*shift))).collect(),
            shifts: shifts.iter().map(|shift| i32::from(*shift)).collect(),
            epsilon,
            clamp,
        }
    }

    /// Rows of n elements.
    pub fn run(&self, level: Level, x: &[i8], out: &mut [i8]) {
        normalise(level, self, x, out);
    }

    #[inline(always)]
    fn rows(&self, x: &[i8], out: &mut [i8]) {
        let n = self.gains.len().max(1);
        for (x, out) in x.chunks_exact(n).zip(out.chunks_exact_mut(n)) {
            self.row(x, out);
        }
    }

    #[inline(always)]
    fn row(&self, x: &[i8], out: &mut [i8]) {
        let n = x.len() as i32; // at most 1024
        let sum: i32 = x.iter().map(|x| i32::from(*x)).sum();
        let centred = |x: i8| n * i32::from(x) - sum;
        // Σ(n·x_i − Σx)² = n·(n·Σx² − (Σx)²)
        let of_x: i32 = x.iter().map(|x| i32::from(*x) * i32::from(*x)).sum();
        let squares = i64::from(n) * (i64::from(n) * i64::from(of_x) - i64::from(sum).pow(2));
        // Below 2^62: see docs/protocols/inference.md.
        let under_the_root = ((squares + self.epsilon) << 16) / i64::from(n);
        let root = under_the_root.cast_unsigned().isqrt().max(1);
        // Both sides of the fraction are below 2^36, so float64 has them exactly, and a quotient that is no integer is 2^−32
        // or more from the next: rounding, 2^−39 at most, does not reach it.
        let (rho, twice) = (root as f64, (2 * root) as f64);
        let channels = self.gains.iter().zip(&self.starts).zip(&self.shifts);
        for ((out, x), ((gain, start), shift)) in out.iter_mut().zip(x).zip(channels) {
            // |z| is below 2^14, so z + 2^14 is positive.
            let z = floor((f64::from(centred(*x)) * 131_072.0 + rho) / twice + 16_384.0) - 16_384;
            *out = self.clamp.of((z * gain + start) >> shift);
        }
    }
}

by_level! {
    fn normalise(norm: &LayerNorm, x: &[i8], out: &mut [i8]) = LayerNorm::rows;
}
