//! How many multiply-accumulates a second this processor's vectors reach, one thread: what a roofline is drawn from.
//!
//! Sums in registers, more of them than an instruction takes cycles, with operands that stay in registers too: nothing is
//! loaded, so no engine that loads its operands comes above it. The best of many short windows, which leaves out those in
//! which the thread was interrupted.
#![cfg_attr(target_arch = "x86_64", allow(unsafe_code))] // calls of functions that need a processor's feature
use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use crate::integer::Level;

/// Additions to each sum in a window: some 10 µs.
const ROUNDS: usize = 1024;
/// Sums under way.
const SUMS: usize = 16;

/// int8 × int8 to int32, multiply-accumulates a second.
pub fn int8_macs_per_second(level: Level, seconds: f64) -> f64 {
    match Level::highest_up_to(level) {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: the processor has it.
        Level::Avx512Vnni => best(seconds, 64, || unsafe { x86::int8_vnni(black_box(3)) }),
        #[cfg(target_arch = "x86_64")]
        // SAFETY: the same.
        Level::Avx2 => best(seconds, 16, || unsafe { x86::int8_avx2(black_box(3)) }),
        _ => best(seconds, 1, || scalar(black_box(3_i32), |sum, x| sum.wrapping_add(x.wrapping_mul(*sum | 1)))),
    }
}

/// float32 fused multiply-additions a second.
pub fn f32_macs_per_second(seconds: f64) -> f64 {
    #[cfg(target_arch = "x86_64")]
    {
        if is_x86_feature_detected!("avx512f") {
            // SAFETY: the processor has it.
            return best(seconds, 16, || unsafe { x86::f32_avx512(black_box(0.5)) });
        }
        if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
            // SAFETY: the same.
            return best(seconds, 8, || unsafe { x86::f32_avx2(black_box(0.5)) });
        }
    }
    best(seconds, 1, || scalar(black_box(0.5_f32), |sum, x| *sum * x + x))
}

/// `lanes` multiply-accumulates an instruction, [`SUMS`]·[`ROUNDS`] instructions a call.
fn best<R>(seconds: f64, lanes: usize, mut window: impl FnMut() -> R) -> f64 {
    let end = Duration::try_from_secs_f64(seconds.clamp(0.0, 3600.0)).unwrap_or_default();
    let (start, mut shortest) = (Instant::now(), f64::INFINITY);
    loop {
        let before = Instant::now();
        black_box(window());
        shortest = shortest.min(before.elapsed().as_secs_f64());
        if start.elapsed() >= end {
            break;
        }
    }
    (lanes * SUMS * ROUNDS) as f64 / shortest.max(1e-9)
}

/// The sums in plain code.
fn scalar<T: Copy + Default>(x: T, step: impl Fn(&T, T) -> T) -> [T; SUMS] {
    let mut sums = [T::default(); SUMS];
    for _ in 0..ROUNDS {
        for sum in &mut sums {
            *sum = step(sum, x);
        }
    }
    sums
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::{arch::x86_64::*, hint::black_box};

    use super::{ROUNDS, SUMS};

    #[target_feature(enable = "avx512f,avx512vnni")]
    pub(super) fn int8_vnni(seed: i32) -> i32 {
        let (x, w) = (_mm512_set1_epi32(seed), black_box(_mm512_set1_epi32(seed)));
        let mut sums = [_mm512_setzero_si512(); SUMS];
        for _ in 0..ROUNDS {
            for sum in &mut sums {
                *sum = _mm512_dpbusd_epi32(*sum, x, w);
            }
        }
        sums.into_iter().map(|sum| _mm512_reduce_add_epi32(sum)).fold(0, i32::wrapping_add)
    }

    #[target_feature(enable = "avx2")]
    pub(super) fn int8_avx2(seed: i32) -> i32 {
        let (mut x, w) = (_mm256_set1_epi32(seed), black_box(_mm256_set1_epi32(seed)));
        let mut sums = [_mm256_setzero_si256(); SUMS - 4]; // sixteen registers in all
        for _ in 0..ROUNDS * SUMS / (SUMS - 4) {
            x = black_box(x); // or the product, always the same, would be computed once
            for sum in &mut sums {
                *sum = _mm256_add_epi32(*sum, _mm256_madd_epi16(x, _mm256_xor_si256(w, *sum)));
            }
        }
        let mut lanes = [0_i32; 8];
        let total = sums.into_iter().fold(_mm256_setzero_si256(), |a, b| _mm256_add_epi32(a, b));
        // SAFETY: eight lanes.
        unsafe { _mm256_storeu_si256(lanes.as_mut_ptr().cast(), total) };
        lanes.into_iter().fold(0, i32::wrapping_add)
    }

    #[target_feature(enable = "avx512f")]
    pub(super) fn f32_avx512(seed: f32) -> f32 {
        let (x, w) = (_mm512_set1_ps(seed), black_box(_mm512_set1_ps(seed)));
        let mut sums = [_mm512_setzero_ps(); SUMS];
        for _ in 0..ROUNDS {
            for sum in &mut sums {
                *sum = _mm512_fmadd_ps(x, w, *sum);
            }
        }
        sums.into_iter().map(|sum| _mm512_reduce_add_ps(sum)).sum()
    }

    #[target_feature(enable = "avx2,fma")]
    pub(super) fn f32_avx2(seed: f32) -> f32 {
        let (x, w) = (_mm256_set1_ps(seed), black_box(_mm256_set1_ps(seed)));
        let mut sums = [_mm256_setzero_ps(); SUMS - 4];
        for _ in 0..ROUNDS * SUMS / (SUMS - 4) {
            for sum in &mut sums {
                *sum = _mm256_fmadd_ps(x, w, *sum);
            }
        }
        let total = sums.into_iter().fold(_mm256_setzero_ps(), |a, b| _mm256_add_ps(a, b));
        let mut lanes = [0_f32; 8];
        // SAFETY: eight lanes.
        unsafe { _mm256_storeu_ps(lanes.as_mut_ptr(), total) };
        lanes.into_iter().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Plausible: faster than one product a microsecond, slower than any core; and wider vectors are faster.
    #[test]
    fn peaks_are_those_of_a_core() {
        let plausible = |rate: f64| (1e7..1e13).contains(&rate);
        assert!(plausible(f32_macs_per_second(0.01)));
        let rates: Vec<f64> = Level::ALL.into_iter().map(|level| int8_macs_per_second(level, 0.02)).collect();
        assert!(rates.iter().all(|rate| plausible(*rate)), "{rates:?}");
        let there = Level::ALL.into_iter().filter(|level| level.is_there()).count();
        assert!(rates[..there].is_sorted(), "{rates:?}");
    }
}
