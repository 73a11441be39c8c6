//! intercept + row · weights for rows of ten numbers, the width of the diabetes data, four rows at once.
//!
//! ```text
//! v_r = x[r][0..4]·w[0..4] + x[r][4..8]·w[4..8] + (0, 0, x[r][8]·w[8], x[r][9]·w[9])     a vector for each row
//! out = the sums of the vectors' lanes, by a transposition that adds
//! ```
//!
//! The sums are formed in another order than by plain code, so levels differ in the last bits. 4,096 rows take 3.1 µs
//! in place of 6.7; eight rows at once with 512 bits take 3.6 (AMD EPYC with AVX-512).
#![cfg_attr(target_arch = "x86_64", allow(unsafe_code))] // loads by address, and calls that need a processor's feature

use crate::simd::Level;

/// Columns of a row.
pub const COLUMNS: usize = 10;
type Row = [f64; COLUMNS];

/// The level in use: there is no code for 512 bits.
pub fn level() -> Level {
    Level::best().min(Level::Avx2)
}

/// out[i] = intercept + rows[i] · weights. `level` must be there ([`Level::is_there`]); one that is not is not used.
#[cfg_attr(not(target_arch = "x86_64"), allow(unused_variables))]
pub fn predict(level: Level, rows: &[Row], weights: &Row, intercept: f64, out: &mut [f64]) {
    #[cfg(target_arch = "x86_64")]
    if level == Level::Avx2 && level.is_there() {
        // SAFETY: the processor has the features, as was just asked.
        return unsafe { x86::avx2(rows, weights, intercept, out) };
    }
    scalar(rows, weights, intercept, out);
}

fn scalar(rows: &[Row], weights: &Row, intercept: f64, out: &mut [f64]) {
    for (out, row) in out.iter_mut().zip(rows) {
        *out = intercept + row.iter().zip(weights).map(|(x, w)| x * w).sum::<f64>();
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::*;

    use super::{Row, scalar};

    #[target_feature(enable = "avx2,fma")]
    pub(super) fn avx2(rows: &[Row], weights: &Row, intercept: f64, out: &mut [f64]) {
        let (fours, rest) = rows.as_chunks::<4>();
        let (out_fours, out_rest) = out.as_chunks_mut::<4>();
        let last_two = _mm256_set_epi64x(-1, -1, 0, 0);
        // SAFETY: lanes 0..4, 4..8 and, of 6..10, the last two.
        let load = |row: &Row| unsafe {
            let at = row.as_ptr();
            (_mm256_loadu_pd(at), _mm256_loadu_pd(at.add(4)), _mm256_maskload_pd(at.add(6), last_two))
        };
        let (w0, w1, w2) = load(weights);
        let start = _mm256_set1_pd(intercept);
        for (rows, out) in fours.iter().zip(out_fours) {
            let [a, b, c, d] = rows.each_ref().map(|row| {
                let (x0, x1, x2) = load(row);
                _mm256_fmadd_pd(x2, w2, _mm256_fmadd_pd(x1, w1, _mm256_mul_pd(x0, w0)))
            });
            let (ab, cd) = (_mm256_hadd_pd(a, b), _mm256_hadd_pd(c, d));
            let sums = _mm256_add_pd(_mm256_permute2f128_pd::<0x20>(ab, cd), _mm256_permute2f128_pd::<0x31>(ab, cd));
            // SAFETY: four numbers.
            unsafe { _mm256_storeu_pd(out.as_mut_ptr(), _mm256_add_pd(sums, start)) };
        }
        scalar(rest, weights, intercept, out_rest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every level agrees with exact sums of small integers, at lengths with and without a rest.
    #[test]
    fn every_level_gives_the_same_sums() {
        for level in [Level::Scalar, Level::Avx2].into_iter().filter(|level| level.is_there()) {
            for rows in [0, 1, 3, 4, 5, 7, 8, 9, 16, 31, 64, 100] {
                let x: Vec<Row> = (0..rows)
                    .map(|i| std::array::from_fn(|j| ((i * 31 + j * j * 7 + 3) % 1009) as f64 - 500.0))
                    .collect();
                let weights: Row = std::array::from_fn(|j| (j * j) as f64 - 20.5);
                let mut out = vec![f64::NAN; rows];
                predict(level, &x, &weights, 0.25, &mut out);
                let expected: Vec<f64> =
                    x.iter().map(|row| 0.25 + row.iter().zip(&weights).map(|(x, w)| x * w).sum::<f64>()).collect();
                assert_eq!(out, expected, "{level:?}, {rows} rows"); // integers and quarters: no rounding in any order
            }
        }
    }

    /// What is not a number stays in its own row, wherever it stands, and infinities keep their sign.
    #[test]
    fn what_is_not_finite_stays_in_its_row() {
        for level in [Level::Scalar, Level::Avx2].into_iter().filter(|level| level.is_there()) {
            for column in 0..COLUMNS {
                let mut x = vec![[1.0; COLUMNS]; 17];
                x[3][column] = f64::NAN;
                x[9][column] = f64::INFINITY;
                x[16][column] = f64::NEG_INFINITY;
                let mut out = [0.0; 17];
                predict(level, &x, &[1.0; COLUMNS], 2.0, &mut out);
                for (i, value) in out.into_iter().enumerate() {
                    match i {
                        3 => assert!(value.is_nan(), "{level:?}"),
                        9 => assert_eq!(value, f64::INFINITY, "{level:?}"),
                        16 => assert_eq!(value, f64::NEG_INFINITY, "{level:?}"),
                        _ => assert_eq!(value, 12.0, "{level:?}, row {i}, column {column}"),
                    }
                }
            }
        }
    }
}
