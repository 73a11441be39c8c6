//! `algebra/ntt` with plonky3's transform: f(ω^0), f(ω^1), … from the coefficients of one polynomial.
//!
//! plonky3's transforms are vectorised across the columns of a matrix, and one polynomial is one column. So the four-step
//! form (Bailey 1990): with n = n₁·n₂, j = j₁·n₂ + j₂, k = k₁ + n₁·k₂,
//! X_k = Σ_{j₂} ω_{n₂}^{j₂·k₂} · ω^{j₂·k₁} · (Σ_{j₁} x_j · ω_{n₁}^{j₁·k₁}): transforms of the columns of an n₁ × n₂ matrix, a
//! twist, a transposition, transforms of the columns again.
use std::sync::OnceLock;
use std::time::Instant;

use p3_dft::{Radix2DitParallel, TwoAdicSubgroupDft};
use p3_field::{Field, PackedField, PackedValue, TwoAdicField};
use p3_goldilocks::Goldilocks;
use p3_koala_bear::KoalaBear;
use p3_matrix::Matrix;
use p3_matrix::bitrev::BitReversibleMatrix;
use p3_matrix::dense::RowMajorMatrix;
use p3_maybe_rayon::prelude::*;
use p3_util::{log2_strict_usize, reverse_bits_len};

use crate::cell;
use crate::error::Error;
use crate::input::{self, Element};

/// Sizes, as powers of two.
pub const LOG_N: (u32, u32) = (1, 24);

/// Below this one transform of one column is quicker than four steps.
const LOG_FOUR_STEP: u32 = 8;

/// Evaluations of the polynomial on ⟨ω_n⟩ in natural order.
pub fn forward<F: Element + TwoAdicField>(coefficients: Vec<F>, dft: &Radix2DitParallel<F>) -> Vec<F> {
    let log_n = log2_strict_usize(coefficients.len()) as u32;
    if log_n < LOG_FOUR_STEP {
        return dft.dft_batch(RowMajorMatrix::new_col(coefficients)).to_row_major_matrix().values;
    }
    let omega = F::two_adic_generator(log_n as usize);
    let columns = 1_usize << log_n.div_ceil(2);
    let rows = coefficients.len() / columns;
    let log_rows = log2_strict_usize(rows);

    // The rows come in bit-reversed order: stored row r is k₁ = rev(r).
    let mut inner = dft.dft_batch(RowMajorMatrix::new(coefficients, columns)).bit_reverse_rows();
    inner.values.par_chunks_exact_mut(columns).enumerate().for_each(|(stored, row)| {
        let twist = omega.exp_u64(reverse_bits_len(stored, log_rows) as u64);
        let (packed, _) = F::Packing::pack_slice_with_suffix_mut(row);
        for (value, power) in packed.iter_mut().zip(F::Packing::packed_powers(twist)) {
            *value *= power;
        }
    });
    let turned = transposed(&inner.values, rows, columns, |k1| reverse_bits_len(k1, log_rows));
    dft.dft_batch(RowMajorMatrix::new(turned, rows)).to_row_major_matrix().values
}

/// The transpose of a `rows` × `columns` matrix whose logical row k lies at `stored(k)`, in blocks that fit the cache.
fn transposed<F: Field>(values: &[F], rows: usize, columns: usize, stored: impl Fn(usize) -> usize + Sync) -> Vec<F> {
    const BLOCK: usize = 16;
    let places: Vec<usize> = (0..rows).map(|k| stored(k) * columns).collect();
    let mut turned = F::zero_vec(values.len());
    turned.par_chunks_mut(rows * BLOCK).enumerate().for_each(|(block, part)| {
        let first = block * BLOCK;
        for (start, places) in (0..rows).step_by(BLOCK).zip(places.chunks(BLOCK)) {
            for (offset, line) in part.chunks_exact_mut(rows).enumerate() {
                let column = first + offset;
                let targets = line.iter_mut().skip(start);
                for (target, place) in targets.zip(places) {
                    if let Some(value) = values.get(place + column) {
                        *target = *value;
                    }
                }
            }
        }
    });
    turned
}

/// Reads `n` coefficients, writes `n` evaluations; the nanoseconds of the transform alone.
pub fn ntt(field: cell::Field, coefficients: &[u8], evaluations: &mut [u8]) -> Result<u64, Error> {
    static GOLDILOCKS: OnceLock<Radix2DitParallel<Goldilocks>> = OnceLock::new();
    static KOALA_BEAR: OnceLock<Radix2DitParallel<KoalaBear>> = OnceLock::new();
    match field {
        cell::Field::Goldilocks => through(coefficients, evaluations, GOLDILOCKS.get_or_init(Default::default)),
        cell::Field::KoalaBear => through(coefficients, evaluations, KOALA_BEAR.get_or_init(Default::default)),
    }
}

fn through<F>(coefficients: &[u8], evaluations: &mut [u8], dft: &Radix2DitParallel<F>) -> Result<u64, Error>
where
    F: Element + TwoAdicField,
{
    let n = coefficients.len() / F::BYTES;
    let log_n = n.trailing_zeros();
    if !n.is_power_of_two() || log_n < LOG_N.0 || log_n > LOG_N.1 {
        return Err(Error::BadSize(n as u64, LOG_N.0, LOG_N.1));
    }
    let values = input::elements::<F>("coefficients", coefficients, n)?;
    input::check_length::<F>("evaluations", evaluations, n)?;
    let start = Instant::now();
    let values = forward(values, dft);
    let kernel_ns = start.elapsed().as_nanos() as u64;
    for (target, value) in evaluations.chunks_exact_mut(F::BYTES).zip(values) {
        value.write(target);
    }
    Ok(kernel_ns)
}
