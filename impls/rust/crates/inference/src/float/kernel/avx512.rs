//! The kernel with 512 bits: AVX-512F.
#![allow(unsafe_code)] // loads and stores by address: bounds that `multiply` has checked once are not checked a product
use std::arch::x86_64::*;

use super::{Tile, by_rows};

// Loops over arrays are written out: what `from_fn` and `map` are given is compiled without the feature, and called.

/// Lanes of a vector.
const V: usize = 16;

/// # Safety
/// The processor has AVX-512F; the slices hold what `rows` rows take.
#[target_feature(enable = "avx512f")]
pub(super) unsafe fn tile(rows: usize, width: usize, t: Tile<'_>, y: &mut [f32]) {
    // SAFETY: as asked of the caller.
    unsafe {
        match width / V {
            1 => {
                by_rows!(rows, sums, 1, [1: 8, 2: 4, 3: 3, 4: 2, 5: 2, 6: 2, 7: 1, 8: 1, 9: 1, 10: 1, 11: 1, 12: 1, 13: 1, 14: 1], t, y)
            }
            _ => {
                by_rows!(rows, sums, 2, [1: 4, 2: 4, 3: 2, 4: 1, 5: 1, 6: 1, 7: 1, 8: 1, 9: 1, 10: 1, 11: 1, 12: 1, 13: 1, 14: 1], t, y)
            }
        }
    }
}

/// # Safety
/// As for [`tile`], with R rows and a panel of NV vectors.
#[inline]
#[target_feature(enable = "avx512f")]
unsafe fn sums<const R: usize, const NV: usize, const U: usize>(t: Tile<'_>, y: &mut [f32]) {
    let mut sums = [[[_mm512_setzero_ps(); NV]; R]; U];
    let mut w = t.weights.as_ptr();
    // SAFETY: x holds (R − 1)·stride + segment + length numbers, the panel length·NV·V for each segment.
    unsafe {
        let mut bias = [_mm512_setzero_ps(); NV];
        for (v, bias) in bias.iter_mut().enumerate() {
            *bias = _mm512_loadu_ps(t.bias.as_ptr().add(v * V));
        }
        sums[0] = [bias; R];
        for &segment in t.segments {
            let x = t.x.as_ptr().add(segment);
            let mut k = 0;
            while k + U <= t.length {
                for (u, sums) in sums.iter_mut().enumerate() {
                    let mut weights = [_mm512_setzero_ps(); NV];
                    for (v, weight) in weights.iter_mut().enumerate() {
                        *weight = _mm512_loadu_ps(w.add((u * NV + v) * V));
                    }
                    for (r, sums) in sums.iter_mut().enumerate() {
                        let x = _mm512_set1_ps(*x.add(r * t.x_stride + k + u));
                        for (sum, weight) in sums.iter_mut().zip(weights) {
                            *sum = _mm512_fmadd_ps(x, weight, *sum);
                        }
                    }
                }
                k += U;
                w = w.add(U * NV * V);
            }
            while k < t.length {
                let mut weights = [_mm512_setzero_ps(); NV];
                for (v, weight) in weights.iter_mut().enumerate() {
                    *weight = _mm512_loadu_ps(w.add(v * V));
                }
                for (r, sums) in sums[0].iter_mut().enumerate() {
                    let x = _mm512_set1_ps(*x.add(r * t.x_stride + k));
                    for (sum, weight) in sums.iter_mut().zip(weights) {
                        *sum = _mm512_fmadd_ps(x, weight, *sum);
                    }
                }
                k += 1;
                w = w.add(NV * V);
            }
        }
    }
    let mut partial = sums.into_iter();
    let Some(mut sums) = partial.next() else { return };
    for other in partial {
        for (sums, others) in sums.iter_mut().zip(other) {
            for (sum, other) in sums.iter_mut().zip(others) {
                *sum = _mm512_add_ps(*sum, other);
            }
        }
    }
    // max and min give their second operand where one is NaN: NaN passes.
    let (lo, hi) = (_mm512_set1_ps(t.lo), _mm512_set1_ps(t.hi));
    for (r, sums) in sums.into_iter().enumerate() {
        // SAFETY: y holds (R − 1)·stride + stored numbers.
        unsafe {
            let y = y.as_mut_ptr().add(r * t.y_stride);
            if t.stored == NV * V {
                for (v, sum) in sums.iter().enumerate() {
                    let sum = _mm512_min_ps(hi, _mm512_max_ps(lo, *sum));
                    _mm512_storeu_ps(y.add(v * V), sum);
                }
            } else {
                for (v, sum) in sums.iter().enumerate() {
                    let sum = _mm512_min_ps(hi, _mm512_max_ps(lo, *sum));
                    let left = t.stored.saturating_sub(v * V).min(V);
                    // A lane that is not stored is not touched.
                    _mm512_mask_storeu_ps(y.add(v * V), ((1u32 << left) - 1) as __mmask16, sum);
                }
            }
        }
    }
}
